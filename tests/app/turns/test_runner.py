"""One turn over a real database: what is stored, when, and what nobody gets to read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
import structlog
from pydantic import SecretStr
from sqlalchemy import func, select

from app.api.asking import _in_turn as in_turn
from app.api.asking import _stream as as_events
from app.api.asking import last_answer
from app.identity.people import Person
from app.identity.tokens import Pseudonyms
from app.middleware.rate_limits import Limits
from app.records.configurations import SqlConfigurationStore
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.documents.documents import SqlDocumentStore
from app.records.outbox import OutboxRow
from app.records.turns.thread_rows import ThreadRow
from app.records.turns.threads import ThreadStore, ThreadUnavailableError
from app.records.turns.turn_rows import TurnRow
from app.records.turns.turns import SqlTurnStore
from app.requests.questions import LONGEST_QUESTION, QuestionRefusedError
from app.turns.history import GONE
from app.turns.live.turns import LiveTurns
from app.turns.receipts import receipt_of
from app.turns.replay import replay
from app.turns.runner import TurnFailedError, TurnRunner, UnknownAssistantError
from app.turns.stopping import Stopping
from assistants.answers import Answered, AnswerEvent, AnswerKind, Piece, Searched
from feedback.turns import Turn, TurnKnownError, TurnOpening, TurnStatus
from gateway.calls import Gateway, GatewayError, GatewayEvent, ModelCall, Price, Role, Token, Usage
from retrieval.passages import Found
from tests.fakes.gateway import WRITES, FakeGateway, writing
from tests.fakes.publishing import publish
from tests.fakes.search import FakeSearch, passage
from tests.feedback.samples import AT, answer, configuration, opening
from tests.servers.databases import migrated

ALICE = Person("alice", "alice@x", "Alice", frozenset({"everyone"}), frozenset())
PASSAGES = (passage(1, "There are 30 days of leave."), passage(2, "Ask your manager."))
USED, PRICE = Usage(900, 6, estimated=True), Price(Decimal("0.002"), "USD")
SECRET = "what Alice wrote, and a key: S3cret"


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    sessions = open_sessions(engine)
    await publish(sessions, configuration(), AT)
    yield sessions
    await engine.dispose()


class Hanging:
    """A gateway that writes a little and then nothing more, until it is told to go on."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    def prompt_tokens(self, role: Role) -> int | None:
        return None

    def only_quotes(self, role: Role) -> bool:
        return False

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        try:
            yield WRITES
            yield Token("There are 30 days [1]")
            yield Token(" of leave.")
            # A sentence goes on once it is known to be complete.
            yield Token(" And")
            await self.go_on.wait()
        finally:
            if call.charged is not None:
                call.charged(USED, PRICE)


def runner(sessions: Sessions, gateway: Gateway, search: FakeSearch | None = None) -> TurnRunner:
    return TurnRunner(
        turns=SqlTurnStore(sessions),
        configurations=SqlConfigurationStore(sessions),
        search=search or FakeSearch(PASSAGES),
        gateway=gateway,
        pseudonyms=Pseudonyms(SecretStr("a-secret-key-of-more-than-32-characters")),
    )


async def begun(runner: TurnRunner, **changes: Any) -> AsyncGenerator[AnswerEvent]:
    """A turn as the chat and the API run it: rights first."""
    asked: dict[str, Any] = {
        "person": ALICE,
        "slug": "hr",
        "question": "How many days of leave?",
        "thread_id": "thread",
    }
    asked |= {"turn_id": "turn", **changes}
    version = await runner.assistant_for(asked["person"], asked.pop("slug"))
    return runner.run(asked.pop("person"), version, asked.pop("question"), **asked)


async def stored(runner: TurnRunner, turn_id: str = "turn") -> Turn:
    turn = await runner.turns.get(turn_id)
    assert turn is not None
    return turn


async def _take_all(source: AsyncGenerator[AnswerEvent], events: list[AnswerEvent]) -> None:
    async with aclosing(source):
        async for event in source:
            events.append(event)


