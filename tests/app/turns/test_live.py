"""A turn that belongs to the service: it goes on for nobody, and whoever follows has all of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from app.identity.people import Person
from app.middleware.rate_limits import ANSWERS_AT_ONCE, Limits
from app.observing.turns import LIVE_TURNS
from app.records.turns.threads import ThreadUnavailableError
from app.turns.live import following
from app.turns.live.following import Ended, Follower, LiveEvent
from app.turns.live.turn import NOT_BEGUN, LiveQuestion, LiveTurn
from app.turns.live.turns import LiveTurns, TurnRunningError
from app.turns.runner import EndsAs, TurnFailedError
from assistants.answers import Answer, Answered, AnswerEvent, AnswerKind, Piece, Searched, Void
from assistants.profiles import ConfigurationVersion
from feedback.turns import Turn, TurnKnownError, TurnStatus
from gateway.calls import Waiting
from tests.fakes.publishing import FIRST
from tests.fakes.search import passage
from tests.feedback.samples import configuration

ALICE = Person("alice", "alice@x", "Alice", frozenset({"everyone"}), frozenset())
VERSION = ConfigurationVersion(1, configuration(), datetime(2026, 1, 1, tzinfo=UTC), FIRST)
FOUND = Searched((passage(1, "There are 30 days of leave."),), 1.0)
DONE = Answered(Answer(AnswerKind.ANSWER, "Thirty days.", "q", "q"))


@dataclass
class Script:
    """A runner that says what it is told to, one step at a time."""

    error: Exception | None = None
    ended_as: list[TurnStatus] = field(default_factory=list)
    steps: asyncio.Queue[AnswerEvent | None] = field(default_factory=asyncio.Queue)

    async def run(
        self,
        person: Person,
        version: ConfigurationVersion,
        question: str,
        *,
        thread_id: str,
        turn_id: str | None = None,
        origin: str = "api",
        sibling_of: Turn | None = None,
        ends_as: EndsAs = lambda: TurnStatus.STOPPED,
    ) -> AsyncGenerator[AnswerEvent]:
        try:
            if self.error is not None:
                raise self.error
            while (event := await self.steps.get()) is not None:
                yield event
        except asyncio.CancelledError:
            self.ended_as.append(ends_as())
            raise

    async def say(self, *events: AnswerEvent | None) -> None:
        for event in events:
            self.steps.put_nowait(event)
        while not self.steps.empty():
            await asyncio.sleep(0)
        # The turn takes it, and whoever follows hears it.
        for _ in range(5):
            await asyncio.sleep(0)


def asking(number: int = 1, thread: str = "thread", person: Person = ALICE) -> LiveQuestion:
    return LiveQuestion(f"turn-{number}", thread, person, VERSION, "How many days?", "cookie")


async def heard(live: LiveTurn) -> list[LiveEvent]:
    async with aclosing(live.follow()) as events:
        return [event async for event in events]


async def test_a_turn_goes_on_when_whoever_follows_leaves() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    page = asyncio.create_task(heard(live))
    await script.say(FOUND, Piece("Thirty"))
    page.cancel()
    with suppress(asyncio.CancelledError):
        await page

    later = asyncio.create_task(heard(live))
    await script.say(Piece(" days."), DONE, None)

    said = await later
    assert "".join(event.text for event in said if isinstance(event, Piece)) == "Thirty days."
    assert said[-2:] == [DONE, Ended("finished")]


async def test_whoever_comes_late_is_told_what_still_holds_and_then_the_rest() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    await script.say(Waiting(2), FOUND, Piece("Wro"), Piece("ng"), Void(), Waiting(1))
    assert await first(live, 2) == [FOUND, Waiting(1)]

    await script.say(Piece("Thirty"), Piece(" days."))
    assert await first(live, 2) == [FOUND, Piece("Thirty days.")]

    await script.say(DONE, None)
    assert await heard(live) == [FOUND, Piece("Thirty days."), DONE, Ended("finished")]


async def first(live: LiveTurn, count: int) -> list[LiveEvent]:
    said: list[LiveEvent] = []
    async with aclosing(live.follow()) as events:
        while len(said) < count:
            said.append(await anext(events))
    return said


async def test_whoever_reads_slowly_gets_more_at_a_time_and_misses_nothing() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    async with aclosing(live.follow()) as events:
        await script.say(FOUND)
        assert await anext(events) == FOUND
        await script.say(Piece("a"))
        await script.say(Piece("b"), Piece("c"))
        assert await anext(events) == Piece("abc")
    await turns.aclose()


async def test_the_first_words_are_told_at_once_and_the_next_ones_in_lumps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(following, "LUMP_S", 3600.0)
    follower = Follower([])

    async def told(*events: LiveEvent) -> asyncio.Task[list[LiveEvent]]:
        taking = asyncio.create_task(follower.take())
        await asyncio.sleep(0)
        for event in events:
            follower.tell(event)
        for _ in range(2):
            await asyncio.sleep(0)
        return taking

    assert (await told(FOUND)).done()
    assert (await told(Piece("Thirty"))).done()
    more = await told(Piece(" da"), Piece("ys."))
    assert not more.done()
    follower.tell(DONE)
    assert await more == [Piece(" days."), DONE]


async def test_a_turn_that_is_stopped_says_so_to_everybody() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    pages = [asyncio.create_task(heard(live)) for _ in range(2)]
    await script.say(FOUND)

    live.stop()
    live.stop()

    assert [(await page)[-1] for page in pages] == [Ended("stopped")] * 2
    assert script.ended_as == [TurnStatus.STOPPED]


async def test_a_service_that_stops_interrupts_and_leaves_nothing() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    page = asyncio.create_task(heard(live))
    await script.say(FOUND)

    await turns.aclose()

    assert (await page)[-1] == Ended("interrupted")
    assert script.ended_as == [TurnStatus.INTERRUPTED]
    assert len(turns) == 0


async def test_a_turn_that_takes_for_ever_is_interrupted() -> None:
    script, turns = Script(), LiveTurns(longest_s=0.01)

    said = await heard(turns.start(script, Limits(), asking()))

    assert said == [Ended("interrupted")]
    assert script.ended_as == [TurnStatus.INTERRUPTED]


async def test_a_turn_that_is_stopped_before_its_first_step_leaves_nobody_waiting() -> None:
    turns = LiveTurns()
    live = turns.start(Script(), Limits(), asking())
    page = asyncio.create_task(heard(live))

    live.stop()

    assert await page == [Ended("refused", NOT_BEGUN)]


async def test_an_answer_that_was_given_is_not_called_stopped() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())
    await script.say(FOUND, DONE)

    live.stop()

    assert (await heard(live))[-1] == Ended("finished")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TurnKnownError("turn-1"), "known"),
        (ThreadUnavailableError("thread"), "refused"),
        (TurnFailedError("1234"), "failed"),
        (RuntimeError("What Alice wrote"), "failed"),
    ],
    ids=["known", "refused", "failed", "anything"],
)
async def test_whatever_goes_wrong_is_the_last_thing_that_is_said(
    error: Exception, outcome: str
) -> None:
    turns = LiveTurns()

    [ended] = await heard(turns.start(Script(error), Limits(), asking()))

    assert isinstance(ended, Ended)
    assert ended.outcome == outcome
    assert "Alice" not in ended.message
    await turns.aclose()
    assert len(turns) == 0


async def test_a_thread_has_one_live_turn_of_a_person_until_it_ends() -> None:
    script, turns = Script(), LiveTurns()
    live = turns.start(script, Limits(), asking())

    with pytest.raises(TurnRunningError):
        turns.start(Script(), Limits(), asking(2))
    others = turns.start(
        Script(), Limits(), asking(3, person=Person("bob", "b@x", "Bob", frozenset(), frozenset()))
    )
    elsewhere = turns.start(Script(), Limits(), asking(4, thread="another"))

    assert turns.of("thread", "alice") is live
    assert {turn.id for turn in turns} == {live.id, others.id, elsewhere.id}
    assert turns.with_id("turn-4") is elsewhere
    await script.say(None)
    await turns.start(Script(), Limits(), asking(5)).interrupt()
    await turns.aclose()


async def test_a_person_has_only_so_many_at_once_whether_a_page_follows_or_not() -> None:
    turns, limits = LiveTurns(), Limits()
    for number in range(ANSWERS_AT_ONCE):
        turns.start(Script(), limits, asking(number, thread=f"thread-{number}"))
    await asyncio.sleep(0)

    [ended] = await heard(turns.start(Script(), limits, asking(99, thread="one more")))

    assert isinstance(ended, Ended)
    assert ended.outcome == "refused"
    assert "being answered" in ended.message
    await turns.aclose()


async def test_the_turns_that_live_are_counted() -> None:
    before = LIVE_TURNS._value.get()
    turns = LiveTurns()
    turns.start(Script(), Limits(), asking())
    assert LIVE_TURNS._value.get() == before + 1

    await turns.aclose()

    assert LIVE_TURNS._value.get() == before
