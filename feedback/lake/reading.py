"""Reading records out of the lake in columns, a few megabytes at a time."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from feedback.lake.filters import Filters, day_of
from feedback.lake.manifest import Place
from feedback.lake.partitions import live_keys, places
from feedback.lake.schema import IDENTITY, OCCURRED, SCHEMAS, Field
from feedback.lake.stores.object_store import (
    DamagedError,
    LakeUnavailableError,
    ObjectMissingError,
    ObjectStore,
)
from feedback.records import Dataset

_BATCH_BYTES = 8_000_000
_MOST_ROWS = 8_192
_ATTEMPTS = 10
_DIGEST_BYTES = 16
_Item = TypeVar("_Item")

# Both stand in the path of a file; whoever reads an export has no path.
_WHERE: tuple[Field, ...] = (
    pa.field("dt", pa.string(), nullable=False),
    pa.field("department", pa.string(), nullable=False),
)


def read_schema(dataset: Dataset, columns: Sequence[str] | None = None) -> pa.Schema:
    """The schema of what `read` gives: ``dt``, ``department``, and the columns."""
    schema = SCHEMAS[dataset]
    chosen = [field for field in schema if columns is None or field.name in columns]
    return pa.schema([*_WHERE, *chosen])


async def read(
    store: ObjectStore, dataset: Dataset, filters: Filters, columns: Sequence[str] | None = None
) -> AsyncGenerator[pa.RecordBatch]:
    """Records in the order of their days, each once; the score of a turn is not looked at.

    Files of an older release lack newer columns, which are null; columns of a newer one are left
    out. Raises `LakeUnavailableError`, and `DamagedError` for a file that cannot be read or lacks
    what every record has.
    """
    after = f"{dataset}/v1/dt={day_of(filters.since)}" if filters.since else ""
    async for place in places(store, dataset, after=after):
        if filters.ends_before(place):
            return
        if filters.takes_place(place):
            async for batch in _read_place(store, dataset, place, filters, columns):
                yield batch


async def ahead(items: AsyncGenerator[_Item]) -> AsyncGenerator[_Item]:
    """The same items, each already being made while the one before is used."""
    pending: asyncio.Task[_Item | None] = asyncio.create_task(_next(items))
    try:
        while (item := await pending) is not None:
            pending = asyncio.create_task(_next(items))
            yield item
    finally:
        pending.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await pending
        await items.aclose()


async def _next(items: AsyncIterator[_Item]) -> _Item | None:
    return await anext(items, None)


async def _read_place(
    store: ObjectStore,
    dataset: Dataset,
    place: Place,
    filters: Filters,
    columns: Sequence[str] | None,
) -> AsyncIterator[pa.RecordBatch]:
    seen, done, missing = Seen(), set[str](), ""
    for _ in range(_ATTEMPTS):
        try:
            for key in await live_keys(store, dataset, place):
                if key in done:
                    continue
                data = await store.get(key)
                done.add(key)
                batches = _whole(key, _batches(data, dataset, place, filters, columns))
                while (
                    batch := await asyncio.to_thread(_unseen, batches, dataset, seen)
                ) is not None:
                    yield batch
        except ObjectMissingError as error:
            # Compacted since it was listed: what replaced it holds these records, and others
            # that have come already.
            missing = error.key
            continue
        return
    raise LakeUnavailableError(f"{missing} is missing, and others rely on it")


def _whole(key: str, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same batches; raises `DamagedError` where the file cannot give them."""
    try:
        yield from batches
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise DamagedError(key, type(error).__name__) from error


def _unseen(
    batches: Iterator[pa.RecordBatch], dataset: Dataset, seen: Seen
) -> pa.RecordBatch | None:
    for batch in batches:
        new = seen.mark(batch.column(IDENTITY[dataset]))
        fresh = batch if new.all() else batch.filter(pa.array(new))
        if fresh.num_rows:
            return fresh
    return None


def _batches(
    data: bytes, dataset: Dataset, place: Place, filters: Filters, columns: Sequence[str] | None
) -> Iterator[pa.RecordBatch]:
    file = pq.ParquetFile(pa.BufferReader(data), pre_buffer=False, page_checksum_verification=True)
    there = set(file.schema_arrow.names)
    if lacking := {field.name for field in SCHEMAS[dataset] if not field.nullable} - there:
        raise ValueError(f"no column {min(lacking)}")
    # What decides is read as well, and dropped again.
    needed = [n for n in SCHEMAS[dataset].names if n in there and _reads(dataset, n, columns)]
    wanted = read_schema(dataset, None if columns is None else [*columns, IDENTITY[dataset]])
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        if not group.num_rows or not filters.takes_group(dataset, group):
            continue
        rows = max(1, min(_MOST_ROWS, _BATCH_BYTES * group.num_rows // (group.total_byte_size + 1)))
        for batch in file.iter_batches(
            rows, row_groups=[number], columns=needed, use_threads=False
        ):
            full = _conform(batch, read_schema(dataset), place)
            mask = filters.mask(dataset, full)
            taken = full if mask is None else full.filter(mask)
            if taken.num_rows:
                yield taken.select(wanted.names)


def _reads(dataset: Dataset, name: str, columns: Sequence[str] | None) -> bool:
    deciding = {IDENTITY[dataset], OCCURRED[dataset], "profile", "kind", "score"}
    return (
        columns is None
        or name in columns
        or name in deciding
        or name in {"configuration_number", "number"}
    )


def _conform(batch: pa.RecordBatch, schema: pa.Schema, place: Place) -> pa.RecordBatch:
    """Put a file's columns into the schema; what the file lacks, or was not read, is null."""
    rows = batch.num_rows
    given: dict[str, Any] = {"dt": place.day, "department": place.department}
    arrays: list[Any] = []
    for field in schema:
        if field.name in given:
            arrays.append(pa.repeat(pa.scalar(given[field.name], pa.string()), rows))
        elif field.name in batch.schema.names:
            column = batch.column(field.name)
            if column.null_count and not field.nullable:
                raise ValueError(f"{field.name} is null")
            arrays.append(column if column.type.equals(field.type) else column.cast(field.type))
        else:
            arrays.append(pa.nulls(rows, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


class Seen:
    """Which identities have come already, in sixteen bytes each.

    A million texts in a set would take ten times that. Digests lie in sorted runs; a run that is
    not much longer than the next is merged with it, so that there are few.
    """

    def __init__(self) -> None:
        self._runs: list[np.ndarray[Any, Any]] = []

    def mark(self, identities: Any) -> np.ndarray[Any, Any]:
        """Note identities; tells of each whether it is new."""
        texts: list[str] = identities.to_pylist()
        digests = np.array([_digest(text) for text in texts], dtype=f"S{_DIGEST_BYTES}")
        run, first = np.unique(digests, return_index=True)
        new = np.zeros(len(digests), dtype=bool)
        new[first] = True
        for earlier in self._runs:
            at = np.searchsorted(earlier, digests)
            new &= earlier[np.minimum(at, len(earlier) - 1)] != digests
        if len(run):
            self._runs.append(run)
        while len(self._runs) > 1 and len(self._runs[-2]) <= 4 * len(self._runs[-1]):
            late, early = self._runs.pop(), self._runs.pop()
            # Both are sorted, which this kind of sort makes use of.
            self._runs.append(np.sort(np.concatenate([early, late]), kind="stable"))
        return new


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