async def count(sessions: Sessions, *tables: Any) -> list[int | None]:
    async with sessions() as session:
        return [await session.scalar(select(func.count()).select_from(t)) for t in tables]


async def test_a_turn_is_stored_before_its_first_event_and_whole_before_its_last(
    sessions: Sessions,
) -> None:
    turns = runner(sessions, FakeGateway(answer=writing("There are 30 days [1].")))
    seen: list[tuple[type[AnswerEvent], TurnStatus]] = [
        (type(event), (await stored(turns)).status) async for event in await begun(turns)
    ]

    assert {status for kind, status in seen if kind is not Answered} == {TurnStatus.STREAMING}
    assert seen[-1] == (Answered, TurnStatus.COMPLETED)
    turn = await stored(turns)
    assert turn.answer is not None
    assert turn.answer.text == "There are 30 days [1]."
    assert turn.opening.pseudonym == turns.pseudonyms.of("alice")


@pytest.mark.parametrize("how", ["cancelled", "closed"])
async def test_stopping_keeps_what_was_written(sessions: Sessions, how: str) -> None:
    turns = runner(sessions, Hanging())
    written = asyncio.Event()

    async def ask() -> None:
        async with aclosing(await begun(turns)) as events:
            async for event in events:
                if isinstance(event, Piece) and "leave" in event.text:
                    written.set()
                    if how == "closed":
                        return

    asking = asyncio.create_task(ask())
    await asyncio.wait_for(written.wait(), 10)
    if how == "cancelled":
        await asyncio.sleep(0)
        asking.cancel()
    await asyncio.wait([asking])

    turn = await stored(turns)
    assert asking.cancelled() is (how == "cancelled")
    assert turn.status is TurnStatus.STOPPED
    assert turn.answer is not None
    assert turn.answer.text == "There are 30 days [1] of leave."
    assert [citation.n for citation in turn.answer.citations] == [1]
    assert (turn.answer.usage, turn.answer.price) == (USED, PRICE)
    assert turn.finished_at is not None


class Delayed(SqlTurnStore):
    """Stores an end when the database is back."""

    def __init__(self, sessions: Sessions) -> None:
        super().__init__(sessions)
        self.waits, self.is_back = asyncio.Event(), asyncio.Event()

    async def finish(self, *args: Any, **kwargs: Any) -> None:
        self.waits.set()
        await self.is_back.wait()
        await super().finish(*args, **kwargs)


async def test_an_answer_that_is_stored_as_complete_is_told_as_complete_whoever_stops_it(
    sessions: Sessions,
) -> None:
    delayed = Delayed(sessions)
    turns = replace(
        runner(sessions, FakeGateway(answer=writing("There are 30 days [1]."))), turns=delayed
    )
    events: list[AnswerEvent] = []
    asking = asyncio.create_task(_take_all(await begun(turns), events))
    await delayed.waits.wait()

    asking.cancel()
    await asyncio.sleep(0)
    delayed.is_back.set()
    await asyncio.wait([asking])

    assert isinstance(events[-1], Answered)
    assert (await stored(turns)).status is TurnStatus.COMPLETED
    assert asking.cancelled()


@pytest.mark.parametrize("how", ["at once", "as events"])
async def test_a_service_that_stops_gives_the_api_an_answer_that_was_complete(
    sessions: Sessions, how: str
) -> None:
    delayed, stopping = Delayed(sessions), Stopping(LiveTurns(), limit_s=10)
    turns = replace(
        runner(sessions, FakeGateway(answer=writing("There are 30 days [1]."))), turns=delayed
    )
    parts: Any = SimpleNamespace(stopping=stopping, limits=Limits())
    events = in_turn(parts, ALICE, await begun(turns, ends_as=stopping.ends_as))

    async def said() -> str:
        if how == "at once":
            return (await last_answer(events)).text
        return [event async for event in as_events(events, "turn", "thread")][-1]

    asking = asyncio.create_task(said())
    await delayed.waits.wait()
    interrupting = asyncio.create_task(stopping.interrupt())
    # The time of the answer is over before the database is back.
    for _ in range(5):
        await asyncio.sleep(0)
    delayed.is_back.set()
    await interrupting

    assert "There are 30 days [1]." in await asking
    if how == "as events":
        assert (await asking).startswith("event: done")
    assert (await stored(turns)).status is TurnStatus.COMPLETED


