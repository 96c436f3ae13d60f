"""F5: a full disk and a locked database give a clear error, nothing half-written, and pass."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.records.database import sqlite_driver
from app.records.database.engine import (
    Engine,
    Sessions,
    make_durable,
    open_engine,
    open_sessions,
)
from app.records.database.outages import DatabaseAwayError
from app.records.outbox import SqlOutbox
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.turns import SqlTurnStore
from feedback.exports.spooling import ScratchUnwritableError, Spool
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import LakeUnavailableError
from feedback.outbox.shipping import Shipper
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening, reaction
from tests.servers.databases import migrated

KEY = "turns/v1/dt=2026-01-02/department=hr/a.parquet"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    yield engine
    await engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> Sessions:
    return open_sessions(engine)


@contextmanager
def full_disk(path: Path) -> Iterator[None]:
    """Let the files that this process writes grow no further than ``path`` is now.

    The signal that comes with it is ignored, so that writing fails, as on a disk that is full.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)


async def test_a_database_without_room_stores_a_turn_whole_or_not_at_all(
    engine: Engine, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, reactions = SqlTurnStore(sessions), SqlReactionStore(sessions)
    await turns.begin(opening("before"))
    async with sessions() as session:
        pages = int(await session.scalar(text("PRAGMA page_count")) or 0) + 2

    def no_room(connection: sqlite3.Connection) -> None:
        make_durable(connection)
        connection.execute(f"PRAGMA max_page_count = {pages}")

    await engine.dispose()
    long = answer(text="A long answer. " * 4_000)
    monkeypatch.setattr(sqlite_driver, "make_durable", no_room)
    with pytest.raises(DatabaseAwayError) as failed:
        await turns.finish("before", TurnStatus.COMPLETED, long, AT)

    assert "full" in failed.value.reason
    assert (await SqlOutbox(sessions).backlog()).depth == 0
    found = await turns.get("before")
    assert found is not None
    assert (found.status, found.answer) == (TurnStatus.STREAMING, None)

    monkeypatch.undo()
    await engine.dispose()
    await turns.finish("before", TurnStatus.COMPLETED, long, AT)
    await reactions.put(reaction("before"), pseudonym="p")
    assert (await SqlOutbox(sessions).backlog()).depth == 5


async def test_a_lake_without_room_keeps_nothing_half_written(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "lake")
    small = tmp_path / "small"
    small.write_bytes(bytes(4_096))
    data = os.urandom(100_000)

    with full_disk(small), pytest.raises(LakeUnavailableError, match="too large"):
        await store.put_new(KEY, data, "hash")

    left = [path for path in (tmp_path / "lake").rglob("*") if path.is_file()]
    assert [path for path in left if ".hashes" not in path.parts] == []
    await store.put_new(KEY, data, "hash")
    assert await store.get(KEY) == data


def test_an_export_without_room_to_sort_says_where_it_needs_some(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.write_bytes(bytes(16_384))
    rows = [("thread", AT, str(number), {"text": "x" * 4_000}) for number in range(20)]

    with Spool() as spool:
        spool.add(rows[:1])
        with full_disk(small), pytest.raises(ScratchUnwritableError, match="TMPDIR"):
            spool.add(rows)


async def test_records_wait_while_the_lake_has_no_room(tmp_path: Path, sessions: Sessions) -> None:
    turns = SqlTurnStore(sessions)
    await turns.begin(opening("a"))
    await turns.finish("a", TurnStatus.COMPLETED, answer(text=os.urandom(50_000).hex()), AT)
    shipper = Shipper(SqlOutbox(sessions), FolderStore(tmp_path / "lake"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", _no_room)
        report = await shipper.ship_once()

    assert report.unavailable == "No space left on device"
    assert (await shipper.backlog()).depth == 4
    assert (await shipper.ship_once()).complete


def _no_room(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


async def test_a_locked_database_is_an_error_and_afterwards_it_works_again(
    sessions: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = SqlTurnStore(sessions)
    await turns.begin(opening("a"))
    # Fifteen seconds are what a person is asked to wait; a test need not.
    monkeypatch.setattr(sqlite_driver, "_BUSY_MS", 50)

    with closing(sqlite3.connect(tmp_path / "records.db")) as somebody:
        somebody.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseAwayError) as failed:
            await turns.finish("a", TurnStatus.COMPLETED, answer(), AT)
        assert "locked" in failed.value.reason
        somebody.rollback()

    assert (await SqlOutbox(sessions).backlog()).depth == 0
    await turns.finish("a", TurnStatus.COMPLETED, answer(), AT)
    assert (await SqlOutbox(sessions).backlog()).depth == 4
