"""Connections to PostgreSQL, straight or through a pooler."""

from __future__ import annotations

from functools import partial
from typing import Any

import asyncpg
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection

from app.records.database.address import PostgresAddress, postgres_address
from app.records.database.outages import (
    DatabaseAwayError,
    DatabaseBusyError,
    reason_of_network,
    translate,
)

# Classes and codes of PostgreSQL: connection lost, no resources, shutting down or starting up, and
# what a failover leaves behind, a server that may only be read.
_AWAY = ("08", "53", "57P", "58", "25006")
# The server answers and does not let us in.
_REFUSED = ("28", "3D")
# A statement of the service reads or writes some rows. One that hangs holds up an answer.
_STATEMENT_S = 15.0
# What is raised where SQLAlchemy does not look.
_DRIVERS_OWN = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_CONNECTIONS, _WAIT_FOR_ONE_S = 20, 15.0


def open_postgres(url: str, *, bounded: bool) -> AsyncEngine:
    """Open the engine; ``bounded`` statements have a time limit."""
    connect = partial(_connect, postgres_address(url), bounded=bounded)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=BoundedPool,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=_WAIT_FOR_ONE_S,
        pool_pre_ping=True,
        connect_args={
            "async_creator_fn": connect,
            # By PgBouncer's transaction mode every transaction may have another connection, where
            # a name is unknown or taken. A statement without a name needs none.
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": str,
        },
    )
    translate(engine, reason_of_postgres)
    return engine


def reason_of_postgres(error: BaseException) -> str | None:
    """Why the server is of no use now; ``None`` for an error in what it was asked."""
    if isinstance(error, asyncpg.PostgresError):
        code = str(error.sqlstate or "")
        return _plain(error) if code.startswith((*_AWAY, *_REFUSED)) else None
    if isinstance(error, asyncpg.InterfaceError):
        # Closed under a statement, or a setting that cannot be; any other is a mistake of ours.
        closed = "closed" in str(error) or isinstance(error, asyncpg.ClientConfigurationError)
        return _plain(error) if closed else None
    return reason_of_network(error)


class BoundedPool(AsyncAdaptedQueuePool):
    """Connections for which nobody waits for ever."""

    def connect(self) -> PoolProxiedConnection:
        """Take one that works; raises `DatabaseAwayError`, or `DatabaseBusyError`."""
        try:
            return super().connect()
        except NoConnectionLeftError as error:
            raise DatabaseBusyError("all connections are busy") from error
        except _DRIVERS_OWN as error:
            # It was asked whether it works, and did not say.
            raise _translated(error) from error


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]
    """A connection that asks nothing outside a transaction.

    PgBouncer's transaction mode may give each transaction another server, and a statement is asked
    for in two steps.
    """

    async def set_type_codec(self, *args: Any, **kwargs: Any) -> None:
        """Teach it a type, by questions that belong together; raises `DatabaseAwayError`."""
        try:
            async with self.transaction():
                await super().set_type_codec(*args, **kwargs)
        except _DRIVERS_OWN as error:
            self.terminate()
            raise _translated(error) from error


async def _connect(address: PostgresAddress, *, bounded: bool) -> Any:
    given = {"ssl": address.ssl} if address.ssl is not None else {}
    try:
        return await asyncpg.connect(
            address.dsn,
            timeout=address.connect_s,
            command_timeout=_STATEMENT_S if bounded else None,
            statement_cache_size=0,
            connection_class=PooledConnection,
            **given,
        )
    except _DRIVERS_OWN as error:
        raise _translated(error) from error


def _translated(error: Exception) -> Exception:
    reason = reason_of_postgres(error)
    return error if reason is None else DatabaseAwayError(reason)


def _plain(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
