"""SQLite with its reads in place: nothing waits on the loop, and nothing is left half done."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from app.records.database.sqlite_inline import InlineConnection

Trace = list[tuple[str, int]]


class Traced(sqlite3.Connection):
    """Notes in which thread each commit ran, and may be made to take its time."""

    trace: Trace
    hold: Callable[[], object]

    def commit(self) -> None:
        self.trace.append(("COMMIT", threading.get_ident()))
        self.hold()
        super().commit()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one empty table."""
    path = tmp_path / "inline.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE words (word TEXT)")
    connection.close()
    return path


@pytest.fixture
async def connection(file: Path) -> AsyncIterator[InlineConnection]:
    opened = await InlineConnection.open(str(file), factory=Traced, timeout=10)
    traced = opened.conn
    assert isinstance(traced, Traced)
    traced.trace, traced.hold = [], lambda: None
    # SQLite calls this in the thread in which the statement runs.
    traced.create_function("here", 0, threading.get_ident)
    yield opened
    await opened.close()


async def rows(connection: InlineConnection, sql: str) -> list[Any]:
    cursor = connection.cursor()
    await cursor.execute(sql)
    return await cursor.fetchall()


async def test_a_read_runs_in_place(connection: InlineConnection) -> None:
    assert await rows(connection, "SELECT here()") == [(threading.get_ident(),)]
    assert await rows(connection, " with t as (SELECT here()) SELECT * FROM t") == [
        (threading.get_ident(),)
    ]


async def test_the_first_write_and_the_commit_run_in_a_thread(
    connection: InlineConnection,
) -> None:
    cursor = connection.cursor()
    await cursor.execute("INSERT INTO words VALUES (here())")
    await cursor.execute("INSERT INTO words VALUES (here())")
    await connection.commit()

    (first,), (second,) = await rows(connection, "SELECT CAST(word AS INTEGER) FROM words")
    traced = connection.conn
    assert isinstance(traced, Traced)
    assert first != threading.get_ident()
    # Whoever writes holds the lock already, so that nothing can be in the way of the next.
    assert second == threading.get_ident()
    assert [thread != threading.get_ident() for _, thread in traced.trace] == [True]


async def test_a_write_waits_for_another_writer_while_the_loop_goes_on(
    connection: InlineConnection, file: Path
) -> None:
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")

    writing = asyncio.create_task(
        connection.cursor().execute("INSERT INTO words VALUES (?)", ["waited"])
    )
    for _ in range(20):
        await asyncio.sleep(0.005)
    assert not writing.done()
    other.rollback()
    other.close()
    await writing
    await connection.commit()

    assert await rows(connection, "SELECT word FROM words") == [("waited",)]


async def test_a_cancelled_commit_is_whole_and_leaves_the_connection_usable(
    connection: InlineConnection,
) -> None:
    traced = connection.conn
    assert isinstance(traced, Traced)
    begun, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        assert go_on.wait(10)

    traced.hold = wait
    await connection.cursor().execute("INSERT INTO words VALUES ('kept')")

    committing = asyncio.create_task(connection.commit())
    await asyncio.to_thread(begun.wait, 10)
    committing.cancel()
    await asyncio.sleep(0.02)
    assert not committing.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await committing

    traced.hold = lambda: None
    assert not traced.in_transaction
    await connection.rollback()
    await connection.cursor().executemany("INSERT INTO words VALUES (?)", [["next"], ["last"]])
    await connection.commit()
    assert await rows(connection, "SELECT word FROM words") == [("kept",), ("next",), ("last",)]


async def test_what_is_rolled_back_is_gone(connection: InlineConnection) -> None:
    await connection.cursor().execute("INSERT INTO words VALUES ('gone')")
    await connection.rollback()
    await connection.commit()

    assert await rows(connection, "SELECT word FROM words") == []
    traced = connection.conn
    assert isinstance(traced, Traced)
    assert traced.trace == []


async def test_a_connection_given_up_in_mid_write_leaves_no_lock_behind(
    connection: InlineConnection, file: Path
) -> None:
    alive = connection.cursor()
    await alive.execute("INSERT INTO words VALUES ('lost') RETURNING word")

    connection.stop()

    other = sqlite3.connect(file, timeout=0)
    other.execute("INSERT INTO words VALUES ('next')")
    other.commit()
    assert other.execute("SELECT word FROM words").fetchall() == [("next",)]
    other.close()
    assert alive.description is not None


async def test_an_error_of_the_database_is_heard(connection: InlineConnection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await connection.cursor().execute("INSERT INTO nowhere VALUES (1)")
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        await connection.cursor().execute("SELECT absent FROM words")


async def test_closing_twice_is_harmless_and_using_it_afterwards_is_refused(
    connection: InlineConnection,
) -> None:
    await connection.close()
    await connection.close()
    connection.stop()

    with pytest.raises(ValueError, match="closed"):
        connection.cursor()


async def test_a_file_that_cannot_be_opened_is_heard(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        await InlineConnection.open(str(tmp_path / "no folder" / "inline.db"))
