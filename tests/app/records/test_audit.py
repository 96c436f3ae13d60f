"""The audit trail in the database: in order, without gaps, and never changed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.audit.chain import GENESIS, Entry
from app.audit.events import Action, Actor, Event, Fact, Outcome
from app.audit.trail import EVERYTHING, TrailBrokenError, Wanted
from app.audit.verifying import Verification
from app.records.audit import AuditEntryRow, SqlAuditTrail, append
from app.records.database.engine import Sessions
from app.records.database.upserts import table_of

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ALICE = Actor("a-1", "Alice@cryodyne.example", "10.0.0.1")
BEN = Actor("b-2", "ben@cryodyne.example", "10.0.0.2")
OPENED = Event(Action.SESSION_OPENED, ALICE)


@pytest.fixture
def trail(sessions: Sessions) -> SqlAuditTrail:
    return SqlAuditTrail(sessions)


async def everything(trail: SqlAuditTrail) -> list[Entry]:
    return [entry async for batch in trail.batches(until=2**40) for entry in batch]


async def is_whole(trail: SqlAuditTrail) -> bool:
    verification = Verification()
    flaws = [verification.take(entry) for entry in await everything(trail)]
    return {*flaws, verification.finish(await trail.head())} == {None}


async def test_an_entry_comes_back_as_it_was_written(trail: SqlAuditTrail) -> None:
    facts: dict[str, Fact] = {"rows": 3, "reconciled": True, "form": "csv", "groups": ["ä", "日本"]}
    await trail.add(
        Event(Action.RECORDS_EXPORTED, ALICE, "dataset:turns", Outcome.FAILED, "hr", facts), AT
    )

    (entry,) = await everything(trail)

    assert (entry.number, entry.previous) == (1, GENESIS)
    assert (entry.action, entry.outcome) == ("records.exported", "failed")
    assert (entry.actor, entry.actor_name) == ("a-1", "alice@cryodyne.example")
    assert (entry.address, entry.target, entry.department) == ("10.0.0.1", "dataset:turns", "hr")
    assert entry.at == "2026-11-24T09:30:00.000000+00:00"
    assert entry.facts == facts
    assert await is_whole(trail)


async def test_fifty_at_once_leave_no_gap(trail: SqlAuditTrail) -> None:
    await asyncio.gather(*(trail.add(OPENED) for _ in range(50)))

    assert [entry.number for entry in await everything(trail)] == list(range(1, 51))
    assert await is_whole(trail)


async def test_an_entry_is_undone_with_what_it_records(
    trail: SqlAuditTrail, sessions: Sessions
) -> None:
    await trail.add(OPENED)
    async with sessions() as session:
        await append(session, OPENED, AT)
        await session.rollback()
    await trail.add(OPENED)

    assert [entry.number for entry in await everything(trail)] == [1, 2]
    assert await is_whole(trail)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'nobody'",
        "UPDATE audit_entries SET number = 9 WHERE number = 2",
        "DELETE FROM audit_entries WHERE number = 2",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "INSERT OR REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE number = 1",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
        "UPDATE audit_head SET id = 2",
        "TRUNCATE audit_head",
        "INSERT OR REPLACE INTO audit_head SELECT * FROM audit_head",
    ],
)
async def test_the_database_refuses_to_change_the_trail(
    trail: SqlAuditTrail, sessions: Sessions, statement: str
) -> None:
    await trail.add(OPENED)
    await trail.add(OPENED)

    # What one of the two does not understand, it refuses as well.
    with pytest.raises(DBAPIError):
        async with sessions.begin() as session:
            await session.execute(text(statement))

    assert len(await everything(trail)) == 2
    assert await is_whole(trail)


async def test_the_triggers_say_why(trail: SqlAuditTrail, sessions: Sessions) -> None:
    await trail.add(OPENED)

    with pytest.raises(DBAPIError, match="append-only"):
        async with sessions.begin() as session:
            await session.execute(text("DELETE FROM audit_entries"))


async def test_nothing_is_recorded_once_the_note_of_the_newest_is_gone(
    trail: SqlAuditTrail, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        await session.execute(text("DROP TABLE audit_head"))
        await session.execute(
            text("CREATE TABLE audit_head (id INTEGER, number BIGINT, hash VARCHAR)")
        )

    with pytest.raises(TrailBrokenError, match="almanac audit verify"):
        await trail.add(OPENED)

    assert await trail.head() is None
    assert await everything(trail) == []


async def test_pages_run_from_the_newest_to_the_first(trail: SqlAuditTrail) -> None:
    for _ in range(5):
        await trail.add(OPENED)

    first = await trail.page(EVERYTHING, limit=2)
    second = await trail.page(EVERYTHING, limit=2, cursor=first.cursor)
    third = await trail.page(EVERYTHING, limit=2, cursor=second.cursor)

    pages = [[entry.number for entry in page.entries] for page in (first, second, third)]
    assert pages == [[5, 4], [3, 2], [1]]
    assert third.cursor is None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (EVERYTHING, [4, 3, 2, 1]),
        (Wanted(since=AT + timedelta(hours=1)), [4, 3, 2]),
        (Wanted(until=AT + timedelta(hours=1)), [1]),
        (Wanted(action="session.ended"), [3]),
        (Wanted(actor=" Alice@cryodyne.EXAMPLE "), [3, 1]),
        (Wanted(actor="b-2"), [4, 2]),
        (Wanted(actor="a@\0"), []),
        (Wanted(since=AT, until=AT + timedelta(hours=2), actor="b-2"), [2]),
    ],
)
async def test_a_page_holds_what_is_wanted(
    trail: SqlAuditTrail, wanted: Wanted, numbers: list[int]
) -> None:
    for hour, event in enumerate(
        [
            OPENED,
            Event(Action.ACCESS_DENIED, BEN, "turn:1", Outcome.DENIED),
            Event(Action.SESSION_ENDED, ALICE),
            Event(Action.SESSION_OPENED, BEN),
        ]
    ):
        await trail.add(event, AT + timedelta(hours=hour))

    page = await trail.page(wanted)

    assert [entry.number for entry in page.entries] == numbers


async def test_a_long_trail_is_read_some_at_a_time(
    trail: SqlAuditTrail, sessions: Sessions
) -> None:
    async with sessions.begin() as session:
        for _ in range(1_100):
            await append(session, OPENED, AT)

    sizes = [len(batch) async for batch in trail.batches(until=1_050)]

    assert sizes == [1_000, 50]
    assert [len(batch) async for batch in trail.batches(after=1_040, until=2_000)] == [60]
    async with sessions() as session:
        count = await session.scalar(select(func.count()).select_from(table_of(AuditEntryRow)))
    assert count == 1_100
