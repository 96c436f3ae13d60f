"""The retrieval test: what is found as a role, what follows from it, and no right of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import SecretStr

from app.checks.asking import Asker
from app.checks.searching import RetrievalTest
from app.identity.tokens import Pseudonyms
from app.middleware.rate_limits import Limits, TooManyRequestsError
from app.requests.questions import QuestionRefusedError
from assistants.answers import AnswerKind
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from retrieval.passages import SourceCondition, SourceState
from tests.app.publishing.office import Office
from tests.fakes.gateway import DONE, QUOTES, FakeGateway, writing
from tests.fakes.search import FakeSearch, passage

QUESTION = "How many days of leave are there?"
DAYS = "There are 25 days of leave."


def retrieval_test(
    office: Office, *, evidence: float = 0.9, limits: Limits | None = None
) -> tuple[RetrievalTest, FakeSearch, FakeGateway]:
    search = FakeSearch([passage(1, DAYS)], evidence=evidence)
    gateway = FakeGateway(answer=writing(DAYS))
    asker = Asker(search, gateway, Pseudonyms(SecretStr("0" * 32)))
    return RetrievalTest(office.desk, asker, limits or Limits()), search, gateway


async def test_what_is_live_is_searched_and_no_model_is_asked(office: Office) -> None:
    testing, search, gateway = retrieval_test(office)

    tested = await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    assert tested.kind is AnswerKind.ANSWER
    assert tested.found is not None
    assert [one.text for one in tested.found.passages] == [DAYS]
    assert len(search.asked) == 1
    assert gateway.calls == []


async def test_it_is_searched_with_the_rights_of_the_role_alone(office: Office) -> None:
    testing, search, _ = retrieval_test(office)

    await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    assert {access.groups for _, access, _, _ in search.asked} == {frozenset({"hr"})}


async def test_a_model_that_reads_is_asked_from_less_evidence_on(office: Office) -> None:
    testing, _, gateway = retrieval_test(office, evidence=0.3)

    read = await testing.run(office.by("dana"), "hr", QUESTION, "employee")
    gateway.scripts = {"answer": (QUOTES, DONE)}
    quoted = await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    assert (quoted.kind, read.kind) == (AnswerKind.NOT_FOUND, AnswerKind.ANSWER)
    assert (quoted.needed, read.needed) == (0.5, 0.1)
    assert (quoted.reads, read.reads) == (False, True)


async def test_too_little_evidence_while_a_source_is_not_ready_is_not_indexed(
    office: Office,
) -> None:
    testing, search, _ = retrieval_test(office, evidence=0.0)
    failed = SourceState("hr", "hr@x.example", SourceCondition.FAILED, None, 0)
    search.found = replace(search.found, states=(failed,))

    tested = await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    assert (tested.kind, tested.states) == (AnswerKind.NOT_INDEXED, (failed,))


async def test_documents_with_more_rights_are_not_looked_at_where_nobody_may_know(
    office: Office,
) -> None:
    testing, search, _ = retrieval_test(office, evidence=0.0)

    tested = await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    assert tested.kind is AnswerKind.NOT_FOUND
    assert search.asked_elsewhere == []


@pytest.mark.parametrize("said", ["Hello", "Thank you!"])
async def test_small_talk_is_not_searched(office: Office, said: str) -> None:
    testing, search, _ = retrieval_test(office)

    tested = await testing.run(office.by("dana"), "hr", said, "employee")

    assert tested.found is None
    assert search.asked == []


async def test_it_is_in_the_trail_without_the_question(office: Office) -> None:
    testing, _, _ = retrieval_test(office)

    await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    (entry,) = await office.trail_of("search.tried")
    assert (entry.actor_name, entry.target) == ("dana@cryodyne.example", "profile:hr")
    assert entry.facts["asked_as"] == "employee"
    assert entry.facts["kind"] == "answer"
    assert "leave" not in str(entry)


async def test_it_counts_as_a_question(office: Office) -> None:
    testing, _, _ = retrieval_test(office, limits=Limits(questions_per_minute=1))
    await testing.run(office.by("dana"), "hr", QUESTION, "employee")

    with pytest.raises(TooManyRequestsError):
        await testing.run(office.by("dana"), "hr", QUESTION, "employee")


@pytest.mark.parametrize(
    ("name", "slug", "question", "role", "refused"),
    [
        ("dana", "hr", "?!", "employee", QuestionRefusedError),
        ("dana", "hr", QUESTION, "emperor", ChangeRefusedError),
        ("dana", "nothing", QUESTION, "employee", UnknownChangeError),
        ("grace", "hr", QUESTION, "employee", NotAllowedError),
        ("alice", "hr", QUESTION, "employee", UnknownChangeError),
    ],
)
async def test_what_cannot_be_tried_is_refused(
    office: Office,
    name: str,
    slug: str,
    question: str,
    role: str,
    refused: type[Exception],
) -> None:
    testing, search, _ = retrieval_test(office)

    with pytest.raises(refused):
        await testing.run(office.by(name), slug, question, role)

    assert search.asked == []
