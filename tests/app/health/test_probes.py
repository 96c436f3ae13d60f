"""What is tried of each part, with each part spoilt."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import func, select, text

from app.audit.events import SERVICE, Action, Actor, Event
from app.audit.notary import Notary
from app.audit.verifying import Flaw, FlawKind
from app.health import probes
from app.records.audit import SqlAuditTrail
from app.records.database.engine import Sessions
from app.records.turns.runners import RunnerRow
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import ObjectStore


class Signing:
    """A notary, as far as it is asked."""

    flaw: Flaw | None = None


async def test_a_database_that_takes_a_write_is_left_as_it_was(sessions: Sessions) -> None:
    assert await probes.database(sessions) is None
    assert await probes.clock(sessions) is None

    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(RunnerRow)) == 0


async def test_a_database_that_may_only_be_read_is_named(sessions: Sessions) -> None:
    async with sessions() as session:
        sqlite = session.get_bind().dialect.name == "sqlite"
        if sqlite:
            file = (await session.execute(text("PRAGMA database_list"))).one()[2]
    if not sqlite:
        pytest.skip("a file is locked in a moment, a server is stopped in the production tests")
    with closing(sqlite3.connect(file)) as somebody:
        somebody.execute("BEGIN EXCLUSIVE")
        async with sessions() as session:
            await session.execute(text("PRAGMA busy_timeout = 10"))
            found = await probes.database(cast(Sessions, lambda: _Same(session)))

    assert found is not None
    assert (found.part, found.stops) == ("database", True)


class _Same:
    """The one session, wherever one is opened."""

    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        """Whoever opened it closes it."""


async def test_a_lake_without_room_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "lake")
    assert await probes.lake(cast(ObjectStore, store)) is None

    def no_room(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    found = await probes.lake(cast(ObjectStore, store))

    assert found is not None
    assert (found.part, found.stops) == ("lake", False)
    assert [path for path in (tmp_path / "lake").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("free", "said"), [(probes.LITTLE_ROOM, None), (100_000_000, False), (1_000, True)]
)
async def test_little_room_is_told_and_none_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, said: bool | None
) -> None:
    usage = SimpleNamespace(total=10**12, used=0, free=free)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)

    found = await probes.room(tmp_path)

    assert (found.stops if found else None) == said


async def test_a_trail_whose_end_does_not_fit_is_named(sessions: Sessions) -> None:
    trail, signing = SqlAuditTrail(sessions), Signing()
    await trail.add(Event(Action.AUDIT_READ, Actor(SERVICE)))
    notary = cast(Notary, signing)
    assert await probes.audit(trail, notary) is None

    signing.flaw = Flaw(FlawKind.REWRITTEN, 1, "Entry 1 was rewritten.")
    assert await probes.audit(trail, notary) is not None
    signing.flaw = None
    head = await trail.head()
    assert head is not None
    cut = replace(head, newest=0)

    class Cut:
        async def head(self) -> object:
            return cut

    found = await probes.audit(cast(Any, Cut()), notary)
    assert found is not None
    assert "almanac audit verify" in found.message


async def test_what_costs_requests_is_tried_seldom() -> None:
    tried: list[int] = []

    async def probe() -> None:
        tried.append(1)

    seldom = probes.seldom(probe)
    await seldom()
    await seldom()

    assert len(tried) == 1
