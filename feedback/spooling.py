"""Sorting more records than memory holds: a temporary file collects them, group by group."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa

from feedback.schema import INSTANT, Field
from feedback.writing import Format, open_writer

Row = dict[str, Any]
Spooled = tuple[str, datetime, str, Row]

_TURN = pa.struct(
    [
        pa.field("turn_id", pa.string()),
        pa.field("asked_at", INSTANT),
        pa.field("question", pa.string()),
        pa.field("kind", pa.string()),
        pa.field("status", pa.string()),
        pa.field("answer", pa.string()),
        pa.field(
            "citations",
            pa.list_(
                pa.struct(
                    [
                        pa.field("n", pa.int32()),
                        pa.field("source", pa.string()),
                        pa.field("document", pa.string()),
                        pa.field("section", pa.string()),
                        pa.field("page", pa.int32()),
                    ]
                )
            ),
        ),
    ]
)
_TRANSCRIPT_FIELDS: list[Field] = [
    pa.field("thread_id", pa.string(), nullable=False),
    pa.field("department", pa.string(), nullable=False),
    pa.field("pseudonym", pa.string(), nullable=False),
    pa.field("profile", pa.string(), nullable=False),
    pa.field("started_at", INSTANT, nullable=False),
    pa.field("turns", pa.list_(_TURN), nullable=False),
    pa.field("text", pa.string(), nullable=False),
]
TRANSCRIPT = pa.schema(_TRANSCRIPT_FIELDS)
_TOGETHER = 200


class Spool:
    """Collects rows under a group and a time; a row that comes twice is kept once."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="almanac-export-", suffix=".spool")  # noqa: SIM115
        # Rows are added by worker threads, one after the other.
        self._database = sqlite3.connect(self._file.name, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE spool (place TEXT, at TEXT, id TEXT, row TEXT,"
            " PRIMARY KEY (place, at, id)) WITHOUT ROWID"
        )

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
        self._file.close()

    def add(self, rows: Iterable[Spooled]) -> None:
        """Collect rows, each with its group, its instant and its id."""
        self._database.executemany(
            "INSERT OR IGNORE INTO spool VALUES (?, ?, ?, ?)",
            [(place, _sortable(at), row_id, _dump(row)) for place, at, row_id, row in rows],
        )
        self._database.commit()

    def groups(self) -> Iterator[list[Row]]:
        """The rows of each group, oldest first."""
        found = self._database.execute("SELECT place, row FROM spool ORDER BY place, at, id")
        for _, rows in groupby(found, key=lambda line: str(line[0])):
            yield [_load(row) for _, row in rows]


def mark_current(events: Sequence[Row]) -> list[Row]:
    """Flag the last of a person's events on a turn; one that was taken back leaves none current."""
    last = len(events) - 1
    return [
        event | {"current": place == last and event["action"] == "put"}
        for place, event in enumerate(events)
    ]


def write_transcripts(spool: Spool, form: Format, path: Path) -> int:
    """Write out every thread of the spooled turns; tells how many there were."""
    with open_writer(form, path, TRANSCRIPT) as writer:
        together: list[Row] = []
        for turns in spool.groups():
            together.append(_transcript(turns))
            if len(together) == _TOGETHER:
                writer.write(together)
                together = []
        writer.write(together)
        return writer.rows


def _transcript(turns: Sequence[Row]) -> Row:
    first = turns[0]
    return {
        "thread_id": first["thread_id"],
        "department": first["department"],
        "pseudonym": first["pseudonym"],
        "profile": first["profile"],
        "started_at": first["asked_at"],
        "turns": [_line(turn) for turn in turns],
        "text": "\n\n".join(
            f"Question: {turn['question']}\n\nAnswer: {turn['answer'] or '(none)'}"
            for turn in turns
        ),
    }


def _line(turn: Row) -> Row:
    passages = {passage["chunk_id"]: passage for passage in turn["passages"] or ()}
    return {
        "turn_id": turn["id"],
        "asked_at": turn["asked_at"],
        "question": turn["question"],
        "kind": turn["kind"],
        "status": turn["status"],
        "answer": turn["answer"],
        "citations": [
            {
                "n": citation["n"],
                **{
                    key: passages.get(citation["chunk_id"], {}).get(key)
                    for key in ("source", "document", "section", "page")
                },
            }
            for citation in turn["citations"] or ()
        ],
    }


def _sortable(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _dump(row: Row) -> str:
    return json.dumps(row, default=_wrap, ensure_ascii=False)


def _wrap(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    raise TypeError(f"{type(value).__name__} cannot be spooled")


def _unwrap(value: dict[str, Any]) -> Any:
    if "$at" in value:
        return datetime.fromisoformat(value["$at"])
    if "$decimal" in value:
        return Decimal(value["$decimal"])
    return value


def _load(text: str) -> Row:
    row: Row = json.loads(text, object_hook=_unwrap)
    return row
