"""Writing columns as Parquet, JSON lines or CSV, piece by piece."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

Format = Literal["parquet", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "csv")

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Where numbers have a comma, a spreadsheet cuts at other signs and at every line, quotation marks
# or not. The "-" of ";-)" begins no formula, nor does that of a list whose line could call nothing.
# The run of spaces is matched whether a sign follows or not, so that none is looked at twice.
_RUN_AFTER_A_CUT = re.compile(
    r"""([;\t\r\n][\s"]*+)(?=([=+@＝＋－＠]|-(?!\)|[ ]\w[^\r\n(|!#$=]*+(?:[\r\n]|$)))?)"""
)
_CUTS = re.compile(r"[;\t\r\n]")
# A row group is held in memory by whoever writes it and by whoever reads it.
_GROUP_BYTES = 16_000_000
# Rows become Python values, which are many times larger, so few at a time.
_ROWS_TOGETHER = 256


class Encoder(Protocol):
    """Turns batches of one schema into the bytes of a file, from the first to the last."""

    def begin(self) -> bytes: ...

    def encode(self, batch: pa.RecordBatch) -> bytes: ...

    def end(self) -> bytes: ...


def encoder(form: Format, schema: pa.Schema) -> Encoder:
    """Begin a file for batches of ``schema``."""
    if form == "parquet":
        return _ParquetEncoder(schema)
    return _LinesEncoder() if form == "jsonl" else _CsvEncoder(schema)


class _ParquetEncoder:
    """Gives out each row group as it is full; without its end, the file cannot be read at all."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._sink = _Sink()
        sink: Any = self._sink
        self._writer = pq.ParquetWriter(sink, schema, compression="snappy")
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0

    def begin(self) -> bytes:
        return self._sink.take()

    def encode(self, batch: pa.RecordBatch) -> bytes:
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        if self._bytes >= _GROUP_BYTES:
            self._write()
        return self._sink.take()

    def end(self) -> bytes:
        if self._waiting:
            self._write()
        self._writer.close()
        return self._sink.take()

    def _write(self) -> None:
        table = pa.Table.from_batches(self._waiting, schema=self._schema)
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._waiting, self._bytes = [], 0


class _Sink(io.RawIOBase):
    """Keeps what is written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        self._position += len(piece)
        return len(piece)

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces = []
        return taken


class _LinesEncoder:
    def begin(self) -> bytes:
        return b""

    def encode(self, batch: pa.RecordBatch) -> bytes:
        return b"".join(_json(row) + b"\n" for rows in _rows(batch) for row in rows)

    def end(self) -> bytes:
        return b""


class _CsvEncoder:
    def __init__(self, schema: pa.Schema) -> None:
        self._names = schema.names

    def begin(self) -> bytes:
        # The mark at the beginning tells Excel that the file is UTF-8.
        return self._written([self._names]).encode("utf-8-sig")

    def encode(self, batch: pa.RecordBatch) -> bytes:
        pieces = (
            self._written([[cell(value) for value in row.values()] for row in rows])
            for rows in _rows(batch)
        )
        return "".join(pieces).encode()

    def end(self) -> bytes:
        return b""

    def _written(self, rows: list[list[str]]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return text.getvalue()


def cell(value: Any) -> str:
    """One value as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = _uncut(value)
        return f"'{value}" if value.startswith(_RUN_BY_SPREADSHEETS) else value
    if isinstance(value, list | dict | bool):
        return _uncut(_json(value).decode())
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _uncut(text: str) -> str:
    # Most short texts have no place to cut at, and looking for one is quick.
    return _RUN_AFTER_A_CUT.sub(_guarded, text) if _CUTS.search(text) else text


def _guarded(cut: re.Match[str]) -> str:
    return f"{cut[1]}'" if cut[2] else cut[1]


def _rows(batch: pa.RecordBatch) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, batch.num_rows, _ROWS_TOGETHER):
        yield batch.slice(first, _ROWS_TOGETHER).to_pylist()


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        # Text keeps every digit of a price; a JSON number would be read as binary.
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written")
