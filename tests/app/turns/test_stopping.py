"""Stopping: nothing new, what is written may end, and what does not is interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from app.middleware.rate_limits import Limits
from app.turns.live.following import Ended
from app.turns.live.turns import LiveTurns
from app.turns.stopping import Stopping, StoppingError, TurnInterruptedError
from feedback.turns import TurnStatus
from tests.app.turns.test_live import DONE, FOUND, Script, asking, heard


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def live() -> LiveTurns:
    return LiveTurns()


@pytest.fixture
def stopping(live: LiveTurns, clock: Clock) -> Stopping:
    return Stopping(live, limit_s=10, clock=clock)


async def test_nothing_new_is_begun_once_it_stops(stopping: Stopping) -> None:
    stopping.require_open()
    stopping.begin()

    with pytest.raises(StoppingError):
        stopping.require_open()
    with pytest.raises(StoppingError):
        async with stopping.answering():
            pass


async def test_it_is_due_only_after_it_began_and_at_once_where_nothing_is_written(
    stopping: Stopping,
) -> None:
    assert not stopping.is_due

    stopping.begin()

    assert stopping.is_due


async def test_it_waits_for_an_answer_of_a_page_until_that_ends(
    stopping: Stopping, live: LiveTurns
) -> None:
    script = Script()
    page = asyncio.create_task(heard(live.start(script, Limits(), asking())))
    stopping.begin()
    assert not stopping.is_due

    await script.say(FOUND, DONE, None)

    assert (await page)[-1] == Ended("finished")
    assert stopping.is_due


async def test_it_waits_no_longer_than_it_may(
    stopping: Stopping, live: LiveTurns, clock: Clock
) -> None:
    live.start(Script(), Limits(), asking())
    stopping.begin()
    clock.now = 9.9
    assert not stopping.is_due
    # Being told once more gives no more time.
    stopping.begin()
    clock.now = 10
    assert stopping.is_due
    await stopping.interrupt()


async def test_what_a_page_follows_is_interrupted_and_not_called_stopped(
    stopping: Stopping, live: LiveTurns
) -> None:
    script = Script()
    page = asyncio.create_task(heard(live.start(script, Limits(), asking())))
    await script.say(FOUND)
    stopping.begin()

    await stopping.interrupt()

    assert (await page)[-1] == Ended("interrupted")
    assert script.ended_as == [TurnStatus.INTERRUPTED]
    assert stopping.unfinished == 0


async def test_whoever_waits_for_an_answer_is_told_why_it_ends(stopping: Stopping) -> None:
    ended_as: list[TurnStatus] = []

    async def wait() -> None:
        async with stopping.answering():
            try:
                await asyncio.Event().wait()
            finally:
                ended_as.append(stopping.ends_as())

    waiting = asyncio.create_task(wait())
    await asyncio.sleep(0)
    stopping.begin()
    assert not stopping.is_due

    await stopping.interrupt()

    with pytest.raises(TurnInterruptedError, match="ask again"):
        await waiting
    assert ended_as == [TurnStatus.INTERRUPTED]


async def test_a_client_that_leaves_stops_its_answer_and_interrupts_nothing(
    stopping: Stopping,
) -> None:
    waiting = asyncio.create_task(_for_ever(stopping))
    await asyncio.sleep(0)

    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert stopping.ends_as() is TurnStatus.STOPPED
    assert stopping.unfinished == 0


async def test_an_answer_whose_task_died_in_the_middle_is_not_waited_for(
    stopping: Stopping,
) -> None:
    async def die() -> AsyncGenerator[None]:
        async with stopping.answering():
            yield

    # As long as somebody refers to it, nobody ends what the task left open.
    left = die()
    await asyncio.create_task(_first_of(left))
    await asyncio.sleep(0)

    assert stopping.unfinished == 0
    await stopping.interrupt()
    await left.aclose()


async def test_an_answer_that_does_not_end_holds_up_nothing(live: LiveTurns) -> None:
    stopping = Stopping(live, limit_s=10, longest_end_s=0)
    go_on = asyncio.Event()

    async def hang() -> None:
        async with stopping.answering():
            try:
                await asyncio.Event().wait()
            finally:
                await go_on.wait()

    hanging = asyncio.create_task(hang())
    await asyncio.sleep(0)

    await stopping.interrupt()

    assert stopping.unfinished == 1
    go_on.set()
    with pytest.raises(TurnInterruptedError):
        await hanging


async def _first_of(events: AsyncGenerator[None]) -> None:
    await anext(events)


async def test_a_time_limit_of_something_else_stays_what_it_is(stopping: Stopping) -> None:
    with pytest.raises(TimeoutError):
        async with stopping.answering():
            raise TimeoutError


async def _for_ever(stopping: Stopping) -> None:
    async with stopping.answering():
        await asyncio.Event().wait()
