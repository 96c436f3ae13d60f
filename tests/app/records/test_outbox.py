"""The outbox, as the database keeps it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.outbox import SqlOutbox, put_out
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import PutOutcome
from feedback.outbox.shipping import Shipper
from feedback.outbox.store import Batch
from feedback.records import turn_record
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening

LIMIT = 1_000_000


@pytest.fixture
def outbox(sessions: Sessions) -> SqlOutbox:
    return SqlOutbox(sessions)


async def put(sessions: Sessions, *ids: str, department: str = "hr") -> None:
    records = [
        turn_record(opening(turn_id, department=department), TurnStatus.COMPLETED, answer(), AT)
        for turn_id in ids
    ]
    async with sessions.begin() as session:
        await put_out(session, records, AT)


async def members(outbox: SqlOutbox, batch: Batch) -> list[str]:
    return [entry.record_id for entry in await outbox.read(batch)]


async def test_a_sealed_batch_never_changes(outbox: SqlOutbox, sessions: Sessions) -> None:
    await put(sessions, "a", "b")
    (first,) = await outbox.seal(LIMIT)
    await put(sessions, "c")
    (second,) = await outbox.seal(LIMIT)

    assert await outbox.unshipped() == [first, second]
    assert await members(outbox, first) == ["a", "b"]
    assert await members(outbox, second) == ["c"]


async def test_what_rolls_back_is_not_in_the_outbox(outbox: SqlOutbox, sessions: Sessions) -> None:
    record = turn_record(opening("a"), TurnStatus.COMPLETED, answer(), AT)
    async with sessions() as session:
        await put_out(session, [record], AT)
        await session.rollback()

    assert (await outbox.backlog()).depth == 0


async def test_two_that_seal_at_once_share_no_record(outbox: SqlOutbox, sessions: Sessions) -> None:
    ids = [f"t{n:02}" for n in range(30)]
    await put(sessions, *ids)
    size = 5 * len(str(answer()))

    await asyncio.gather(*(SqlOutbox(sessions).seal(size) for _ in range(3)))

    await outbox.seal(size)
    batches = await outbox.unshipped()
    assert len(batches) > 1
    assert sorted([i for batch in batches for i in await members(outbox, batch)]) == ids


async def test_of_many_that_want_to_lead_one_does(sessions: Sessions) -> None:
    until = AT + timedelta(seconds=30)
    wanted = [f"elsewhere/1/{n}" for n in range(6)]

    led = await asyncio.gather(*(SqlOutbox(sessions).lead(name, AT, until) for name in wanted))

    assert sum(led) == 1
    leader = wanted[led.index(True)]
    assert await SqlOutbox(sessions).lead(leader, AT, until + timedelta(seconds=30))


async def test_however_many_ship_one_writes_at_a_time(
    database_url: str, sessions: Sessions, tmp_path: Path
) -> None:
    """Each with connections of its own, as processes have."""

    class Alone(FolderStore):
        inside = most = 0

        async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
            Alone.inside += 1
            Alone.most = max(Alone.most, Alone.inside)
            await asyncio.sleep(0.01)
            try:
                return await super().put_new(key, data, content_hash)
            finally:
                Alone.inside -= 1

    ids = [f"t{n:02}" for n in range(8)]
    await put(sessions, *ids)
    engines = [open_engine(database_url) for _ in range(4)]
    size = 2 * len(str(answer()))
    shippers = [
        Shipper(SqlOutbox(open_sessions(engine)), Alone(tmp_path / "lake"), batch_bytes=size)
        for engine in engines
    ]

    reports = await asyncio.gather(*(shipper.drain() for shipper in shippers))

    for engine in engines:
        await engine.dispose()
    assert all(report.leading for report in reports)
    assert (Alone.most, sum(report.records for report in reports)) == (1, len(ids))


async def test_what_is_set_aside_stays_out_of_its_batch(
    outbox: SqlOutbox, sessions: Sessions
) -> None:
    await put(sessions, "a", "b")
    (batch,) = await outbox.seal(LIMIT)
    first, _ = await outbox.read(batch)
    await outbox.set_aside({first.number: "it holds NUL"})

    assert await members(outbox, batch) == ["b"]
    assert await outbox.seal(LIMIT) == []
    backlog = await outbox.backlog()
    assert (backlog.depth, backlog.set_aside) == (1, 1)


async def test_what_was_set_aside_can_be_seen_and_taken_back(
    outbox: SqlOutbox, sessions: Sessions
) -> None:
    await put(sessions, "a", "b", "c")
    (batch,) = await outbox.seal(LIMIT)
    first, second, _ = await outbox.read(batch)
    await outbox.set_aside({first.number: "it holds NUL", second.number: "it is not JSON"})

    seen = await outbox.aside(limit=1)
    seen = [*seen, *await outbox.aside(after=seen[0].number, limit=1)]
    assert [(one.record_id, one.reason) for one in seen] == [
        ("a", "it holds NUL"),
        ("b", "it is not JSON"),
    ]
    assert seen[0].payload == first.payload

    assert await outbox.take_back() == 2
    (again,) = await outbox.seal(LIMIT)
    assert await members(outbox, again) == ["a", "b"]
    assert await members(outbox, batch) == ["c"]
    assert await outbox.aside() == []


async def test_a_dataset_that_has_to_wait_is_not_sealed(
    outbox: SqlOutbox, sessions: Sessions
) -> None:
    await put(sessions, "a")

    assert await outbox.seal(LIMIT, without={"turns"}) == []
    assert len(await outbox.seal(LIMIT)) == 1


async def test_each_work_has_a_leader_of_its_own(outbox: SqlOutbox) -> None:
    until = AT + timedelta(seconds=30)

    assert await outbox.lead("elsewhere/1/a", AT, until)
    assert await outbox.lead("elsewhere/1/b", AT, until, "compacting")
    assert not await outbox.lead("elsewhere/1/a", AT, until, "compacting")
    await outbox.step_down("elsewhere/1/b", "compacting")
    assert await outbox.lead("elsewhere/1/a", AT, until, "compacting")


async def test_what_is_shipped_is_pruned_after_its_time(
    outbox: SqlOutbox, sessions: Sessions
) -> None:
    await put(sessions, "a")
    (batch,) = await outbox.seal(LIMIT)
    await outbox.mark_shipped(batch, AT)

    assert await outbox.seal(LIMIT) == []
    assert await outbox.prune(AT) == 0
    assert await outbox.prune(AT + timedelta(seconds=1)) == 1
    assert await outbox.read(batch) == []
