"""Packing a batch: which records can be written, and the Parquet file that holds them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq

from feedback.lake.schema import IDENTITY, to_table
from feedback.lake.stores.object_store import partition
from feedback.outbox.store import Batch, Entry
from feedback.records import DATASETS, Dataset

MAX_RECORD_BYTES = 1_000_000
_ROWS_TOGETHER = 1_000


class PoisonError(ValueError):
    """A record cannot be written to the lake. ``reason`` holds nothing of its content."""

    def __init__(self, number: int, reason: str) -> None:
        super().__init__(f"Outbox record {number} cannot be written: {reason}.")
        self.number = number
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch as it goes to the lake. ``content_hash`` depends on the records only."""

    key: str
    data: bytes
    content_hash: str


def find_poison(batch: Batch, entries: Sequence[Entry]) -> dict[int, str]:
    """The entries that cannot be written, by number, each with the reason."""
    found = {}
    rows: dict[int, dict[str, Any]] = {}
    for entry in entries:
        try:
            rows[entry.number] = _read(batch, entry)
        except PoisonError as error:
            found[entry.number] = error.reason
    if rows and _misfit(batch, list(rows.values())):
        for number, row in rows.items():
            if reason := _misfit(batch, [row]):
                found[number] = reason
    return found


def _misfit(batch: Batch, rows: Sequence[dict[str, Any]]) -> str | None:
    """Why the rows do not fit the schema; ``None`` when they do."""
    try:
        to_table(cast(Dataset, batch.dataset), rows)
    except (pa.ArrowException, ValueError, TypeError, ArithmeticError, KeyError) as error:
        return f"it does not fit the schema ({type(error).__name__})"
    return None


def pack(batch: Batch, entries: Sequence[Entry]) -> Parcel:
    """Make the Parquet file of a batch without poison; a record that is in twice goes once."""
    rows: dict[str, dict[str, Any]] = {}
    content = hashlib.sha256()
    for entry in entries:
        rows[entry.record_id] = _read(batch, entry)
        content.update(len(entry.payload).to_bytes(8, "big") + entry.payload)
    table = to_table(cast(Dataset, batch.dataset), list(rows.values()))
    content_hash = content.hexdigest()
    file = io.BytesIO()
    pq.write_table(
        table,
        file,
        compression="zstd",
        row_group_size=_ROWS_TOGETHER,
        write_page_checksum=True,
    )
    return Parcel(key_of(batch), file.getvalue(), content_hash)


def key_of(batch: Batch) -> str:
    """Where the file of a batch stands in the lake."""
    return f"{partition(batch.dataset, batch.day, batch.department)}{batch.id}.parquet"


def _dataset(batch: Batch, entry: Entry) -> Dataset:
    for dataset in DATASETS:
        if dataset == batch.dataset:
            return dataset
    raise PoisonError(entry.number, "its dataset is unknown")


def _read(batch: Batch, entry: Entry) -> dict[str, Any]:
    if len(entry.payload) > MAX_RECORD_BYTES:
        raise PoisonError(entry.number, f"it is larger than {MAX_RECORD_BYTES} bytes")
    try:
        row = json.loads(entry.payload.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PoisonError(entry.number, "it is not UTF-8") from error
    except RecursionError as error:
        raise PoisonError(entry.number, "it is nested too deeply") from error
    except ValueError as error:
        # Not only what is no JSON: a number of five thousand digits is none that Python reads.
        raise PoisonError(entry.number, "it is not JSON") from error
    if not isinstance(row, dict) or row.get(IDENTITY[_dataset(batch, entry)]) != entry.record_id:
        raise PoisonError(entry.number, "it is not the record it is said to be")
    # The escape also stands for a backslash followed by "u0000", which is harmless.
    if b"\\u0000" in entry.payload and _holds_nul(row):
        raise PoisonError(entry.number, "it holds NUL")
    return row


def _holds_nul(row: dict[str, Any]) -> bool:
    left: list[Any] = [row]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if "\0" in value:
                return True
        elif isinstance(value, dict):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            left += value
    return False
