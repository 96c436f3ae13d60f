"""Reading records back out of the lake, into one file, in constant memory."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from feedback.lake import ObjectStore, partition_of
from feedback.records import DATASETS, Dataset
from feedback.schema import IDENTITY, OCCURRED, SCHEMAS
from feedback.spooling import Spool, mark_current, write_transcripts
from feedback.writing import Format, Writer, open_writer

Exported = Literal["turns", "reactions", "passages", "configurations", "transcripts"]
EXPORTED: tuple[Exported, ...] = (*DATASETS, "transcripts")
_ROWS_TOGETHER = 1_000


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records to export.

    ``departments`` are those the reader may see; none means no record. ``since`` is included and
    ``until`` is not; both are aware. ``assistant`` is a profile's slug.
    """

    departments: frozenset[str]
    since: datetime | None = None
    until: datetime | None = None
    assistant: str | None = None

    def take_partition(self, key: str) -> bool:
        """Whether the object may hold something that is asked for."""
        try:
            day, department = partition_of(key)
        except ValueError:
            return False
        return (
            department in self.departments
            and (self.since is None or day >= _day(self.since))
            and (self.until is None or day <= _day(self.until))
        )

    def take_row(self, dataset: Dataset, row: dict[str, Any]) -> bool:
        """Whether a record is asked for."""
        at = row[OCCURRED[dataset]]
        if self.assistant is not None and row.get("profile", self.assistant) != self.assistant:
            return False
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written: the number of rows, or of transcripts, and the file."""

    rows: int
    path: Path


async def export(
    store: ObjectStore, dataset: Exported, filters: Filters, *, form: Format, out: Path
) -> ExportReport:
    """Write what the lake holds to ``out``; each record once, even if two batches hold it.

    Turns, passages and configurations come in the order of their days. Reactions carry ``current``,
    true for the last event of a person on a turn within the export. ``out`` appears when it is
    complete. Raises `feedback.lake.LakeUnavailableError` and ``OSError``.
    """
    partial = out.with_name(f".{out.name}.partial")
    try:
        if dataset == "transcripts":
            rows = await _export_transcripts(store, filters, form, partial)
        elif dataset == "reactions":
            rows = await _export_reactions(store, filters, form, partial)
        else:
            rows = await _export_plain(store, dataset, filters, form, partial)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return ExportReport(rows, out)


async def _export_plain(
    store: ObjectStore, dataset: Dataset, filters: Filters, form: Format, path: Path
) -> int:
    schema = _exported_schema(dataset)
    with open_writer(form, path, schema) as writer:
        async for rows in _read(store, dataset, filters):
            await asyncio.to_thread(writer.write, rows)
        return writer.rows


async def _export_reactions(store: ObjectStore, filters: Filters, form: Format, path: Path) -> int:
    current = pa.field("current", pa.bool_(), nullable=False)
    schema = _exported_schema("reactions").append(current)
    with Spool() as spool, open_writer(form, path, schema) as writer:
        async for rows in _read(store, "reactions", filters):
            await asyncio.to_thread(
                spool.add,
                [
                    (f"{row['turn_id']}\n{row['pseudonym']}", row["reacted_at"], row["id"], row)
                    for row in rows
                ],
            )
        await asyncio.to_thread(_write_all, writer, spool)
        return writer.rows


def _write_all(writer: Writer, spool: Spool) -> None:
    for events in spool.groups():
        writer.write(mark_current(events))


async def _export_transcripts(
    store: ObjectStore, filters: Filters, form: Format, path: Path
) -> int:
    with Spool() as spool:
        async for rows in _read(store, "turns", filters):
            await asyncio.to_thread(
                spool.add,
                [
                    (f"{row['department']}\n{row['thread_id']}", row["asked_at"], row["id"], row)
                    for row in rows
                ],
            )
        return await asyncio.to_thread(write_transcripts, spool, form, path)


async def _read(
    store: ObjectStore, dataset: Dataset, filters: Filters
) -> AsyncIterator[list[dict[str, Any]]]:
    """Records by the thousand. A record lies in one partition, so that is where doubles are."""
    prefix = f"{dataset}/v1/"
    after = f"{prefix}dt={_day(filters.since)}" if filters.since else ""
    place, seen = ("", ""), set[str]()
    async for key in store.list(prefix, after=after):
        if not filters.take_partition(key) or not key.endswith(".parquet"):
            continue
        if partition_of(key) != place:
            place, seen = partition_of(key), set()
        file = pq.ParquetFile(io.BytesIO(await store.get(key)))
        for batch in file.iter_batches(_ROWS_TOGETHER):
            rows = []
            for row in batch.to_pylist():
                identity = row[IDENTITY[dataset]]
                if identity not in seen and filters.take_row(dataset, row):
                    seen.add(identity)
                    # A file of an older release lacks the columns that were added after it.
                    empty = dict.fromkeys(SCHEMAS[dataset].names)
                    rows.append({"dt": place[0], "department": place[1]} | empty | row)
            if rows:
                yield rows


def _exported_schema(dataset: Dataset) -> pa.Schema:
    where = [
        pa.field("dt", pa.string(), nullable=False),
        pa.field("department", pa.string(), nullable=False),
    ]
    return pa.schema([*where, *SCHEMAS[dataset]])


def _day(at: datetime) -> str:
    return at.astimezone(UTC).date().isoformat()
