"""Merging files of one partition into one, each record once, a thousand rows at a time."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from feedback.lake.schema import IDENTITY, SCHEMAS
from feedback.records import Dataset

_ROWS_TOGETHER = 1_000


class UnfitError(ValueError):
    """A file cannot be merged without losing something of it. ``reason`` holds no content."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The file cannot be merged: {reason}.")
        self.reason = reason


class Merge:
    """Collects files, the oldest schema first or last, into one that has today's."""

    def __init__(self, dataset: Dataset) -> None:
        self._schema = SCHEMAS[dataset]
        self._identity = IDENTITY[dataset]
        self._known: set[object] = set()
        self._sink = io.BytesIO()
        self._writer = pq.ParquetWriter(
            self._sink, self._schema, compression="zstd", write_page_checksum=True
        )
        self._waiting: list[pa.RecordBatch] = []
        self._rows_waiting = 0

    @property
    def rows(self) -> int:
        """How many records have been collected."""
        return len(self._known)

    def add(self, data: bytes) -> None:
        """Collect the records of a file that are not there yet; raises `UnfitError`, all or none.

        Columns that the file is too old to have become null.
        """
        file = self._open(data)
        for batch in file.iter_batches(_ROWS_TOGETHER):
            rows = self._unknown(self._conform(batch))
            if rows.num_rows:
                self._waiting.append(rows)
                self._rows_waiting += rows.num_rows
            if self._rows_waiting >= _ROWS_TOGETHER:
                self._write()

    def finish(self) -> bytes:
        """The file."""
        self._write()
        self._writer.close()
        return self._sink.getvalue()

    def _open(self, data: bytes) -> pq.ParquetFile:
        try:
            file = pq.ParquetFile(io.BytesIO(data), page_checksum_verification=True)
            # Read once for nothing, since half of a damaged file must not be in.
            for batch in file.iter_batches(_ROWS_TOGETHER):
                self._conform(batch)
        except UnfitError:
            raise
        except (pa.ArrowException, OSError, ValueError, TypeError) as error:
            raise UnfitError(f"it cannot be read ({type(error).__name__})") from error
        return file

    def _conform(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if batch.schema.equals(self._schema):
            return batch
        if any(not _covers(self._schema, field) for field in batch.schema):
            raise UnfitError("it has columns that this release does not know")
        # By way of Python's own values, in which a struct that is too old lacks a key.
        rows = batch.to_pylist()
        for field in self._schema:
            if not field.nullable and any(row.get(field.name) is None for row in rows):
                raise UnfitError(f"it lacks {field.name}")
        return pa.RecordBatch.from_pylist(rows, schema=self._schema)

    def _unknown(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        identities = batch.column(self._identity).to_pylist()
        mask = []
        for identity in identities:
            mask.append(identity not in self._known)
            self._known.add(identity)
        return batch if all(mask) else batch.filter(pa.array(mask, pa.bool_()))

    def _write(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting, schema=self._schema)
            self._writer.write_table(table, row_group_size=2 * _ROWS_TOGETHER)
        self._waiting, self._rows_waiting = [], 0


def count(dataset: Dataset, data: bytes) -> int:
    """How many different records a file holds; 0 where it cannot be read."""
    try:
        column = pq.ParquetFile(io.BytesIO(data)).read([IDENTITY[dataset]]).column(0)
    except (pa.ArrowException, OSError):
        return 0
    return len(set(column.to_pylist()))


def _covers(schema: pa.Schema, field: pa.Field[pa.DataType]) -> bool:
    """Whether a field of a file, with all that is in it, has a place in the schema."""
    place = schema.get_field_index(field.name)
    return place >= 0 and _holds(schema.field(place).type, field.type)


def _holds(kind: pa.DataType, older: pa.DataType) -> bool:
    if isinstance(kind, pa.StructType) and isinstance(older, pa.StructType):
        return all(
            kind.get_field_index(inner.name) >= 0
            and _holds(kind.field(inner.name).type, inner.type)
            for inner in older
        )
    if isinstance(kind, pa.ListType) and isinstance(older, pa.ListType):
        return _holds(kind.value_type, older.value_type)
    return kind.equals(older)
