"""The playground: both sides answer, as nobody's turn, and with no right of others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from app.checks.asking import Asker
from app.checks.playground import Broken, Playground, answers_of
from app.identity.tokens import Pseudonyms
from app.middleware.rate_limits import Limits, TooManyRequestsError
from app.requests.questions import QuestionRefusedError
from app.turns.live.turns import LiveTurns
from app.turns.stopping import Stopping, StoppingError
from assistants.answers import Answer
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
    UnknownChangeError,
)
from gateway.calls import GatewayEvent, ModelCall
from tests.app.publishing.office import Office
from tests.fakes.gateway import WRITES, FakeGateway, writing
from tests.fakes.search import FakeSearch, passage

QUESTION = "How many days of leave are there?"
DAYS = "There are 25 days of leave."


class BreaksForDrafts(FakeGateway):
    """Fails, and not in words of its own, where a draft asks."""

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        if not call.attribution["configuration"].isdecimal():
            raise RuntimeError("postgresql://u:S3cret@db")
        async with aclosing(super().stream(call)) as events:
            async for event in events:
                yield event


class Hangs(FakeGateway):
    """Begins, and goes on for ever."""

    def __init__(self) -> None:
        super().__init__(answer=[WRITES])
        self.open = 0
        self.both = asyncio.Event()

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        self.open += 1
        if self.open == 2:
            self.both.set()
        try:
            yield WRITES
            await asyncio.Event().wait()
        finally:
            self.open -= 1


def playground(
    office: Office, gateway: FakeGateway | None = None, limits: Limits | None = None
) -> tuple[Playground, FakeSearch, FakeGateway]:
    search = FakeSearch([passage(1, DAYS)])
    gateway = gateway or FakeGateway(answer=writing(f"{DAYS} [1]"))
    asker = Asker(search, gateway, Pseudonyms(SecretStr("0" * 32)))
    stopping = Stopping(LiveTurns(), limit_s=1)
    return Playground(office.desk, asker, limits or Limits(), stopping), search, gateway


async def test_draft_and_live_answer_the_same_question(office: Office) -> None:
    draft = await office.drafted(prompt="Be brief, and name the rule.")
    trying, _, _ = playground(office)
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    sides = await answers_of(trying.run(office.by("dana"), trial))

    tried, live = sides["draft"], sides["live"]
    assert isinstance(tried, Answer)
    assert isinstance(live, Answer)
    assert tried.text == live.text == f"{DAYS} [1]"
    assert "Be brief, and name the rule." in str(tried.prompt)
    assert "Be brief, and name the rule." not in str(live.prompt)


async def test_both_are_asked_with_the_rights_of_the_role_alone(office: Office) -> None:
    draft = await office.drafted()
    trying, search, _ = playground(office)
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    await answers_of(trying.run(office.by("dana"), trial))

    assert {access.groups for _, access, _, _ in search.asked} == {frozenset({"hr"})}


async def test_it_is_booked_under_the_department_and_marked_as_a_trial(office: Office) -> None:
    draft = await office.drafted()
    trying, _, gateway = playground(office)
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    await answers_of(trying.run(office.by("dana"), trial))

    facts = [
        (c.attribution["department"], c.attribution["assistant"], c.attribution["purpose"])
        for c in gateway.calls
    ]
    assert facts == [("hr", "hr", "playground")] * 2
    assert {c.attribution["configuration"] for c in gateway.calls} == {trial.tried.hash[:12], "1"}


async def test_it_is_in_the_trail_without_the_question(office: Office) -> None:
    draft = await office.drafted()
    trying, _, _ = playground(office)
    trial = await trying.prepare(office.by("erik"), draft.id, QUESTION, "employee")

    await answers_of(trying.run(office.by("erik"), trial))

    (entry,) = await office.trail_of("draft.tried")
    assert (entry.actor_name, entry.target) == ("erik@cryodyne.example", f"draft:{draft.id}")
    assert entry.facts["asked_as"] == "employee"
    assert "leave" not in str(entry)


async def test_a_side_that_breaks_leaves_the_other_and_tells_no_secret(office: Office) -> None:
    draft = await office.drafted()
    trying, _, _ = playground(office, BreaksForDrafts(answer=writing(f"{DAYS} [1]")))
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    sides = await answers_of(trying.run(office.by("dana"), trial))

    assert isinstance(sides["draft"], Broken)
    assert "S3cret" not in str(sides)
    assert isinstance(sides["live"], Answer)


async def test_whoever_leaves_stops_both(office: Office) -> None:
    draft = await office.drafted()
    hanging = Hangs()
    trying, _, _ = playground(office, hanging)
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")
    listening = asyncio.create_task(answers_of(trying.run(office.by("dana"), trial)))
    await hanging.both.wait()

    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert hanging.open == 0
    assert trying.stopping.unfinished == 0


async def test_a_new_assistant_answers_alone(office: Office) -> None:
    draft = await office.drafted(slug="hr-new")
    trying, _, _ = playground(office)
    trial = await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    sides = await answers_of(trying.run(office.by("dana"), trial))

    assert set(sides) == {"draft"}


@pytest.mark.parametrize(
    ("name", "refused"),
    [("grace", NotAllowedError), ("ben", UnknownChangeError), ("alice", UnknownChangeError)],
)
async def test_nobody_else_tries_it(office: Office, name: str, refused: type[Exception]) -> None:
    draft = await office.drafted()
    trying, search, _ = playground(office)

    with pytest.raises(refused):
        await trying.prepare(office.by(name), draft.id, QUESTION, "employee")

    assert search.asked == []


@pytest.mark.parametrize(
    ("question", "role", "refused"),
    [
        ("x" * 200_000, "employee", QuestionRefusedError),
        ("", "employee", QuestionRefusedError),
        (QUESTION, "emperor", ChangeRefusedError),
    ],
)
async def test_what_cannot_be_asked_is_refused(
    office: Office, question: str, role: str, refused: type[Exception]
) -> None:
    draft = await office.drafted()
    trying, _, _ = playground(office)

    with pytest.raises(refused):
        await trying.prepare(office.by("dana"), draft.id, question, role)


async def test_a_draft_with_problems_names_them(office: Office) -> None:
    draft = await office.drafted(sources=["moon"])
    trying, _, _ = playground(office)

    with pytest.raises(ProblemsError, match="moon"):
        await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")


async def test_each_side_counts_as_a_question(office: Office) -> None:
    draft = await office.drafted()
    trying, _, _ = playground(office, limits=Limits(questions_per_minute=3))
    await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")

    with pytest.raises(TooManyRequestsError):
        await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")


async def test_nothing_begins_while_the_service_stops(office: Office) -> None:
    draft = await office.drafted()
    trying, _, _ = playground(office)
    trying.stopping.begin()

    with pytest.raises(StoppingError):
        await trying.prepare(office.by("dana"), draft.id, QUESTION, "employee")
