"""Cases in the database: steps in their order, none lost, none doubled."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.audit.events import Action, Actor, Event
from app.audit.trail import EVERYTHING
from app.records.audit import SqlAuditTrail
from app.records.database.engine import Sessions
from app.records.inbox.cases import Filed, SqlCaseStore
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.threads import ThreadStore
from assistants.provenance import Participant
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    UnknownChangeError,
)
from feedback.inbox import CaseClass, Outcome, Step, StepKind
from tests.app.inbox.reacting import answered, reacted
from tests.feedback.samples import AT

LATER = AT + timedelta(hours=1)
DANA, DORA = Participant("d", "dana@x"), Participant("o", "dora@x")
MODEL: dict[str, Any] = {"class": "model"}
OUTDATED: dict[str, Any] = {"class": "outdated"}
CLOSING: dict[str, Any] = {"outcome": "mended", "text": "There are 30."}


@pytest.fixture
async def cases(sessions: Sessions) -> SqlCaseStore:
    await answered(sessions, "a")
    await reacted(sessions, "a")
    return SqlCaseStore(sessions)


async def take(
    cases: SqlCaseStore,
    seen: int,
    kind: StepKind,
    by: Participant = DANA,
    turn: str = "a",
    **detail: Any,
) -> Filed:
    event = Event(Action.CASE_CHANGED, Actor(by.id), f"case:{turn}")
    return await cases.take(turn, seen, Step(kind, by, LATER, detail), event)


async def test_a_case_is_what_its_steps_made_it(cases: SqlCaseStore) -> None:
    await take(cases, 0, StepKind.CLASSED, **OUTDATED)
    await take(cases, 1, StepKind.ASSIGNED, to={"id": "o", "name": "dora@x"})
    done = await take(cases, 2, StepKind.CLOSED, **CLOSING)

    filed = await cases.case("a")

    assert filed is not None
    assert (filed.case, filed.closed) == (done.case, True)
    assert (filed.case.kind, filed.case.outcome) == (CaseClass.OUTDATED, Outcome.MENDED)
    assert filed.case.assignee == DORA
    assert [step.kind for step in filed.steps] == ["classed", "assigned", "closed"]


async def test_a_step_on_what_is_no_longer_so_is_refused(cases: SqlCaseStore) -> None:
    await take(cases, 0, StepKind.ANSWERED, text="Thanks.")

    with pytest.raises(ChangedMeanwhileError, match="dana@x did something"):
        await take(cases, 0, StepKind.CLASSED, DORA, **MODEL)


async def test_a_double_click_takes_a_step_once(cases: SqlCaseStore, sessions: Sessions) -> None:
    both = [take(cases, 0, StepKind.ANSWERED, text="Thanks.") for _ in range(2)]
    await asyncio.gather(*both)

    filed = await cases.case("a")
    page = await SqlAuditTrail(sessions).page(EVERYTHING)
    assert filed is not None
    assert len(filed.steps) == 1
    assert [entry.action for entry in page.entries] == ["case.changed"]


async def test_of_two_people_at_once_one_is_told(cases: SqlCaseStore) -> None:
    tried = [
        take(cases, 0, StepKind.CLASSED, by, **kind)
        for by, kind in ((DANA, MODEL), (DORA, OUTDATED))
    ]
    ended = await asyncio.gather(*tried, return_exceptions=True)

    assert sorted(isinstance(one, ChangedMeanwhileError) for one in ended) == [False, True]


async def test_in_a_closed_case_nothing_is_done_until_it_is_opened(cases: SqlCaseStore) -> None:
    await take(cases, 0, StepKind.CLOSED, **CLOSING)

    with pytest.raises(ChangeRefusedError, match="Open it again first"):
        await take(cases, 1, StepKind.ANSWERED, text="More.")
    opened = await take(cases, 1, StepKind.REOPENED)

    assert (opened.closed, opened.case.outcome) == (False, None)


async def test_who_reacts_again_opens_the_case_again(
    cases: SqlCaseStore, sessions: Sessions
) -> None:
    await take(cases, 0, StepKind.CLOSED, **CLOSING)
    await reacted(sessions, "a", at=LATER + timedelta(minutes=1), comment="Still wrong.")

    filed = await cases.case("a")
    assert filed is not None
    assert not filed.closed
    assert not (await take(cases, 1, StepKind.ANSWERED, text="Sorry.")).closed


async def test_nobody_reacted_so_there_is_no_case(cases: SqlCaseStore, sessions: Sessions) -> None:
    await answered(sessions, "b")
    await answered(sessions, "c")
    await reacted(sessions, "c")
    await SqlReactionStore(sessions).remove("c", "person-1", LATER, pseudonym="p-1")

    for turn in ("b", "c", "nothing"):
        assert await cases.case(turn) is None
        with pytest.raises(UnknownChangeError):
            await take(cases, 0, StepKind.REOPENED, turn=turn)


async def test_who_reacted_is_told_answers_and_outcome_and_nothing_else(
    cases: SqlCaseStore,
) -> None:
    await take(cases, 0, StepKind.CLASSED, **MODEL)
    await take(cases, 1, StepKind.NOTED, text="Ask Bo.")
    assert await cases.told("person-1") == []

    await take(cases, 2, StepKind.ANSWERED, text="Thanks.")
    await take(cases, 3, StepKind.CLOSED, **CLOSING)

    (heard,) = await cases.told("person-1")
    assert [step.detail.get("text") for step in heard.steps] == ["Thanks.", "There are 30."]
    assert await cases.told("person-2") == []


async def test_of_a_conversation_that_somebody_deleted_they_hear_nothing(
    cases: SqlCaseStore, sessions: Sessions
) -> None:
    await take(cases, 0, StepKind.ANSWERED, text="Thanks.")

    await ThreadStore(sessions).delete("thread-a", "person-1", LATER)

    assert await cases.told("person-1") == []
