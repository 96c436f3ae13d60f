"""What the assistant says for itself, and where it points to another one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistants import answering
from assistants.answers import AnswerKind, Searched
from assistants.profiles import Configuration, Starter
from assistants.prompting.prompts import Exchange
from gateway.calls import Token
from tests.assistants.test_answering import CONFIGURATION, PASSAGES, question, run
from tests.fakes.gateway import DONE, QUOTES, FakeGateway, writing
from tests.fakes.search import FakeSearch, passage

HR = CONFIGURATION.model_copy(
    update={"slug": "hr", "name": "Human Resources", "sources": ("hr",)},
)
STARTER = Starter(label="Storage", question="How is Qavoretin stored?")


class ElsewhereSearch(FakeSearch):
    """Knows something in other sources, and in the assistant's own only as much as ``own``."""

    def __init__(self, evidence: float, own: float = 0.1) -> None:
        super().__init__(PASSAGES, own)
        self.other = replace(
            self.found, passages=(passage(1, "25 days.", source="hr"),), evidence=evidence
        )

    async def search(self, query, access, sources, **given):  # type: ignore[no-untyped-def]
        found = await super().search(query, access, sources, **given)
        return self.other if "hr" in sources else found


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Hello!", "Hello!"),
        ("Was kannst du?", "Ich suche Antworten in den Dokumenten von **Medical Information**"),
        ("Merci beaucoup", "Je vous en prie."),
        ("¿Quién eres?", "Soy Almanac"),
    ],
)
async def test_small_talk_is_answered_in_its_language_without_search_or_model(
    text: str, begins: str
) -> None:
    search, gateway = FakeSearch(PASSAGES), FakeGateway(answer=writing("no [1]"))

    events, answer = await run(search, gateway, question(text))

    assert answer.text.startswith(begins)
    assert (answer.kind, answer.citations, answer.is_small_talk) == (AnswerKind.ANSWER, (), True)
    assert (search.asked, gateway.calls) == ([], [])
    assert not any(isinstance(event, Searched) for event in events)


async def test_help_names_what_the_assistant_knows_and_its_starters() -> None:
    known = CONFIGURATION.model_copy(update={"starters": (STARTER,)})
    asked = replace(question("What can you do?"), configuration=known)

    _, answer = await run(FakeSearch(), FakeGateway(), asked)

    assert CONFIGURATION.description in answer.text
    assert f"- {STARTER.question}" in answer.text
    assert CONFIGURATION.next_step in answer.text


async def test_a_question_without_a_subject_is_asked_back_only_at_the_beginning() -> None:
    search = FakeSearch(PASSAGES)
    later = question("And the dose?", (Exchange("What is Qavoretin?", "A drug."),))

    _, first = await run(search, FakeGateway(), question("And the dose?"))
    assert search.asked == []
    await run(search, FakeGateway(answer=writing("30 mg [1].")), later)

    assert first.text == (
        "What is it about? Please ask in one whole sentence that names what you mean."
    )
    assert search.asked[0][0] == "And the dose (Qavoretin)?"


def others(*usable: Configuration):  # type: ignore[no-untyped-def]
    async def give() -> Sequence[Configuration]:
        return usable

    return give


async def test_a_question_for_another_assistant_names_it_with_a_link() -> None:
    asked = replace(question("How many days of leave do I get?"), others=others(HR))

    _, answer = await run(ElsewhereSearch(0.9), FakeGateway(), asked)

    assert answer.kind is AnswerKind.NOT_FOUND
    assert "**Human Resources**. [Ask Human Resources](/chat/ask/hr/turn-1)" in answer.text


async def test_an_assistant_that_knows_no_better_is_not_named() -> None:
    asked = replace(question("How many days of leave do I get?"), others=others(HR))

    _, answer = await run(ElsewhereSearch(0.4), FakeGateway(), asked)

    assert "Human Resources" not in answer.text


@pytest.mark.parametrize(
    ("own", "elsewhere", "named"), [(0.6, 0.9, True), (0.6, 0.65, False), (0.9, 1.0, False)]
)
async def test_quotes_that_may_be_beside_the_point_end_with_an_assistant_that_knows_better(
    own: float, elsewhere: float, named: bool
) -> None:
    asked = replace(question("How many days of leave do I get?"), others=others(HR))
    quotes = FakeGateway(answer=[QUOTES, Token("Take 30 mg. [1]"), DONE])

    _, answer = await run(ElsewhereSearch(elsewhere, own), quotes, asked)

    assert answer.kind is AnswerKind.ANSWER
    assert answer.text.endswith("[Ask Human Resources](/chat/ask/hr/turn-1)") is named
    assert [one.n for one in answer.citations] == [1]


@pytest.mark.parametrize("waits", ["search", "others"])
async def test_an_answer_does_not_wait_for_the_assistant_that_may_know_better(
    waits: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WaitingSearch(ElsewhereSearch):
        async def search(self, query, access, sources, **given):  # type: ignore[no-untyped-def]
            if "hr" in sources:
                await asyncio.Event().wait()
            return self.found

    async def never() -> Sequence[Configuration]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(answering, "POINTER_S", 0.0)
    asked = replace(
        question("How many days of leave do I get?"),
        others=never if waits == "others" else others(HR),
    )
    quotes = FakeGateway(answer=[QUOTES, Token("Take 30 mg. [1]"), DONE])

    _, answer = await run(WaitingSearch(0.9, 0.6), quotes, asked)

    assert answer.kind is AnswerKind.ANSWER
    assert answer.text.endswith("Take 30 mg. [1]")


async def test_what_a_model_writes_is_not_followed_by_another_assistant() -> None:
    asked = replace(question("How many days of leave do I get?"), others=others(HR))
    search = ElsewhereSearch(0.9, 0.6)

    _, answer = await run(search, FakeGateway(answer=writing("Take 30 mg. [1]")), asked)

    assert answer.text == "Take 30 mg. [1]"
    assert [sources for _, _, sources, _ in search.asked] == [CONFIGURATION.sources]


async def test_an_assistant_that_the_person_may_not_use_is_neither_searched_nor_named() -> None:
    search = ElsewhereSearch(0.9)
    asked = replace(question("How many days of leave do I get?"), others=others())

    _, answer = await run(search, FakeGateway(), asked)

    assert "Human Resources" not in answer.text
    assert [sources for _, _, sources, _ in search.asked] == [CONFIGURATION.sources]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Wie viele Tage Urlaub bekomme ich im Jahr?", "In den Dokumenten von Medical Information"),
        ("Combien de jours de congé ai-je par an ?", "Je ne trouve pas de réponse"),
        ("¿Cuántos días de vacaciones tengo al año?", "No encuentro respuesta"),
        ("How many days of leave do I get each year?", "I found no answer"),
    ],
)
async def test_a_refusal_speaks_the_language_of_the_question(text: str, begins: str) -> None:
    _, answer = await run(FakeSearch(PASSAGES, 0.1), FakeGateway(), question(text))

    assert answer.text.startswith(begins)


async def test_each_side_of_a_comparison_is_searched_alone() -> None:
    search = FakeSearch(PASSAGES)

    await run(
        search,
        FakeGateway(answer=writing("ok [1]")),
        question("Compare the storage of Drovelimab and Nuxaprant."),
    )

    assert [query for query, *_ in search.asked] == [
        "Compare the storage of Drovelimab and Nuxaprant.",
        "the storage of Drovelimab.",
        "the storage of Nuxaprant.",
    ]
