"""The shortest way to the database for what every question and every page needs.

A session of SQLAlchemy's costs thirty times what SQLite takes for a row. On SQLite prepared
statements go to the driver itself, in place, over one connection that reads and one that writes.
On PostgreSQL the same statements go over the engine's connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from app.records.database.engine import QueuedSessions, Sessions, is_inline
from app.records.database.group_commit import GroupCommit, Key
from app.records.database.prepared import Prepared
from app.records.database.sqlite_driver import InPlace

_Result = TypeVar("_Result")
_Values = Mapping[str, Any]
_NOTHING: _Values = {}


class Transaction(Protocol):
    """Statements that take effect together, or not at all."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        """Run a statement, and give the rows that it returns."""
        ...

    async def each(self, statement: Prepared, values: Sequence[_Values]) -> Sequence[Any]:
        """Run a statement with each of these values, and give the rows that it returns."""
        ...


Work = Callable[[Transaction], Awaitable[_Result]]


class Direct(Protocol):
    """A database by the shortest way."""

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        """Read by a statement, outside any transaction."""
        ...

    async def write(self, work: Work[_Result]) -> _Result:
        """Have ``work`` done in a transaction; its result is on the disk when this returns."""
        ...

    def submit(self, key: Key, work: Work[_Result]) -> asyncio.Future[_Result]:
        """Have ``work`` done together with what else waits, ordered by ``key``, the rows it locks.

        It is done also when nobody waits for it.
        """
        ...

    async def finish(self) -> None:
        """Wait for what is being written, also for what nobody waits for any more."""
        ...


_known: WeakKeyDictionary[AsyncEngine, Direct] = WeakKeyDictionary()


def direct_to(sessions: Sessions) -> Direct:
    """The shortest way to the database of these sessions: one for each engine."""
    engine: AsyncEngine = sessions.kw["bind"]
    if not (isinstance(sessions, QueuedSessions) and is_inline(engine)):
        return _Connected(engine, sessions)
    if engine not in _known:
        _known[engine] = _InPlaceDatabase(InPlace(engine), sessions.queue)
    return _known[engine]


def within(session: AsyncSession | Transaction) -> Transaction:
    """A transaction that is open already, as what runs prepared statements."""
    return _ConnectedTransaction(session) if isinstance(session, AsyncSession) else session


class _InPlaceDatabase:
    """SQLite, whose transactions wait for the disk together."""

    dialect = "sqlite"

    def __init__(self, database: InPlace, queue: asyncio.Lock) -> None:
        self._database = database
        self._queue = queue
        self._group = GroupCommit(self)

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        return self._database.reader.rows(statement, values)

    async def write(self, work: Work[_Result]) -> _Result:
        # Whoever stops waiting takes nothing back: others may be in the same transaction.
        return await asyncio.shield(self._group.submit((), work))

    def submit(self, key: Key, work: Work[_Result]) -> asyncio.Future[_Result]:
        return self._group.submit(key, work)

    async def finish(self) -> None:
        await self._group.finish()

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[Transaction]:
        async with self._queue, self._database.begin() as connection:
            yield _InPlaceTransaction(connection)


class _InPlaceTransaction:
    dialect = "sqlite"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        found: Sequence[Any] = self._connection.rows(statement, values)
        return found

    async def each(self, statement: Prepared, values: Sequence[_Values]) -> Sequence[Any]:
        return [row for one in values for row in self._connection.rows(statement, one)]


class _Connected:
    """Any database that is reached by connections of an engine."""

    def __init__(self, engine: AsyncEngine, sessions: Sessions) -> None:
        self.dialect = engine.dialect.name
        self._engine = engine
        self._sessions = sessions
        self._group = GroupCommit[AsyncSession](sessions)

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            return await _ConnectedTransaction(connection).rows(statement, values)

    async def write(self, work: Work[_Result]) -> _Result:
        async with self._sessions.begin() as session:
            return await work(_ConnectedTransaction(session))

    def submit(self, key: Key, work: Work[_Result]) -> asyncio.Future[_Result]:
        return self._group.submit(key, lambda session: work(_ConnectedTransaction(session)))

    async def finish(self) -> None:
        await self._group.finish()


class _ConnectedTransaction:
    """A transaction of the engine's connections."""

    def __init__(self, connection: AsyncSession | AsyncConnection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> str:
        if isinstance(self._connection, AsyncSession):
            return self._connection.get_bind().dialect.name
        return self._connection.dialect.name

    async def rows(self, statement: Prepared, values: _Values = _NOTHING) -> Sequence[Any]:
        return await self._run(statement, values)

    async def each(self, statement: Prepared, values: Sequence[_Values]) -> Sequence[Any]:
        return await self._run(statement, values) if values else []

    async def _run(self, statement: Prepared, values: Any) -> Sequence[Any]:
        found: Any = await self._connection.execute(statement.statement, values)
        rows: Sequence[Any] = found.all() if found.returns_rows else []
        return rows
