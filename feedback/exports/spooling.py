"""Sorting more records than memory holds: a temporary file collects them."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from types import TracebackType
from typing import Any, Self

import orjson
import pyarrow as pa

Row = dict[str, Any]
Spooled = tuple[str, datetime, str, Row]

# What `LastReactions` reads of a reaction.
REACTION_COLUMNS = (
    "id",
    "turn_id",
    "pseudonym",
    "action",
    "score",
    "suggested_answer",
    "reacted_at",
)


class ScratchUnwritableError(OSError):
    """There is no room for what has to be sorted, or nobody may write there."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"An export cannot sort its records in {folder}. Free some room there, or set TMPDIR "
            "to a folder that has more."
        )
        self.folder = folder


class _Scratch:
    """A temporary SQLite file that goes with its owner. Worker threads use it one at a time.

    Adding to it raises `ScratchUnwritableError` where it cannot be written.
    """

    def __init__(self, table: str) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="almanac-export-", suffix=".spool")  # noqa: SIM115
        self._database = sqlite3.connect(self._file.name, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
        self._file.close()

    def _put(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        try:
            self._database.executemany(statement, rows)
            self._database.commit()
        except sqlite3.OperationalError as error:
            raise ScratchUnwritableError(tempfile.gettempdir()) from error


class Spool(_Scratch):
    """Collects rows of JSON values under a group and a time; one that comes twice is kept once."""

    def __init__(self) -> None:
        super().__init__(
            "CREATE TABLE spool (place TEXT, at TEXT, id TEXT, row BLOB,"
            " PRIMARY KEY (place, at, id)) WITHOUT ROWID"
        )

    def add(self, rows: Iterable[Spooled]) -> None:
        """Collect rows, each with its group, its instant and its id."""
        self._put(
            "INSERT OR IGNORE INTO spool VALUES (?, ?, ?, ?)",
            [(place, _sortable(at), row_id, orjson.dumps(row)) for place, at, row_id, row in rows],
        )

    def groups(self) -> Iterator[list[Row]]:
        """The rows of each group, oldest first."""
        found = self._database.execute("SELECT place, row FROM spool ORDER BY place, at, id")
        for _, rows in groupby(found, key=lambda line: str(line[0])):
            yield [orjson.loads(row) for _, row in rows]


@dataclass(frozen=True, slots=True)
class Rating:
    """The last thing a person did about a turn; ``score`` is null where it was taken back."""

    id: str
    turn_id: str
    pseudonym: str
    at: str
    score: int | None
    suggested_answer: str | None


class LastReactions(_Scratch):
    """The last event of each person on each turn."""

    def __init__(self) -> None:
        super().__init__(
            "CREATE TABLE reactions (turn TEXT, pseudonym TEXT, at TEXT, id TEXT, score INTEGER,"
            " suggestion TEXT, PRIMARY KEY (turn, pseudonym)) WITHOUT ROWID"
        )

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in reactions with the columns `REACTION_COLUMNS`, in any order."""
        self._put(
            "INSERT INTO reactions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " at = excluded.at, id = excluded.id, score = excluded.score,"
            " suggestion = excluded.suggestion WHERE (excluded.at, excluded.id) > (at, id)",
            [
                (
                    row["turn_id"],
                    row["pseudonym"],
                    _sortable(row["reacted_at"]),
                    row["id"],
                    row["score"] if row["action"] == "put" else None,
                    row["suggested_answer"],
                )
                for row in batch.select(REACTION_COLUMNS).to_pylist()
            ],
        )

    def last(self, turns: Sequence[str]) -> list[Rating]:
        """The last event of each person on these turns, those that took it back among them."""
        found = self._database.execute(
            "SELECT id, turn, pseudonym, at, score, suggestion FROM reactions"
            " WHERE turn IN (SELECT value FROM json_each(?))",
            (orjson.dumps(turns).decode(),),
        )
        return [Rating(*line) for line in found]

    def ratings(self, turns: Sequence[str]) -> dict[str, Rating]:
        """The current reaction to each of these turns that has one."""
        given = [rating for rating in self.last(turns) if rating.score is not None]
        return {rating.turn_id: rating for rating in sorted(given, key=lambda r: (r.at, r.id))}

    def is_current(self, events: pa.RecordBatch) -> list[bool | None]:
        """Whether each event is the current reaction; ``None`` for one that came meanwhile."""
        turns = texts_of(events, "turn_id")
        last = {(rating.turn_id, rating.pseudonym): rating for rating in self.last(turns)}
        rows: list[Row] = events.select(["id", "turn_id", "pseudonym", "reacted_at"]).to_pylist()
        return [
            _stands(
                last.get((row["turn_id"], row["pseudonym"])),
                (_sortable(row["reacted_at"]), row["id"]),
            )
            for row in rows
        ]


class TextShelf(_Scratch):
    """The text of each passage of a department, under its hash."""

    def __init__(self) -> None:
        super().__init__(
            "CREATE TABLE shelf (department TEXT, hash TEXT, text TEXT,"
            " PRIMARY KEY (department, hash)) WITHOUT ROWID"
        )

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in passages with ``department``, ``content_hash`` and ``text``."""
        names = ("department", "content_hash", "text")
        columns = [batch.column(name).to_pylist() for name in names]
        self._put("INSERT OR IGNORE INTO shelf VALUES (?, ?, ?)", zip(*columns, strict=True))

    def texts(self, department: str, hashes: Sequence[str]) -> dict[str, str]:
        """The texts that are there."""
        found = self._database.execute(
            "SELECT hash, text FROM shelf"
            " WHERE department = ? AND hash IN (SELECT value FROM json_each(?))",
            (department, orjson.dumps(hashes).decode()),
        )
        return dict(found.fetchall())


def batches_of(rows: Iterable[Row], schema: pa.Schema, together: int) -> Iterator[pa.RecordBatch]:
    """Put rows into columns, so many ``together`` at a time."""
    left = iter(rows)
    while taken := list(islice(left, together)):
        yield pa.RecordBatch.from_pylist(taken, schema=schema)


def texts_of(batch: pa.RecordBatch, name: str) -> list[str]:
    """A column of texts that are never null."""
    texts: Any = batch.column(name).to_pylist()
    return list(texts)


def _stands(last: Rating | None, event: tuple[str, str]) -> bool | None:
    if last is None or event > (last.at, last.id):
        return None
    return last.id == event[1] and last.score is not None


def _sortable(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
