"""The shortest way to the database: it reads what is stored, and what it stores is on the disk."""

from __future__ import annotations

import asyncio
import math
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, column, delete, insert, select, text, update

from app.records.database import sqlite_driver
from app.records.database.direct import Direct, Transaction, direct_to, within
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.database.outages import DatabaseAwayError
from app.records.database.prepared import Prepared
from app.records.database.upserts import table_of
from app.records.people.people import PersonRow
from tests.servers.databases import migrated

PEOPLE = table_of(PersonRow)
PUT = Prepared(insert(PEOPLE))
GET = Prepared(select(*PEOPLE.c).where(PEOPLE.c.id == bindparam("person")))
RENAME = Prepared(
    update(PEOPLE)
    .where(PEOPLE.c.id == bindparam("person"))
    .values(name=bindparam("name"))
    .returning(PEOPLE.c.email, PEOPLE.c.updated_at)
)
FORGET = Prepared(delete(PEOPLE).where(PEOPLE.c.id == bindparam("person")))
AT = datetime(2026, 3, 4, 5, 6, 7, 89, UTC)


def person(name: str) -> dict[str, object]:
    return {
        "id": name,
        "email": f"{name}@cryodyne.example",
        "name": name.title(),
        "groups": ["employees", name],
        "updated_at": AT,
    }


async def put(direct: Direct, name: str) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.rows(PUT, person(name))

    await direct.write(work)


@pytest.fixture
async def url(tmp_path: Path) -> str:
    """An empty database."""
    url = f"sqlite:///{tmp_path / 'direct.db'}"
    await migrated(url)
    return url


@pytest.fixture
async def in_place_sessions(url: str) -> AsyncIterator[Sessions]:
    """SQLite as the service has it."""
    engine = open_engine(url, inline=True)
    yield open_sessions(engine)
    await engine.dispose()


@pytest.fixture(params=["in place", "by connections"])
async def direct(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Direct]:
    """The way of the service, and that by which any other database is reached."""
    engine = open_engine(url, inline=request.param == "in place")
    yield direct_to(open_sessions(engine))
    await engine.dispose()


async def test_values_come_back_as_they_were_stored(direct: Direct) -> None:
    await put(direct, "alice")

    (row,) = await direct.rows(GET, {"person": "alice"})

    assert (row.email, row.groups) == ("alice@cryodyne.example", ["employees", "alice"])
    assert row.updated_at == AT
    assert row.subject is None