class Locked(SqlTurnStore):
    """Keeps no partial text."""

    async def keep_partial(self, turn_id: str, text: str) -> None:
        raise TimeoutError("database is locked")


async def test_an_answer_goes_on_where_its_partial_text_cannot_be_kept(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.turns.completion.KEEP_PARTIAL_EVERY_S", 0)
    turns = replace(
        runner(sessions, FakeGateway(answer=writing("There are ", "30 days [1]."))),
        turns=Locked(sessions),
    )
    with structlog.testing.capture_logs() as logs:
        events = [event async for event in await begun(turns)]

    assert isinstance(events[-1], Answered)
    assert (await stored(turns)).status is TurnStatus.COMPLETED
    assert "turn.partial_not_kept" in [line["event"] for line in logs]
    assert "locked" not in str(logs)


async def test_a_reader_who_is_gone_is_cancelled_over_and_over_and_the_turn_is_stored(
    sessions: Sessions,
) -> None:
    turns = runner(sessions, Hanging())

    async with anyio.create_task_group() as server:

        async def send() -> None:
            async with aclosing(await begun(turns)) as events:
                async for event in events:
                    if isinstance(event, Piece) and "leave" in event.text:
                        server.cancel_scope.cancel()

        server.start_soon(send)

    assert (await stored(turns)).status is TurnStatus.STOPPED


async def test_a_stop_at_any_moment_leaves_no_turn_open(sessions: Sessions) -> None:
    turns = runner(sessions, Hanging())

    for moment in range(40):
        events = await begun(turns, turn_id=f"turn-{moment}", thread_id=f"thread-{moment}")
        asking = asyncio.create_task(_take_all(events, []))
        await asyncio.sleep(moment / 4000)
        asking.cancel()
        await asyncio.wait([asking])

    found = [await turns.turns.get(f"turn-{moment}") for moment in range(40)]
    assert {turn.status for turn in found if turn is not None} == {TurnStatus.STOPPED}


async def test_an_exception_is_stored_under_a_reference_and_its_text_reaches_nobody(
    sessions: Sessions,
) -> None:
    turns = runner(
        sessions, FakeGateway(answer=[WRITES, Token("There are "), RuntimeError(SECRET)])
    )
    events: list[AnswerEvent] = []

    with structlog.testing.capture_logs() as logs, pytest.raises(TurnFailedError) as failed:
        await _take_all(await begun(turns), events)

    assert SECRET not in str(events)
    turn = await stored(turns)
    assert turn.status is TurnStatus.FAILED
    assert turn.error_reference == failed.value.reference
    assert turn.answer is not None
    assert (turn.answer.kind, turn.answer.text) == (AnswerKind.FAILED, "There are")
    assert failed.value.reference in str(failed.value)
    assert SECRET not in str(failed.value)
    assert SECRET not in str([line for line in logs if line["log_level"] != "debug"])
    (line,) = [line for line in logs if line["event"] == "turn.failed"]
    assert (line["reference"], line["error"]) == (failed.value.reference, "RuntimeError")
    async with sessions() as session:
        records = [bytes(row) for row in await session.scalars(select(OutboxRow.payload))]
    assert len(records) > 1
    assert not [record for record in records if b"S3cret" in record]


async def test_a_model_out_of_reach_is_an_answer_of_its_own_kind(sessions: Sessions) -> None:
    turns = runner(sessions, FakeGateway(answer=[GatewayError("answer", SECRET)]))

    events = [event async for event in await begun(turns)]

    last = events[-1]
    assert isinstance(last, Answered)
    assert last.answer.kind is AnswerKind.FAILED
    assert SECRET not in last.answer.text
    assert (await stored(turns)).status is TurnStatus.FAILED


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"slug": "no-such-assistant"}, UnknownAssistantError),
        (
            {"person": Person("b", "b@x", "B", frozenset({"it"}), frozenset())},
            UnknownAssistantError,
        ),
        ({"person": Person("b", "b@x", "B", frozenset(), frozenset())}, UnknownAssistantError),
        ({"question": " \n "}, QuestionRefusedError),
        ({"question": "?!"}, QuestionRefusedError),
        ({"question": "How\0many"}, QuestionRefusedError),
        ({"question": "\ud800 many"}, QuestionRefusedError),
        ({"question": "x" * (LONGEST_QUESTION + 1)}, QuestionRefusedError),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, dict) else "",
)
async def test_what_may_not_be_asked_is_neither_searched_nor_stored(
    sessions: Sessions, changes: dict[str, Any], refused: type[Exception]
) -> None:
    search, gateway = FakeSearch(PASSAGES), FakeGateway()
    turns = runner(sessions, gateway, search)

    with pytest.raises(refused):
        await anext(await begun(turns, **changes))

    assert await count(sessions, TurnRow, ThreadRow) == [0, 0]
    assert (search.asked, gateway.calls) == ([], [])


