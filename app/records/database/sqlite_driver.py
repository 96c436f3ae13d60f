"""SQLite's driver itself, in place: a row takes less time than to wake a thread for it.

One connection reads and one writes. What may wait for the disk or for another process, a commit and
a lock that is taken, runs in a thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from app.records.database.engine import make_durable
from app.records.database.outages import DatabaseAwayError, reason_of_sqlite
from app.records.database.prepared import Prepared
from app.records.database.sqlite_inline import in_thread

_Result = TypeVar("_Result")
_BUSY_MS = 15_000


class InPlace:
    """The connections beside those of an engine; they open when needed, and close with it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._file = str(engine.url.database)
        self._reader: InPlaceConnection | None = None
        self._writer: InPlaceConnection | None = None
        event.listen(engine.sync_engine, "engine_disposed", lambda _: self.close())

    @property
    def reader(self) -> InPlaceConnection:
        """The connection that reads; each statement sees what is committed when it begins."""
        if self._reader is None:
            self._reader = self._open()
        return self._reader

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[InPlaceConnection]:
        """The connection that writes, in a transaction; one at a time may have it."""
        if self._writer is None:
            self._writer = self._open()
            self._writer.wait_for_locks(0)
        writer = self._writer
        try:
            await writer.begin()
            yield writer
            await writer.commit()
        except BaseException:
            # Whoever was cancelled while a thread took the lock has it.
            writer.roll_back()
            raise

    def close(self) -> None:
        """Close both; they open again when needed."""
        for connection in (self._reader, self._writer):
            if connection is not None:
                connection.close()
        self._reader = self._writer = None

    def _open(self) -> InPlaceConnection:
        return _translated(lambda: InPlaceConnection(self._file))


class InPlaceConnection:
    """One connection of the driver, which begins no transaction by itself."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        make_durable(self._connection)

    def rows(self, statement: Prepared, values: Mapping[str, Any]) -> list[Any]:
        """Run a statement, and give the rows that it returns; raises `DatabaseAwayError`."""
        plan = statement.on_sqlite(values)
        arguments = plan.arguments(values)
        try:
            found = self._connection.execute(plan.sql, arguments).fetchall()
        except sqlite3.Error as error:
            raise _meaning(error) from error
        return plan.rows(found) if found else []

    def wait_for_locks(self, milliseconds: int) -> None:
        """How long a statement waits for another process before it is refused."""
        self._connection.execute(f"PRAGMA busy_timeout = {milliseconds}")

    async def begin(self) -> None:
        """Take the lock, in place where it is free; raises `DatabaseAwayError`."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY:
                raise _meaning(error) from error
            await in_thread(lambda: _translated(self._begin_patiently))

    def _begin_patiently(self) -> None:
        self.wait_for_locks(_BUSY_MS)
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        finally:
            self.wait_for_locks(0)

    async def commit(self) -> None:
        """Commit; when this returns, the disk has it. Raises `DatabaseAwayError`."""
        await in_thread(lambda: _translated(self._connection.commit))

    def roll_back(self) -> None:
        """Take back what was not committed; SQLite may have done so by itself."""
        self._connection.rollback()

    def close(self) -> None:
        """Close at once."""
        self._connection.rollback()
        self._connection.close()


def _translated(work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except sqlite3.Error as error:
        raise _meaning(error) from error


def _meaning(error: sqlite3.Error) -> Exception:
    reason = reason_of_sqlite(error)
    return error if reason is None else DatabaseAwayError(reason)