async def test_numbers_that_are_none_are_read_as_they_were_written(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    direct = direct_to(in_place_sessions)
    await put(direct, "alice")
    with closing(sqlite3.connect(tmp_path / "direct.db")) as other, other:
        other.execute("UPDATE people SET groups = '[NaN, null]'")

    (row,) = await direct.rows(GET, {"person": "alice"})

    assert math.isnan(row.groups[0])
    assert row.groups[1] is None


async def test_what_is_changed_is_told(direct: Direct) -> None:
    await put(direct, "alice")

    async def work(transaction: Transaction) -> list[tuple[str, datetime]]:
        return [tuple(row) for row in await transaction.rows(
            RENAME, {"person": "alice", "name": "Somebody"}
        )]  # fmt: skip

    assert await direct.write(work) == [("alice@cryodyne.example", AT)]
    (row,) = await direct.rows(GET, {"person": "alice"})
    assert row.name == "Somebody"


async def test_work_that_fails_leaves_nothing(direct: Direct) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.rows(PUT, person("alice"))
        raise ValueError("half done")

    with pytest.raises(ValueError, match="half done"):
        await direct.write(work)

    assert await direct.rows(GET, {"person": "alice"}) == []


async def test_many_who_write_at_once_all_find_their_rows(direct: Direct) -> None:
    names = [f"person-{number}" for number in range(20)]

    await asyncio.gather(*(put(direct, name) for name in names))

    found = [await direct.rows(GET, {"person": name}) for name in names]
    assert [row.id for (row,) in found] == names


async def test_what_was_submitted_is_done_although_nobody_waits(direct: Direct) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.rows(PUT, person("alice"))

    direct.submit(("alice",), work)
    await direct.finish()

    assert [row.id for row in await direct.rows(GET, {"person": "alice"})] == ["alice"]


async def test_each_of_several_values_is_stored(direct: Direct) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.each(PUT, [person("alice"), person("ben")])
        await transaction.each(PUT, [])

    await direct.write(work)

    assert [len(await direct.rows(GET, {"person": one})) for one in ("alice", "ben")] == [1, 1]


async def test_a_statement_without_one_of_its_values_is_refused(
    in_place_sessions: Sessions,
) -> None:
    with pytest.raises(KeyError, match="person"):
        await direct_to(in_place_sessions).rows(GET, {})


async def test_what_a_session_stored_is_seen_at_once(in_place_sessions: Sessions) -> None:
    direct = direct_to(in_place_sessions)
    assert await direct.rows(GET, {"person": "alice"}) == []

    async with in_place_sessions.begin() as session:
        await within(session).rows(PUT, person("alice"))

    assert len(await direct.rows(GET, {"person": "alice"})) == 1


async def test_what_another_process_takes_away_is_gone_at_once(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    direct = direct_to(in_place_sessions)
    await put(direct, "alice")
    assert len(await direct.rows(GET, {"person": "alice"})) == 1

    with closing(sqlite3.connect(tmp_path / "direct.db")) as other, other:
        other.execute("DELETE FROM people")

    assert await direct.rows(GET, {"person": "alice"}) == []


async def test_a_lock_of_another_process_is_waited_for_beside_the_loop(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    direct = direct_to(in_place_sessions)
    other = sqlite3.connect(tmp_path / "direct.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(put(direct, "alice"))
    # The loop goes on while the writer waits, or this would never be reached.
    assert await direct.rows(GET, {"person": "alice"}) == []
    other.execute("COMMIT")
    other.close()

    await waiting

    assert len(await direct.rows(GET, {"person": "alice"})) == 1


async def test_a_lock_that_is_never_given_back_is_told(
    in_place_sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    direct = direct_to(in_place_sessions)
    monkeypatch.setattr(sqlite_driver, "_BUSY_MS", 10)
    with closing(sqlite3.connect(tmp_path / "direct.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(DatabaseAwayError) as away:
            await put(direct, "alice")

        assert "locked" in away.value.reason
        other.execute("ROLLBACK")
    await put(direct, "alice")


async def test_a_commit_runs_beside_the_loop(
    in_place_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    class Traced(sqlite3.Connection):
        def commit(self) -> None:
            threads.append(threading.get_ident())
            super().commit()

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kwargs: connect(*args, **kwargs, factory=Traced)
    )

    await put(direct_to(in_place_sessions), "alice")

    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


async def test_after_an_engine_is_closed_its_file_is_let_go_and_may_be_opened_again(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    direct = direct_to(in_place_sessions)
    await put(direct, "alice")

    await in_place_sessions.kw["bind"].dispose()

    assert not (tmp_path / "direct.db-wal").exists()
    assert len(await direct.rows(GET, {"person": "alice"})) == 1


@contextmanager
def locked(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database, with its lock in the hands of another process."""
    file = tmp_path / "direct.db"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


async def test_a_writer_that_is_cancelled_while_it_waits_for_a_lock_lets_it_go(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    database = sqlite_driver.InPlace(in_place_sessions.kw["bind"])

    async def write() -> None:
        async with database.begin():
            pass

    with locked(tmp_path) as other:
        waiting = asyncio.create_task(write())
        await asyncio.sleep(0)
        waiting.cancel()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await waiting

    await write()
    await put(direct_to(in_place_sessions), "alice")


class Failing(sqlite3.Connection):
    """Has no room on its disk once, when it is to commit, and tells when it tries to."""

    fails = False
    tries, may_go_on = threading.Event(), threading.Event()

    def commit(self) -> None:
        if Failing.fails:
            Failing.fails = False
            Failing.tries.set()
            assert Failing.may_go_on.wait(30)
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full
        super().commit()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Failing]:
    """The next commit fails, once it may go on."""
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kwargs: connect(*args, **kwargs, factory=Failing)
    )
    Failing.fails = True
    Failing.tries.clear()
    Failing.may_go_on.clear()
    return Failing


async def test_of_a_commit_that_fails_nothing_is_acknowledged_and_nothing_stays(
    in_place_sessions: Sessions, failing: type[Failing]
) -> None:
    direct = direct_to(in_place_sessions)
    failing.may_go_on.set()

    ended = await asyncio.gather(put(direct, "alice"), put(direct, "ben"), return_exceptions=True)

    assert [type(one) for one in ended] == [DatabaseAwayError, DatabaseAwayError]
    await put(direct, "chris")
    found = [await direct.rows(GET, {"person": name}) for name in ("alice", "ben", "chris")]
    assert [len(rows) for rows in found] == [0, 0, 1]


async def test_a_commit_that_fails_while_its_writer_is_cancelled_leaves_no_transaction(
    in_place_sessions: Sessions, failing: type[Failing]
) -> None:
    database = sqlite_driver.InPlace(in_place_sessions.kw["bind"])

    async def write(name: str) -> None:
        async with database.begin() as connection:
            connection.rows(PUT, person(name))

    writing = asyncio.create_task(write("alice"))
    await asyncio.to_thread(failing.tries.wait, 30)
    writing.cancel()
    failing.may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing

    await write("ben")
    found = [database.reader.rows(GET, {"person": name}) for name in ("alice", "ben")]
    assert [len(rows) for rows in found] == [0, 1]


async def test_what_does_not_fit_on_the_disk_is_told_to_its_writer_alone(
    in_place_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Small(sqlite3.Connection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            pages = self.execute("PRAGMA page_count").fetchone()[0]
            self.execute(f"PRAGMA max_page_count = {pages + 8}")

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kwargs: connect(*args, **kwargs, factory=Small)
    )
    direct = direct_to(in_place_sessions)

    async def too_much(transaction: Transaction) -> None:
        await transaction.rows(PUT, person("ben") | {"name": "b" * 1_000_000})

    ended = await asyncio.gather(
        put(direct, "alice"), direct.write(too_much), put(direct, "chris"), return_exceptions=True
    )

    assert [type(one) for one in ended] == [type(None), DatabaseAwayError, type(None)]
    found = [await direct.rows(GET, {"person": name}) for name in ("alice", "ben", "chris")]
    assert [len(rows) for rows in found] == [1, 0, 1]


async def test_a_write_that_nobody_waits_for_any_more_is_waited_for_at_the_end(
    in_place_sessions: Sessions, tmp_path: Path
) -> None:
    direct = direct_to(in_place_sessions)
    with locked(tmp_path) as other:
        writing = asyncio.create_task(put(direct, "alice"))
        await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        other.execute("ROLLBACK")

    await direct.finish()

    assert len(await direct.rows(GET, {"person": "alice"})) == 1


async def test_rows_are_checked_and_flushed_as_over_any_other_connection(
    in_place_sessions: Sessions,
) -> None:
    asked = Prepared(
        text("SELECT * FROM pragma_foreign_keys, pragma_synchronous, pragma_journal_mode").columns(
            column("foreign_keys"), column("synchronous"), column("journal_mode")
        )
    )
    database = sqlite_driver.InPlace(in_place_sessions.kw["bind"])

    async with database.begin() as writer:
        # Foreign keys on, and every commit flushed, which is 2.
        assert [tuple(row) for row in writer.rows(asked, {})] == [(1, 2, "wal")]
    assert [tuple(row) for row in database.reader.rows(asked, {})] == [(1, 2, "wal")]
