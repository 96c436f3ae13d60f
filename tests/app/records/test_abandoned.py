"""Turns whose process is gone are closed; those of a living one never are."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.records.database.engine import Sessions
from app.records.turns.abandoned import LEASE, SILENCE, TurnSweeper
from app.records.turns.runners import RunnerRow
from app.records.turns.turn_rows import TurnRow
from app.records.turns.turns import SqlTurnStore
from feedback.turns import TurnStatus
from tests.app.records.test_turns import outbox
from tests.feedback.samples import AT, answer, opening


class Process:
    """One that runs turns; its ``lease`` is so short that silence is noticed at once."""

    def __init__(self, sessions: Sessions, lease: timedelta = timedelta(0)) -> None:
        self.turns = SqlTurnStore(sessions)
        self.sweeper = TurnSweeper(sessions, self.turns, lease=lease)

    async def begin(self, turn_id: str) -> None:
        await self.sweeper.beat()
        await self.turns.begin(opening(turn_id, thread_id=turn_id))
        await self.turns.keep_partial(turn_id, "There are")


async def status(process: Process, turn_id: str) -> TurnStatus:
    turn = await process.turns.get(turn_id)
    assert turn is not None
    return turn.status


async def is_postgresql(sessions: Sessions) -> bool:
    async with sessions() as session:
        return session.get_bind().dialect.name == "postgresql"


async def test_f6_a_turn_that_a_dead_process_left_is_interrupted_once(sessions: Sessions) -> None:
    dead, living = Process(sessions), Process(sessions)
    await dead.begin("a")
    await dead.begin("b")
    await living.sweeper.beat()

    closed = [await living.sweeper.sweep() for _ in range(3)]

    assert sum(closed) == 2
    # On PostgreSQL another process may only have been cut off: it is looked at twice.
    assert closed.index(2) == (1 if await is_postgresql(sessions) else 0)
    turn = await living.turns.get("a")
    assert turn is not None
    assert (turn.status, turn.answer and turn.answer.text) == (TurnStatus.INTERRUPTED, "There are")
    assert sorted(await outbox(sessions)) == [("turns", "a"), ("turns", "b")]


async def test_a_turn_that_is_being_written_here_is_left_alone(sessions: Sessions) -> None:
    process = Process(sessions)
    await process.begin("a")

    assert [await process.sweeper.sweep() for _ in range(3)] == [0, 0, 0]
    await process.turns.finish("a", TurnStatus.COMPLETED, answer(), AT)


async def test_turns_that_begin_and_end_while_others_are_looked_for_are_left_alone(
    sessions: Sessions,
) -> None:
    process = Process(sessions)
    await process.sweeper.beat()

    async def ask(number: int) -> None:
        for turn_id in (f"{number}-{count}" for count in range(25)):
            await process.turns.begin(opening(turn_id, thread_id=turn_id))
            await process.turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT)

    asking = asyncio.gather(*map(ask, range(4)))
    closed = []
    while not asking.done():
        closed.append(await process.sweeper.sweep())

    # It raises where one was closed before its end was stored.
    await asking
    assert len(closed) > 3
    assert sum(closed) == 0


async def test_a_turn_that_ended_here_without_being_stored_is_closed(sessions: Sessions) -> None:
    process = Process(sessions)
    await process.begin("a")
    await process.turns.finish("a", TurnStatus.COMPLETED, answer(), AT)
    async with sessions.begin() as session:
        await session.execute(update(TurnRow).values(status="streaming"))

    assert await process.sweeper.sweep() == 1


@pytest.fixture
async def many(sessions: Sessions) -> Sessions:
    """A database that several processes use at once."""
    if not await is_postgresql(sessions):
        pytest.skip("SQLite has one owner")
    return sessions


async def test_the_turns_of_a_process_that_is_heard_of_go_on(many: Sessions) -> None:
    other, watching = Process(many), Process(many)
    await other.begin("a")
    for _ in range(3):
        await other.sweeper.beat()
        assert await watching.sweeper.sweep() == 0

    assert await status(other, "a") is TurnStatus.STREAMING


async def test_after_an_outage_the_living_have_time_to_be_heard_of(many: Sessions) -> None:
    other, watching = Process(many), Process(many)
    await other.begin("a")
    async with many.begin() as session:
        await session.execute(update(RunnerRow).values(beat_at=AT))

    assert await watching.sweeper.sweep() == 0
    await other.sweeper.beat()

    assert await watching.sweeper.sweep() == 0
    await other.turns.finish("a", TurnStatus.COMPLETED, answer(), AT)


async def test_a_second_look_too_soon_after_the_first_decides_nothing(many: Sessions) -> None:
    other, watching = Process(many), Process(many, lease=LEASE)
    await other.begin("a")
    async with many.begin() as session:
        await session.execute(update(RunnerRow).values(beat_at=AT))

    assert [await watching.sweeper.sweep() for _ in range(3)] == [0, 0, 0]


async def test_what_a_process_left_open_when_it_said_goodbye_is_closed_at_once(
    many: Sessions,
) -> None:
    leaving, other = Process(many), Process(many)
    await leaving.begin("a")
    await leaving.sweeper.leave()

    assert await other.sweeper.sweep() == 1


async def test_a_turn_of_the_release_before_is_judged_by_its_last_sign_of_life(
    many: Sessions,
) -> None:
    process = Process(many)
    await process.begin("old")
    await process.begin("new")
    process.turns = SqlTurnStore(many)
    later = TurnSweeper(many, process.turns)
    async with many.begin() as session:
        await session.execute(update(TurnRow).values(runner=None))
        silent = {"touched_at": AT - 2 * SILENCE}
        await session.execute(update(TurnRow).where(TurnRow.id == "old").values(silent))

    assert await later.sweep() == 1
    assert await status(process, "new") is TurnStatus.STREAMING
