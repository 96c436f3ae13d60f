"""What is told as a database that is away, and what is not."""

import asyncio
import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from app.records.database.outages import (
    DatabaseAwayError,
    DatabaseBusyError,
    Reader,
    reason_of_network,
    reason_of_sqlite,
    translate,
)


def raised_by(
    error: BaseException, *, is_disconnect: bool = False, reason_of: Reader = reason_of_sqlite
) -> BaseException | None:
    """What a statement ends in, of which the driver, or the waiting for it, raised ``error``."""
    engine = create_async_engine("sqlite+aiosqlite://")
    translate(engine, reason_of)
    context: Any = SimpleNamespace(
        original_exception=error, is_disconnect=is_disconnect, is_pre_ping=False
    )
    try:
        for listener in engine.sync_engine.dialect.dispatch.handle_error:
            listener(context)
    except DatabaseAwayError as told:
        return told
    return None


def test_a_lost_connection_is_told_as_a_database_that_is_away() -> None:
    assert isinstance(
        raised_by(sqlite3.OperationalError("gone"), is_disconnect=True), DatabaseAwayError
    )


@pytest.mark.parametrize("error", [asyncio.CancelledError(), KeyboardInterrupt()])
def test_whoever_is_cancelled_while_waiting_is_not_told_of_an_outage(error: BaseException) -> None:
    # SQLAlchemy calls the connection lost, since the reply to the statement was not read.
    assert raised_by(error, is_disconnect=True) is None


@pytest.mark.parametrize(
    ("error", "told"),
    [(TimeoutError(), DatabaseBusyError), (ConnectionRefusedError(), DatabaseAwayError)],
)
def test_a_statement_that_took_too_long_is_told_from_a_server_that_is_away(
    error: OSError, told: type[DatabaseAwayError]
) -> None:
    assert type(raised_by(error, reason_of=reason_of_network)) is told
