"""A database that does not answer just now, told from one that was asked something wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial

from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine

# Why the database is away, read from a driver's error; ``None`` where it says nothing of the kind.
Reader = Callable[[BaseException], str | None]

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}


class DatabaseAwayError(RuntimeError):
    """The database does not answer, or cannot take anything just now.

    The message is for people; ``reason`` and ``remedy`` are for whoever runs the service.
    """

    retry_after_s = 5

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Almanac cannot reach its database just now. Nothing that was stored is lost. Please "
            "try again in a moment."
        )
        self.reason = reason
        self.remedy = (
            f"The database does not answer: {reason}. Check that it runs and has room, and "
            "ALMANAC_DATABASE_URL."
        )


class DatabaseBusyError(DatabaseAwayError):
    """The database is there and has too much to do: asking again at once would only add to that."""


def reason_of_sqlite(error: BaseException) -> str | None:
    """Why SQLite could not do what it was told: a lock, a disk."""
    if not isinstance(error, sqlite3.OperationalError):
        return None
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return str(error) if code in _SQLITE_AWAY else None


def reason_of_network(error: BaseException) -> str | None:
    """Why a server could not be reached."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ConnectionRefusedError):
        return "nothing listens at its address"
    if isinstance(error, OSError):
        return error.strerror or str(error)[:200] or type(error).__name__
    return None


def translate(engine: AsyncEngine, reason_of: Reader) -> None:
    """Have every statement that the database did not answer end in `DatabaseAwayError`."""
    event.listen(engine.sync_engine, "handle_error", partial(_on_error, reason_of))


def _on_error(reason_of: Reader, context: ExceptionContext) -> None:
    error = context.original_exception
    if not isinstance(error, Exception):
        # Whoever was waiting was cancelled. SQLAlchemy takes that for a lost connection.
        return
    # The driver's error stands behind the one that SQLAlchemy's dialect makes of it.
    reason = reason_of(error) or (reason_of(error.__cause__) if error.__cause__ else None)
    if reason is None and context.is_disconnect:
        reason = "the connection was lost"
    if reason is None:
        return
    if not isinstance(error, sqlite3.Error):
        # A server that may only be read keeps its connections open, and none of them is of use.
        context.is_disconnect = True
    if context.is_pre_ping:
        # Another connection is opened then, which finds out for itself.
        return
    if isinstance(error, TimeoutError) or isinstance(error.__cause__, TimeoutError):
        raise DatabaseBusyError(reason) from error
    raise DatabaseAwayError(reason) from error
