"""Groups of questions without an answer: an owner, a check, and an end by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.identity.directory import Directory
from app.identity.tokens import Tokens
from app.records.people.sessions import SessionStore
from app.records.unanswered.groups import SqlGroupStore
from app.unanswered.groups import Overview, QuestionGroups
from app.unanswered.vectors import QuestionVectors
from assistants.answers import AnswerKind
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    UnknownChangeError,
)
from feedback.turns import TurnStatus
from tests.app.checks.conftest import DAYS, Bench, bench_over
from tests.app.publishing.office import RULES, opened_office
from tests.fakes.gateway import FakeGateway, writing
from tests.fakes.word_vectors import WordVectors
from tests.feedback.samples import answer, opening

PARENTAL = "How long is parental leave?"


@dataclass
class Desk:
    """The groups of an office, with what is asked there."""

    bench: Bench
    groups: QuestionGroups

    async def ask(
        self, turn_id: str, question: str = PARENTAL, kind: AnswerKind = AnswerKind.NOT_FOUND
    ) -> None:
        """Somebody asks, at this moment, and gets an answer of a kind."""
        at = self.bench.office.desk.clock()
        begun = opening(turn_id, question=question, asked_at=at, thread_id=f"thread-{turn_id}")
        await self.bench.turns.begin(begun)
        made = answer(kind=kind, question=question, standalone_question=question)
        await self.bench.turns.finish(
            turn_id, TurnStatus.COMPLETED, made, at + timedelta(microseconds=1)
        )

    async def overview(self, name: str = "dana", slug: str = "hr") -> Overview:
        """What an admin sees."""
        return await self.groups.overview(self.bench.office.by(name), slug)

    async def run(self, draft: str) -> None:
        """Run the checks against a draft to the end."""
        run = await self.bench.runs.begin(self.bench.office.by("dana"), draft)
        await self.bench.runs.wait(run.id)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened_office(tmp_path) as office:
        bench = bench_over(office, FakeGateway(answer=writing(f"{DAYS} [1]")))
        sessions = office.sessions
        directory = Directory(
            office.people, SessionStore(sessions), lambda: RULES, Tokens(SecretStr("0" * 32))
        )
        vectors = QuestionVectors(WordVectors())
        groups = QuestionGroups(
            SqlGroupStore(sessions), vectors, bench.checks, office.desk, directory
        )
        yield Desk(bench, groups)
        await vectors.aclose()
        await bench.runs.aclose()


async def test_only_what_had_no_answer_is_grouped(desk: Desk) -> None:
    await desk.ask("turn-1")
    await desk.ask("turn-2", "how long is parental leave")
    await desk.ask("turn-3", "What is for lunch?", AnswerKind.NOT_INDEXED)
    await desk.ask("turn-4", "How many days are there?", AnswerKind.ANSWER)

    found = await desk.overview()

    assert [(one.group.leader.question, one.group.size) for one in found.open] == [
        (PARENTAL, 2),
        ("What is for lunch?", 1),
    ]


async def test_a_look_is_in_the_trail_without_a_question(desk: Desk) -> None:
    await desk.ask("turn-1")
    await desk.overview()

    (entry,) = await desk.bench.office.trail_of("inbox.read")
    assert (entry.actor_name, entry.target) == ("dana@cryodyne.example", "questions")
    assert "parental" not in str(entry)


async def test_a_group_is_given_to_an_admin_of_the_department(desk: Desk) -> None:
    await desk.ask("turn-1")
    by = desk.bench.office.by("dana")

    await desk.groups.assign(by, "turn-1", 0, "dora@cryodyne.example")

    (group,) = (await desk.overview()).open
    assert group.kept is not None
    assert group.kept.owner is not None
    assert group.kept.owner.name == "dora@cryodyne.example"
    (entry,) = await desk.bench.office.trail_of("case.changed")
    assert entry.facts["to"] == "dora@cryodyne.example"


@pytest.mark.parametrize("email", ["alice@cryodyne.example", "nobody@cryodyne.example"])
async def test_nobody_else_looks_after_a_group(desk: Desk, email: str) -> None:
    await desk.ask("turn-1")

    with pytest.raises(ChangeRefusedError):
        await desk.groups.assign(desk.bench.office.by("dana"), "turn-1", 0, email)


@pytest.mark.parametrize("seen", [0, 7])
async def test_a_step_over_what_somebody_else_did_is_refused(desk: Desk, seen: int) -> None:
    await desk.ask("turn-1")
    await desk.groups.assign(desk.bench.office.by("dora"), "turn-1", 0, "dora@cryodyne.example")

    with pytest.raises(ChangedMeanwhileError):
        await desk.groups.assign(desk.bench.office.by("dana"), "turn-1", seen, "")


@pytest.mark.parametrize("name", ["alice", "erik", "grace", "ben"])
async def test_it_is_for_admins_of_the_department(desk: Desk, name: str) -> None:
    await desk.ask("turn-1")

    with pytest.raises(UnknownChangeError):
        await desk.overview(name)
    with pytest.raises(UnknownChangeError):
        await desk.groups.assign(desk.bench.office.by(name), "turn-1", 0, "")
    with pytest.raises(UnknownChangeError):
        await desk.groups.keep_check(desk.bench.office.by(name), "turn-1", 0)


@pytest.mark.parametrize("turn_id", ["turn-9", "turn-1"])
async def test_what_was_answered_leads_no_group(desk: Desk, turn_id: str) -> None:
    await desk.ask("turn-1", kind=AnswerKind.ANSWER)

    with pytest.raises(UnknownChangeError):
        await desk.groups.assign(desk.bench.office.by("dana"), turn_id, 0, "")


async def test_a_group_closes_once_its_check_passes_and_opens_when_asked_in_vain_again(
    desk: Desk,
) -> None:
    await desk.ask("turn-1")
    by = desk.bench.office.by("dana")
    check = await desk.groups.keep_check(by, "turn-1", 0)
    assert check == await desk.groups.keep_check(by, "turn-1", 1)
    assert [one.passed_at for one in (await desk.overview()).open] == [None]

    await desk.run((await desk.bench.office.drafted(passages=9)).id)

    found = await desk.overview()
    assert (len(found.open), len(found.closed)) == (0, 1)

    await desk.ask("turn-2")

    found = await desk.overview()
    assert [one.group.size for one in found.open] == [2]
    assert found.closed == ()


async def test_a_check_that_fails_closes_nothing(desk: Desk) -> None:
    await desk.ask("turn-1")
    by = desk.bench.office.by("dana")
    await desk.bench.kept(PARENTAL, says=["six weeks"])
    await desk.groups.keep_check(by, "turn-1", 0)

    await desk.run((await desk.bench.office.drafted(passages=9)).id)

    assert len((await desk.overview()).open) == 1
