"""Opening the database so that an acknowledged write is on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from app.records.database.inline import InlineConnection

Sessions = async_sessionmaker[AsyncSession]
Engine = AsyncEngine


def async_url(url: str) -> str:
    """Name the asynchronous driver for a plain ``sqlite:`` or ``postgresql:`` URL."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if parsed.drivername in drivers:
        parsed = parsed.set(drivername=drivers[parsed.drivername])
    return parsed.render_as_string(hide_password=False)


def open_engine(url: str, *, inline: bool = False) -> AsyncEngine:
    """Open the engine for ``url``; SQLite runs in WAL mode with every commit flushed to disk.

    ``inline`` runs SQLite's reads in place: for many small ones, as a service has them, and not
    for those that go through a large table.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_async_engine(async_url(url), pool_pre_ping=True)
    creator = {"async_creator_fn": InlineConnection.open} if inline else {}
    # No overflow: its connections would be opened and closed again all the time.
    engine = create_async_engine(async_url(url), pool_size=20, max_overflow=0, connect_args=creator)
    event.listen(engine.sync_engine, "connect", _make_sqlite_durable)
    return engine


async def check(engine: Engine) -> None:
    """Ask the database for an answer; raises ``OSError`` or SQLAlchemy's own error without one."""
    async with engine.connect() as connection:
        await connection.execute(text("select 1"))


class QueuedSessions(Sessions):
    """Sessions of SQLite, whose transactions wait for each other in the order they came.

    Left to itself, SQLite lets whoever waits sleep and try again, and newcomers overtake them.
    """

    def __init__(self, engine: AsyncEngine, queue: asyncio.Lock) -> None:
        super().__init__(engine, expire_on_commit=False)
        self._queue = queue

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncSession]:  # type: ignore[override]
        """Open a session in a transaction, when it is its turn; never inside another one."""
        async with self._queue, super().begin() as session:
            yield session


def open_sessions(engine: AsyncEngine, queue: asyncio.Lock | None = None) -> Sessions:
    """Make the factory of sessions; what a session loaded stays readable after its commit.

    Factories for the same SQLite file share a ``queue``, so that their transactions take turns.
    """
    if engine.dialect.name == "sqlite":
        return QueuedSessions(engine, queue or asyncio.Lock())
    return async_sessionmaker(engine, expire_on_commit=False)


def _make_sqlite_durable(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 15000")
    cursor.close()
