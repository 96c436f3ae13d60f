"""G1: a model that invents; nothing of it is silently passed, whatever it cites."""

from __future__ import annotations

import re

import pytest

from assistants.answering import Answering
from assistants.answers import Answer, Answered, AnswerEvent, AnswerKind, Piece, Void
from assistants.profiles import Configuration
from assistants.questions.question import Question
from gateway.calls import Gateway
from gateway.configuration.route import Route
from retrieval.access import Access
from retrieval.passages import Passage
from tests.assistants.grounding.sample_passages import passages_of
from tests.fakes.gateway import FakeGateway, writing
from tests.fakes.search import FakeSearch
from tests.feedback.samples import configuration
from tests.gateway.calling import gateway, openai
from tests.servers.inventing import Invention, invent
from tests.servers.model_server import ModelServer

QUESTION = "How is Drovelimab stored?"
STORAGE = passages_of("medical-information/drovelimab-sr-storage.docx")
MARK = "*(not verified)*"
LIES = {
    "a number": "Drovelimab keeps for 4711 days [2].",
    "a number in words": "Drovelimab keeps for seventeen days [2].",
    "a name": "Dr. Elena Marquez approved the storage of Drovelimab [2].",
    "a date": "Drovelimab has been stored like this since 3 May 2031 [2].",
    "a code": "Drovelimab is stored by SOP-QX-77 [2].",
    "a negation": "The opened Drovelimab must be returned to the refrigerator. Freeze it [2].",
    "no citation": "Drovelimab keeps for 4711 days.",
    "every citation": "Drovelimab keeps for 4711 days [1][2][3].",
    "the wrong passage": "The shelf life of the unopened pack is 24 months [3].",
    "a passage that was not sent": "Drovelimab keeps for 4711 days [77].",
    "nothing else": "4711 days.",
}


async def asked(
    written: str, policy: str = "mark", passages: tuple[Passage, ...] = STORAGE
) -> tuple[list[AnswerEvent], Answer]:
    of = configuration(unverified=policy)
    return await _answered(
        of, FakeGateway(answer=writing(*re.findall(r"\s*\S+", written))), passages
    )


async def _answered(
    of: Configuration, model: Gateway, passages: tuple[Passage, ...]
) -> tuple[list[AnswerEvent], Answer]:
    question = Question("turn-1", QUESTION, Access(frozenset({"everyone"})), of)
    answering = Answering(question, FakeSearch(passages), model)
    events = [event async for event in answering.stream()]
    assert isinstance(events[-1], Answered)
    return events, events[-1].answer


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_g1_it_is_marked_while_it_streams_and_afterwards(lie: str) -> None:
    events, answer = await asked(f"Do not freeze Drovelimab [2]. {lie}")

    streamed = "".join(event.text for event in events if isinstance(event, Piece))
    assert streamed.strip() == answer.text
    assert answer.text.endswith((MARK, "*(contradicts the source)*"))
    assert answer.grounding is not None
    assert answer.grounding.unverified >= 1
    first = answer.grounding.sentences[0]
    assert (first.text, first.verdict) == ("Do not freeze Drovelimab.", "verified")


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_g1_it_is_replaced_by_what_the_source_says(lie: str) -> None:
    events, answer = await asked(lie, "quote")

    streamed = "".join(event.text for event in events if isinstance(event, Piece))
    for invented in ("4711", "seventeen", "Marquez", "2031", "SOP-QX-77"):
        assert invented not in streamed
        assert invented not in answer.text
    assert "“" in answer.text or "left out" in answer.text
    assert all(f"[{citation.n}]" in answer.text for citation in answer.citations)


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_g1_the_answer_is_withdrawn(lie: str) -> None:
    events, answer = await asked(f"Do not freeze Drovelimab [2]. {lie}", "withdraw")

    assert any(isinstance(event, Void) for event in events)
    assert answer.kind is AnswerKind.FAILED
    assert "withdrawn" in answer.text
    assert answer.citations == ()
    assert answer.grounding is not None
    assert answer.grounding.withdrawn
    assert lie.partition(" [")[0] not in answer.text


async def test_g1_an_answer_that_holds_is_shown_as_it_is_by_every_policy() -> None:
    written = "Drovelimab is stored at 2 to 8 °C in the carton [2]. Do not freeze it [2]."
    shown = written.replace("[2]", "[1]")

    for policy in ("mark", "quote", "withdraw"):
        _, answer = await asked(written, policy)
        assert answer.text == shown
        assert answer.grounding is not None
        assert (answer.grounding.verified, answer.grounding.unverified) == (2, 0)
        assert answer.grounding.sentences[0].citations == (1,)


async def test_g1_an_inventive_model_behind_the_gateway_is_marked_as_well() -> None:
    inventions: list[Invention] = []

    def reply(request: dict[str, object]) -> str:
        messages = request["messages"]
        assert isinstance(messages, list)
        inventions.append(invent(messages, seed=7))
        return inventions[-1].text

    async with (
        ModelServer(reply=reply).running() as server,
        gateway(openai(server.base_url, "steady:interval=1")) as opened,
    ):
        _, answer = await _answered(configuration(), opened, STORAGE)

    (invention,) = inventions
    assert invention.lies
    assert answer.grounding is not None
    for lie in invention.lies:
        for word in lie.words:
            held = [s for s in answer.grounding.sentences if word in s.text]
            assert held
            assert all(sentence.verdict in ("unverified", "contradicted") for sentence in held)


async def test_g1_a_route_that_quotes_has_no_verdicts_and_no_marks() -> None:
    async with gateway(Route(kind="extractive", name="extractive")) as quoting:
        _, answer = await _answered(configuration(), quoting, STORAGE)

    assert answer.quotes
    assert answer.grounding is None
    assert MARK not in answer.text
