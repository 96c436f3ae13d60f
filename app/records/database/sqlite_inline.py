"""SQLite without a thread for every step: what cannot wait runs in place.

A read of a row takes some ten microseconds; handing it to a thread and back costs ten times that,
three to five times a statement. So reads run where they are asked for. What may wait for a lock or
for the disk, the first write of a transaction and its commit, runs in a thread.

`InlineConnection` has the face of ``aiosqlite.Connection`` that SQLAlchemy's dialect knows.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self, TypeVar

_Result = TypeVar("_Result")
_READS = ("SELECT", "PRAGMA", "WITH")


class InlineConnection:
    """One connection; SQLAlchemy's pool sees to it that one task at a time uses it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection: sqlite3.Connection | None = connection

    @classmethod
    async def open(cls, database: str, **options: Any) -> Self:
        """Open the file; raises ``sqlite3.OperationalError``."""
        options["check_same_thread"] = False
        return cls(await in_thread(lambda: sqlite3.connect(database, **options)))

    @property
    def conn(self) -> sqlite3.Connection:
        """The connection itself; raises ``ValueError`` once it is closed."""
        if self._connection is None:
            raise ValueError("Connection closed")
        return self._connection

    @property
    def isolation_level(self) -> str | None:
        return self.conn.isolation_level

    def cursor(self) -> InlineCursor:
        """A cursor, ready to use."""
        return InlineCursor(self.conn)

    async def create_function(self, *args: Any, **kwargs: Any) -> None:
        self.conn.create_function(*args, **kwargs)

    async def commit(self) -> None:
        """Commit; when this returns, the disk has it."""
        if self.conn.in_transaction:
            await in_thread(self.conn.commit)

    async def rollback(self) -> None:
        self.conn.rollback()

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Close at once; a second time does nothing."""
        connection, self._connection = self._connection, None
        if connection is not None:
            # Closed with a cursor still alive somewhere, such as in the traceback of a cancelled
            # task, SQLite would keep the transaction, and its lock, for as long as the cursor.
            connection.rollback()
            connection.close()


class InlineCursor:
    """One statement at a time and its rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    @property
    def arraysize(self) -> int:
        return self._cursor.arraysize

    @arraysize.setter
    def arraysize(self, value: int) -> None:
        self._cursor.arraysize = value

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        if self._may_wait(sql):
            await in_thread(lambda: self._cursor.execute(sql, parameters))
        else:
            self._cursor.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        await in_thread(lambda: self._cursor.executemany(sql, parameters))

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(size or self._cursor.arraysize)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    def _may_wait(self, sql: str) -> bool:
        """Tell whether a lock could be in the way; whoever writes already holds it."""
        if self._connection.in_transaction:
            return False
        return not sql.lstrip().upper().startswith(_READS)


async def in_thread(work: Callable[[], _Result]) -> _Result:
    """Run ``work`` in a thread; a cancellation waits for its end, for the connection's sake."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
