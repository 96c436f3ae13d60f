"""Turns and their threads, as the database keeps them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.records.database.engine import Sessions
from app.records.outbox import OutboxRow
from app.records.turns.passages import PassageRow
from app.records.turns.threads import ThreadStore, ThreadUnavailableError
from app.records.turns.turns import SqlTurnStore
from assistants.answers import Answer, AnswerKind, Citation
from feedback.turns import TurnNotOpenError, TurnStatus
from tests.feedback.samples import AT, answer, opening, passage

DONE = AT + timedelta(seconds=2)


@pytest.fixture
def turns(sessions: Sessions) -> SqlTurnStore:
    return SqlTurnStore(sessions)


async def outbox(sessions: Sessions) -> list[tuple[str, str]]:
    async with sessions() as session:
        query = select(OutboxRow.dataset, OutboxRow.record_id).order_by(OutboxRow.number)
        return [(dataset, record_id) for dataset, record_id in await session.execute(query)]


@pytest.mark.parametrize(
    "given",
    [
        answer(),
        answer(citations=(Citation(4, passage(9, text="not sent")),)),
        answer(thoughts="Let me see."),
        Answer(AnswerKind.NOT_FOUND, "Not in these documents.", "q", "q"),
        answer(usage=None, price=None, prompt=None, prompt_hash=None, text=""),
    ],
)
async def test_a_finished_turn_is_restored_exactly(turns: SqlTurnStore, given: Answer) -> None:
    begun = opening("a")
    await turns.begin(begun)
    await turns.finish("a", TurnStatus.COMPLETED, given, DONE, error_reference="ref")

    turn = await turns.get("a")

    assert turn is not None
    assert turn.opening == begun
    assert turn.answer == given
    assert turn.status is TurnStatus.COMPLETED
    assert turn.finished_at == DONE
    assert turn.error_reference == "ref"


async def test_a_turn_is_there_before_its_answer(turns: SqlTurnStore) -> None:
    await turns.begin(opening("a"))

    turn = await turns.get("a")

    assert turn is not None
    assert (turn.status, turn.answer, turn.finished_at) == (TurnStatus.STREAMING, None, None)


async def test_what_was_written_so_far_is_kept(turns: SqlTurnStore) -> None:
    await turns.begin(opening("a"))
    await turns.keep_partial("a", "There are")

    turn = await turns.get("a")

    assert turn is not None
    assert turn.answer is not None
    assert turn.answer.text == "There are"


async def test_a_partial_text_does_not_touch_a_finished_turn(turns: SqlTurnStore) -> None:
    await turns.begin(opening("a"))
    await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)
    await turns.keep_partial("a", "late")

    turn = await turns.get("a")
    assert turn is not None
    assert turn.answer == answer()


async def test_a_turn_whose_end_cannot_be_stored_is_left_to_the_sweep(
    turns: SqlTurnStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError

    await turns.begin(opening("a"))
    assert turns.streaming == {"a"}
    monkeypatch.setattr("app.records.turns.turns.turn_record", fail)

    with pytest.raises(ValueError):  # noqa: PT011 - the one that was raised above
        await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)

    assert turns.streaming == frozenset()


async def test_a_turn_is_finished_once(turns: SqlTurnStore, sessions: Sessions) -> None:
    await turns.begin(opening("a"))
    await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)
    before = await outbox(sessions)

    with pytest.raises(TurnNotOpenError):
        await turns.finish("a", TurnStatus.STOPPED, answer(), DONE)
    with pytest.raises(TurnNotOpenError):
        await turns.finish("never begun", TurnStatus.STOPPED, answer(), DONE)

    assert await outbox(sessions) == before


async def test_a_passage_is_recorded_once_for_a_department(
    turns: SqlTurnStore, sessions: Sessions
) -> None:
    for turn_id, department in (("a", "hr"), ("b", "hr"), ("c", "it")):
        await turns.begin(opening(turn_id, department=department))
        # A store of its own stands for another replica, which remembers nothing.
        other = SqlTurnStore(sessions)
        await other.finish(turn_id, TurnStatus.COMPLETED, answer(), DONE)

    recorded = [record for record in await outbox(sessions) if record[0] == "passages"]
    assert sorted(recorded) == sorted([("passages", f"hash-{n}") for n in (1, 2, 3)] * 2)
    async with sessions() as session:
        assert await session.scalar(select(func.count()).select_from(PassageRow)) == 6


async def test_what_fails_to_be_recorded_is_not_finished(
    turns: SqlTurnStore, sessions: Sessions
) -> None:
    await turns.begin(opening("a"))
    async with sessions.begin() as session:
        await session.execute(text("ALTER TABLE outbox RENAME TO outbox_away"))

    with pytest.raises(Exception, match="outbox"):
        await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)

    async with sessions.begin() as session:
        await session.execute(text("ALTER TABLE outbox_away RENAME TO outbox"))
    turn = await turns.get("a")
    assert turn is not None
    assert turn.status is TurnStatus.STREAMING
    await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)
    assert ("turns", "a") in await outbox(sessions)


async def test_the_lake_record_names_no_person(turns: SqlTurnStore, sessions: Sessions) -> None:
    await turns.begin(opening("a", person="alice@cryodyne.example"))
    await turns.finish("a", TurnStatus.COMPLETED, answer(), DONE)

    async with sessions() as session:
        payloads = list(await session.scalars(select(OutboxRow.payload)))
    assert all(b"alice" not in payload for payload in payloads)
    assert json.loads(payloads[-1])["pseudonym"] == "p-1"


async def test_text_that_no_database_can_hold_is_kept_readable(turns: SqlTurnStore) -> None:
    await turns.begin(opening("a", question="NUL \0 and \ud800"))
    odd = answer(text="also \0", passages=(passage(1, text="x\0"),), citations=())
    await turns.finish("a", TurnStatus.COMPLETED, odd, DONE)

    turn = await turns.get("a")

    assert turn is not None
    assert turn.answer is not None
    assert turn.opening.question == "NUL \ufffd and \ufffd"
    assert turn.answer.text == "also \ufffd"
    assert turn.answer.passages[0].text == "x\ufffd"


async def test_the_first_question_names_the_thread(turns: SqlTurnStore, sessions: Sessions) -> None:
    threads = ThreadStore(sessions)
    await threads.touch("thread-1", "person-1", profile="hr", at=AT)
    name = "How many days of leave does somebody have who began to work here in the spring"
    long = f"{name} of 2020, or before that?"
    await turns.begin(opening("a", question=long))
    await turns.begin(opening("b", question="And in the second year?", asked_at=DONE))

    thread = await threads.get("thread-1", "person-1")

    assert thread is not None
    assert thread.name == f"{name}…"
    assert (thread.created_at, thread.updated_at) == (AT, DONE)


async def test_a_thread_of_somebody_else_is_refused(turns: SqlTurnStore) -> None:
    await turns.begin(opening("a"))

    with pytest.raises(ThreadUnavailableError):
        await turns.begin(opening("b", person="person-2"))
    assert await turns.get("b") is None
    assert len(await turns.in_thread("thread-1")) == 1


async def test_a_deleted_thread_takes_no_more_turns(
    turns: SqlTurnStore, sessions: Sessions
) -> None:
    await turns.begin(opening("a"))
    await ThreadStore(sessions).delete("thread-1", "person-1", DONE)

    with pytest.raises(ThreadUnavailableError):
        await turns.begin(opening("b"))


async def test_a_thread_lists_its_turns_in_order(turns: SqlTurnStore) -> None:
    await turns.begin(opening("z"))
    await turns.begin(opening("a", asked_at=DONE))
    await turns.finish("z", TurnStatus.COMPLETED, answer(), DONE)

    found = await turns.in_thread("thread-1")

    assert [turn.opening.id for turn in found] == ["z", "a"]
    assert found[0].answer == answer()
    assert await turns.in_thread("unknown") == []


async def test_replicas_whose_clocks_differ_keep_a_thread_in_order(
    turns: SqlTurnStore, sessions: Sessions
) -> None:
    replicas = [turns, SqlTurnStore(sessions)]
    behind = (0, -7, 3, -3600, 3, 3.5)
    asked = list("fbdace")
    for number, (turn_id, seconds) in enumerate(zip(asked, behind, strict=True)):
        at = AT + timedelta(seconds=seconds)
        await replicas[number % 2].begin(opening(turn_id, asked_at=at))
        await replicas[number % 2].finish(turn_id, TurnStatus.COMPLETED, answer(), at)

    found = await turns.in_thread("thread-1")

    assert [turn.opening.id for turn in found] == asked
    instants = [turn.opening.asked_at for turn in found]
    assert instants == sorted(set(instants))
    # No further from what the clocks said than order asks for.
    assert instants[0] == AT
    assert instants[2] == AT + timedelta(seconds=3)
    assert instants[5] == AT + timedelta(seconds=3.5)
    assert all(turn.finished_at and turn.finished_at >= turn.opening.asked_at for turn in found)


async def test_what_reaches_the_lake_is_in_the_order_of_the_thread(
    turns: SqlTurnStore, sessions: Sessions
) -> None:
    await turns.begin(opening("b"))
    await turns.begin(opening("a", asked_at=AT - timedelta(seconds=5)))
    for turn_id in ("b", "a"):
        await turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT - timedelta(seconds=1))

    async with sessions() as session:
        query = select(OutboxRow.payload).where(OutboxRow.dataset == "turns")
        written = [json.loads(content) for content in await session.scalars(query)]

    asked = {row["id"]: row["asked_at"] for row in written}
    assert asked["b"] < asked["a"]
    assert all(row["finished_at"] >= row["asked_at"] for row in written)


async def test_many_people_ask_at_once(turns: SqlTurnStore, sessions: Sessions) -> None:
    async def ask(n: int) -> None:
        begun = opening(f"t{n}", thread_id=f"thread-{n}", person=f"person-{n}")
        await turns.begin(replace(begun, pseudonym=f"p-{n}"))
        await turns.finish(f"t{n}", TurnStatus.COMPLETED, answer(), DONE)

    await asyncio.gather(*(ask(n) for n in range(40)))

    records = await outbox(sessions)
    assert sorted(i for dataset, i in records if dataset == "turns") == sorted(
        f"t{n}" for n in range(40)
    )
    assert len(records) == 43
