"""Writing rows as Parquet, JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

Format = Literal["parquet", "jsonl", "csv"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "csv")

# A spreadsheet takes a cell that begins with one of these for a formula and runs it.
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# Where numbers have a comma, a spreadsheet cuts lines at other signs, quotation marks or not. The
# "-" of ";-)" begins no formula.
_RUN_AFTER_A_CUT = re.compile(r"([;\t]\s*)(?=[=+@＝＋－＠]|-(?!\)))")


class Writer(Protocol):
    """Writes rows, as many at a time as it is given; ``rows`` counts them."""

    rows: int

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None: ...


@contextmanager
def open_writer(form: Format, path: Path, schema: pa.Schema) -> Iterator[Writer]:
    """Open a file for rows of ``schema``; raises ``OSError`` where it cannot be written."""
    if form == "parquet":
        with pq.ParquetWriter(path, schema, compression="zstd") as parquet:
            yield _ParquetWriter(parquet, schema)
    elif form == "jsonl":
        with path.open("w", encoding="utf-8", newline="\n") as file:
            yield _LinesWriter(file, schema.names)
    else:
        # The mark at the beginning tells Excel that the file is UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            yield _CsvWriter(file, schema.names)


class _ParquetWriter:
    def __init__(self, parquet: pq.ParquetWriter, schema: pa.Schema) -> None:
        self.rows = 0
        self._parquet = parquet
        self._schema = schema

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._parquet.write_table(pa.Table.from_pylist([*rows], schema=self._schema))
            self.rows += len(rows)


class _LinesWriter:
    def __init__(self, file: TextIO, names: Sequence[str]) -> None:
        self.rows = 0
        self._file = file
        self._names = names

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            self._file.write(_json({name: row[name] for name in self._names}) + "\n")
            self.rows += 1


class _CsvWriter:
    def __init__(self, file: TextIO, names: Sequence[str]) -> None:
        self.rows = 0
        self._names = names
        self._csv = csv.writer(file)
        self._csv.writerow(names)

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            self._csv.writerow([cell(row[name]) for name in self._names])
            self.rows += 1


def cell(value: Any) -> str:
    """One value as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = _RUN_AFTER_A_CUT.sub(r"\1'", value)
        return f"'{value}" if value.startswith(_RUN_BY_SPREADSHEETS) else value
    if isinstance(value, list | dict | bool):
        return _RUN_AFTER_A_CUT.sub(r"\1'", _json(value))
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        # Text keeps every digit of a price; a JSON number would be read as binary.
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written")
