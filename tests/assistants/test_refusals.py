"""The third "no": what is told of documents that the person may not read, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistants.answers import AnswerKind
from assistants.questions.question import Question
from gateway.calls import (
    CUT,
    NO_ANSWER,
    AnswerRefusedError,
    Finished,
    GatewayEvent,
    NotSetUpError,
    PromptTooLongError,
    Token,
)
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import BudgetSpentError, Spent
from retrieval.passages import SourceCondition, SourceState
from tests.assistants.test_answering import CONFIGURATION, PASSAGES, question, run
from tests.fakes.gateway import QUOTES, WRITES, FakeGateway
from tests.fakes.search import FakeSearch

KEEPER = "keeper@cryodyne.example"
ELSEWHERE = SourceState("vault", KEEPER, SourceCondition.READY, datetime(2026, 6, 1, tzinfo=UTC), 3)
FAILED = SourceState("open", "open@cryodyne.example", SourceCondition.FAILED, None, 0)


def search(evidence: float = 0.2, states: tuple[SourceState, ...] = ()) -> FakeSearch:
    search = FakeSearch(PASSAGES, evidence, states)
    search.elsewhere = (ELSEWHERE,)
    return search


# An answer is in the language of its question.
ASKED = {
    "de": "Wie hoch ist die Dosis für Kinder?",
    "fr": "Quelle est la dose pour les enfants ?",
}


def telling(**changes: object) -> Question:
    configuration = CONFIGURATION.model_copy(update={"tells_not_permitted": True, **changes})
    text = ASKED.get(configuration.language.partition("-")[0], question().text)
    return replace(question(text), configuration=configuration)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", f"Ask {KEEPER} for access"),
        ("de-CH", f"Bitten Sie {KEEPER} um Zugang"),
        ("fr", f"Demandez l’accès à {KEEPER}"),
    ],
)
async def test_where_it_may_be_told_the_owner_of_what_is_barred_is_named(
    language: str, said: str
) -> None:
    _, answer = await run(search(), FakeGateway(), telling(language=language))

    assert answer.kind is AnswerKind.NOT_PERMITTED
    assert said in answer.text
    assert ELSEWHERE.source not in answer.text


async def test_where_it_may_not_be_told_nobody_even_looks() -> None:
    asked = search()

    _, answer = await run(asked, FakeGateway())

    assert answer.kind is AnswerKind.NOT_FOUND
    assert asked.asked_elsewhere == []


async def test_an_answer_from_what_may_be_read_is_not_compared_with_what_may_not() -> None:
    asked = search(evidence=0.9)

    _, answer = await run(asked, FakeGateway(), telling())

    assert answer.kind is AnswerKind.ANSWER
    assert asked.asked_elsewhere == []


async def test_what_is_barred_must_be_as_good_as_an_answer_would_have_to_be() -> None:
    asked = search()

    await run(asked, FakeGateway(), telling(evidence_threshold=0.7))

    assert [threshold for *_, threshold in asked.asked_elsewhere] == [0.7]


async def test_a_source_that_is_not_up_to_date_is_told_first() -> None:
    _, answer = await run(search(states=(FAILED,)), FakeGateway(), telling())

    assert answer.kind is AnswerKind.NOT_INDEXED
    assert KEEPER not in answer.text


async def test_a_route_with_nothing_worth_saying_leads_there_too() -> None:
    gateway = FakeGateway(answer=[QUOTES, Finished(None, None, NO_ANSWER)])

    _, answer = await run(search(evidence=0.9), gateway, telling())

    assert answer.kind is AnswerKind.NOT_PERMITTED


def test_a_configuration_from_before_this_could_be_told_keeps_its_hash() -> None:
    known = "81b0f641b43b051587cf119dfa531a6b441c26b7c6bc8e9010a0005bec130145"

    before = CONFIGURATION.model_copy(update={"template": "cited-answer/1"})
    assert before.hash == known
    assert "tells_not_permitted" not in CONFIGURATION.model_dump(mode="json")


def test_telling_it_is_another_configuration() -> None:
    other = telling().configuration

    assert other.hash != CONFIGURATION.hash
    assert type(other).model_validate(other.model_dump(mode="json")) == other


@pytest.mark.parametrize(
    ("language", "held", "said"),
    [
        ("en", False, "renewed on 2026-12-01"),
        ("de", False, "am 2026-12-01"),
        ("fr", False, "le 2026-12-01"),
        ("en", True, "in a moment"),
        ("de", True, "gleich noch einmal"),
        ("fr", True, "dans un instant"),
    ],
)
async def test_where_the_budget_is_spent_it_is_said_until_when_and_whom_to_ask(
    language: str, said: str, *, held: bool
) -> None:
    reached = Spent(AtLimit.MESSAGE, date(2026, 12, 1), held)
    spent = BudgetSpentError("answer", "hr", reached)

    _, answer = await run(
        FakeSearch(PASSAGES, 0.9), FakeGateway(answer=[spent]), telling(language=language)
    )

    assert answer.kind is AnswerKind.FAILED
    assert said in answer.text
    assert CONFIGURATION.owner in answer.text
    assert answer.price is None


@pytest.mark.parametrize(
    ("language", "said"), [("en", "refuses"), ("de", "verweigert"), ("fr", "refuse")]
)
async def test_what_a_model_refuses_is_not_to_be_asked_again_in_the_same_words(
    language: str, said: str
) -> None:
    refused = AnswerRefusedError("answer", "first: HTTP 400")

    _, answer = await run(
        FakeSearch(PASSAGES, 0.9), FakeGateway(answer=[refused]), telling(language=language)
    )

    assert answer.kind is AnswerKind.FAILED
    assert said in answer.text
    assert "HTTP" not in answer.text
    assert CONFIGURATION.owner in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not set up"), ("de", "eingerichtet"), ("fr", "configuré")]
)
async def test_a_model_that_is_not_set_up_is_not_the_fault_of_the_question(
    language: str, said: str
) -> None:
    amiss = NotSetUpError("answer", "first: HTTP 401")

    _, answer = await run(
        FakeSearch(PASSAGES, 0.9), FakeGateway(answer=[amiss]), telling(language=language)
    )

    assert answer.kind is AnswerKind.FAILED
    assert said in answer.text
    assert "401" not in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "fewer words"), ("de", "weniger Worten"), ("fr", "moins de mots")]
)
async def test_a_prompt_that_does_not_fit_is_told_as_that_and_not_as_a_refusal(
    language: str, said: str
) -> None:
    amiss = PromptTooLongError("answer", "first: HTTP 400: the prompt is too long")

    _, answer = await run(
        FakeSearch(PASSAGES, 0.9), FakeGateway(answer=[amiss]), telling(language=language)
    )

    assert answer.kind is AnswerKind.FAILED
    assert said in answer.text
    assert "400" not in answer.text


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "length limit"), ("de", "endet hier"), ("fr", "s’arrête ici")],
)
async def test_an_answer_that_the_model_may_not_finish_is_marked(language: str, said: str) -> None:
    script: list[GatewayEvent | Exception] = [
        WRITES,
        Token("Keep it between 2 and"),
        Finished(None, None, CUT),
    ]

    _, answer = await run(
        FakeSearch(PASSAGES, 0.9), FakeGateway(answer=script), telling(language=language)
    )

    assert answer.kind is AnswerKind.ANSWER
    assert answer.text.startswith("Keep it between 2 and")
    assert " …\n\n" in answer.text
    assert said in answer.text