async def test_a_question_in_somebody_elses_thread_is_refused_and_sees_nothing_of_it(
    sessions: Sessions,
) -> None:
    await ThreadStore(sessions).touch("thread", "bob", profile="hr", at=AT, question="Bob's")
    gateway = FakeGateway()

    with pytest.raises(ThreadUnavailableError):
        await anext(await begun(runner(sessions, gateway)))

    assert await count(sessions, TurnRow) == [0]
    assert gateway.calls == []


async def test_a_follow_up_takes_only_answers_of_the_same_thread_with_it(
    sessions: Sessions,
) -> None:
    gateway = FakeGateway(
        rewrite=writing("How many days of leave in June?"), answer=writing("Two [1].")
    )
    search = FakeSearch(PASSAGES)
    turns = runner(sessions, gateway, search)
    for turn_id, thread_id, question in (
        ("a", "thread", "How many days of leave?"),
        ("b", "another", "Who is my manager?"),
        ("c", "thread", "And in June?"),
    ):
        async with aclosing(
            await begun(turns, turn_id=turn_id, thread_id=thread_id, question=question)
        ) as events:
            assert [event async for event in events]

    assert [query for query, *_ in search.asked] == [
        "How many days of leave?",
        "Who is my manager?",
        "How many days of leave in June?",
    ]
    sent = str(gateway.calls[-1].messages)
    assert "How many days of leave?" in sent
    assert "Who is my manager?" not in sent
    history = await turns.history_before(await stored(turns, "c"))
    assert [exchange.question for exchange in history] == ["How many days of leave?"]


async def test_a_follow_up_knows_what_a_replica_with_a_clock_ahead_answered(
    sessions: Sessions,
) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    earlier = answer(passages=PASSAGES, citations=())
    other = SqlTurnStore(sessions)
    await other.begin(opening("a", thread_id="thread", person="alice", asked_at=ahead))
    await other.finish("a", TurnStatus.COMPLETED, earlier, ahead)
    gateway = FakeGateway(
        rewrite=writing("How many days of leave in June?"), answer=writing("Two [1].")
    )
    turns = runner(sessions, gateway)

    async with aclosing(await begun(turns, turn_id="b", question="And in June?")) as events:
        assert [event async for event in events]

    assert "more in some years" in str(gateway.calls[-1].messages)
    history = await turns.history_before(await stored(turns, "b"))
    assert ["more in some years" in exchange.answer for exchange in history] == [True]


