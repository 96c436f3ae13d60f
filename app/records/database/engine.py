"""Opening the database so that an acknowledged write is on the disk."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from app.records.database.address import is_sqlite
from app.records.database.outages import reason_of_sqlite, translate
from app.records.database.sqlite_inline import InlineConnection

Sessions = async_sessionmaker[AsyncSession]
Engine = AsyncEngine
_INLINE = "almanac_inline"


def open_engine(url: str, *, inline: bool = False) -> AsyncEngine:
    """Open the engine for ``url``; SQLite runs in WAL mode with every commit flushed to disk.

    ``inline`` is for many small statements, as a service has them, and not for those that go
    through a large table: SQLite's reads run in place, and PostgreSQL's have a time limit.

    Raises `app.records.database.address.DatabaseAddressError`; a statement that is not answered
    ends in `app.records.database.outages.DatabaseAwayError`.
    """
    if is_sqlite(url):
        return _open_sqlite(url, inline=inline)
    # Its driver takes its time to import.
    from app.records.database.postgres import open_postgres

    return open_postgres(url, bounded=inline)


def _open_sqlite(url: str, *, inline: bool) -> AsyncEngine:
    driven = make_url(url).set(drivername="sqlite+aiosqlite")
    creator = {"async_creator_fn": InlineConnection.open} if inline else {}
    # No overflow: its connections would be opened and closed again all the time.
    engine = create_async_engine(
        driven,
        pool_size=20,
        max_overflow=0,
        connect_args=creator,
        execution_options={_INLINE: inline},
    )
    event.listen(engine.sync_engine, "connect", lambda connection, _: make_durable(connection))
    translate(engine, reason_of_sqlite)
    return engine


def is_inline(engine: AsyncEngine) -> bool:
    """Tell whether the statements of an engine are small ones, which SQLite runs in place."""
    return bool(engine.get_execution_options().get(_INLINE))


async def try_to_write(sessions: Sessions) -> None:
    """Write a row and take it back; raises `DatabaseAwayError` where nothing can be written."""
    async with sessions() as session:
        try:
            await session.execute(
                text("INSERT INTO runners (id, beat_at) VALUES ('health', CURRENT_TIMESTAMP)")
            )
        finally:
            await session.rollback()


async def database_clock(sessions: Sessions) -> datetime | None:
    """What the database's clock says; ``None`` where that is the clock of this machine."""
    async with sessions() as session:
        if session.get_bind().dialect.name == "sqlite":
            return None
        now: datetime = (await session.scalars(text("SELECT clock_timestamp()"))).one()
        return now.astimezone(UTC)


class QueuedSessions(Sessions):
    """Sessions of SQLite, whose transactions wait for each other in the order they came.

    Left to itself, SQLite lets whoever waits sleep and try again, and newcomers overtake them.
    """

    def __init__(self, engine: AsyncEngine, queue: asyncio.Lock) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.queue = queue

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncSession]:  # type: ignore[override]
        """Open a session in a transaction, when it is its turn; never inside another one."""
        async with self.queue, super().begin() as session:
            yield session


def open_sessions(engine: AsyncEngine, queue: asyncio.Lock | None = None) -> Sessions:
    """Make the factory of sessions; what a session loaded stays readable after its commit.

    Factories for the same SQLite file share a ``queue``, so that their transactions take turns.
    """
    if engine.dialect.name == "sqlite":
        return QueuedSessions(engine, queue or asyncio.Lock())
    return async_sessionmaker(engine, expire_on_commit=False)


# So long people wait for somebody else's transaction.
_BUSY_MS = 15_000


# A new file is made ready in milliseconds; a process that does so is waited for this often.
_LOOKS = 100
_BETWEEN_LOOKS_S = 0.02


def make_durable(connection: Any) -> None:
    """Have a connection of SQLite's driver flush every commit to the disk."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Keep a log beside the file.

    Where another process turns to it at the same moment, SQLite refuses at once, whatever its
    timeout is; so processes that start together on a new file would not all start.
    """
    for _ in range(_LOOKS):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(_BETWEEN_LOOKS_S)
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")