@pytest.mark.parametrize("gone", ["chunk-1", "chunk-9"])
async def test_r2_what_may_not_be_read_any_more_leaves_the_prompt_with_all_that_came_after(
    sessions: Sessions, gone: str
) -> None:
    gateway = FakeGateway(rewrite=writing("30 days in June?"), answer=writing("30 days [1]."))
    search = FakeSearch((*PASSAGES, passage(9, "Only in the first answer.")))
    turns = runner(sessions, gateway, search)
    for number, question in enumerate(["How many days of leave?", "And June?", "And July?"]):
        async with aclosing(await begun(turns, turn_id=f"turn-{number}", question=question)) as run:
            assert [event async for event in run]
        search.found = FakeSearch(PASSAGES).found
    search.gone = {gone}

    async with aclosing(await begun(turns, turn_id="last", question="And May?")) as run:
        assert [event async for event in run]

    sent = gateway.calls[-1].messages
    assert [message.text for message in sent[1:-1]] == [
        *("How many days of leave?", GONE),
        *("And June?", GONE),
        *("And July?", GONE),
    ]
    # What was gone then is gone in a replay, also for those who may read it now.
    search.gone = set()
    documents = SqlDocumentStore(sessions)
    assert (await replay(turns, documents, await stored(turns, "last"))).same
    assert (await replay(turns, documents, await stored(turns, "turn-2"))).same


async def test_a_replay_leaves_out_what_had_no_place_in_the_model(sessions: Sessions) -> None:
    passages = tuple(passage(rank, "There are 30 days of leave. " * 40) for rank in range(1, 6))
    gateway = FakeGateway(rewrite=writing("30 days in June?"), answer=writing("30 days [1]."))
    gateway.room = 1800
    turns = runner(sessions, gateway, FakeSearch(passages))
    async with aclosing(await begun(turns, turn_id="first", question="How much leave?")) as run:
        assert [event async for event in run]
    async with aclosing(await begun(turns, turn_id="last", question="And June?")) as run:
        assert [event async for event in run]

    turn = await stored(turns, "last")

    assert turn.answer is not None
    assert turn.answer.left_out.exchanges == 1
    assert [one.rank for one in turn.answer.left_out.passages] == [5]
    assert turn.answer.prompt_tokens == 1800
    assert (await replay(turns, SqlDocumentStore(sessions), turn)).same
    gateway.room = None
    assert (await replay(turns, SqlDocumentStore(sessions), turn)).prompt_same, (
        "what held then counts, not what holds now"
    )
    receipt = receipt_of(turn, with_prompt=True)
    assert [entry["reason"] for entry in receipt["left_out"]["passages"]] == ["no_room"]
    assert receipt["left_out"]["exchanges"] == 1
    assert receipt["prompt_limit"] == 1800


class Slow(FakeSearch):
    """Finds nothing before it is told to go on; knows how its last search ended."""

    def __init__(self) -> None:
        super().__init__(PASSAGES)
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.cancelled = False

    async def search(self, *asked: Any, **more: Any) -> Found:
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return await super().search(*asked, **more)


async def test_a_search_goes_on_while_its_turn_is_stored_and_is_told_afterwards(
    sessions: Sessions,
) -> None:
    search = Slow()
    searching: list[bool] = []

    class Store(SqlTurnStore):
        async def begin(self, opening: TurnOpening) -> None:
            for _ in range(5):
                await asyncio.sleep(0)
            searching.append(search.begun.is_set())
            search.go_on.set()
            for _ in range(5):
                await asyncio.sleep(0)
            assert not first.done()
            await super().begin(opening)

    turns = replace(
        runner(sessions, FakeGateway(answer=writing("There are 30 days [1].")), search),
        turns=Store(sessions),
    )
    events = await begun(turns)
    first = asyncio.create_task(anext(events))

    assert isinstance(await first, Searched)
    assert searching == [True]
    await events.aclose()


async def test_the_search_of_a_turn_that_cannot_be_stored_is_let_go(sessions: Sessions) -> None:
    search = Slow()
    turns = runner(sessions, FakeGateway(), search)
    opened = runner(sessions, FakeGateway(answer=writing("There are 30 days [1].")))
    await _take_all(await begun(opened, thread_id="another"), [])

    with pytest.raises(TurnKnownError):
        await anext(await begun(turns))
    for _ in range(5):
        await asyncio.sleep(0)

    assert search.cancelled
