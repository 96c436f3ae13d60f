"""A second model that compares meanings, where a department wants it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from assistants.answering import Answering
from assistants.answers import Answer, Answered
from assistants.grounding import judging
from assistants.questions.question import Question
from gateway.calls import GatewayError, GatewayEvent, ModelCall
from retrieval.access import Access
from tests.fakes.gateway import DONE, QUOTES, FakeGateway, writing
from tests.fakes.search import FakeSearch, passage
from tests.feedback.samples import configuration

PASSAGES = (passage(1, "Drovelimab is stored in a refrigerator. The dose is 30 mg once daily."),)
OTHERWISE = "Keep your medicine somewhere cold [1]."
INVENTED = "The dose is 4711 mg once daily [1]."


async def answered(gateway: FakeGateway, *, judges: bool = True) -> Answer:
    of = configuration(judges_meaning=judges)
    asked = Question(
        "turn-1",
        "How is leave regulated?",
        Access(frozenset({"everyone"})),
        of,
        (),
        (("turn", "t"),),
    )
    events = [event async for event in Answering(asked, FakeSearch(PASSAGES), gateway).stream()]
    assert isinstance(events[-1], Answered)
    return events[-1].answer


def verdicts(answer: Answer) -> list[str]:
    assert answer.grounding is not None
    return [f"{one.verdict}/{one.reason}" for one in answer.grounding.sentences]


async def test_what_is_said_in_other_words_is_verified_by_its_meaning() -> None:
    gateway = FakeGateway(answer=writing(OTHERWISE), judge=writing("SUPPORTED"))

    answer = await answered(gateway)

    assert verdicts(answer) == ["verified/meaning"]
    assert answer.text == OTHERWISE
    sent = next(call for call in gateway.calls if call.role == "judge")
    assert "stored in a refrigerator" in sent.messages[1].text
    assert "Sentence: Keep your medicine somewhere cold" in sent.messages[1].text
    assert dict(sent.attribution) == {"turn": "t"}


async def test_what_the_model_finds_contradicted_is_marked_although_its_words_are_there() -> None:
    gateway = FakeGateway(
        answer=writing("Drovelimab is stored in a refrigerator [1]."),
        judge=writing("Contradicted."),
    )

    answer = await answered(gateway)

    assert verdicts(answer) == ["contradicted/meaning"]
    assert answer.text.endswith("*(contradicts the source)*")


async def test_an_invented_number_is_not_for_a_model_to_judge() -> None:
    gateway = FakeGateway(answer=writing(INVENTED), judge=writing("SUPPORTED"))

    answer = await answered(gateway)

    assert verdicts(answer) == ["contradicted/number"]
    assert [call.role for call in gateway.calls] == ["answer"]


@pytest.mark.parametrize(
    "script",
    [writing("I am not sure."), [QUOTES, DONE], [GatewayError("judge", "away")]],
    ids=["unclear", "quotes", "away"],
)
async def test_where_no_model_judges_the_words_decide(
    script: list[GatewayEvent | Exception],
) -> None:
    answer = await answered(FakeGateway(answer=writing(OTHERWISE), judge=script))

    assert verdicts(answer) == ["unverified/wording"]


async def test_by_default_no_model_is_asked() -> None:
    gateway = FakeGateway(answer=writing(OTHERWISE), judge=writing("SUPPORTED"))

    answer = await answered(gateway, judges=False)

    assert verdicts(answer) == ["unverified/wording"]
    assert [call.role for call in gateway.calls] == ["answer"]


class Slow(FakeGateway):
    """A judge that takes its time, and counts how many sentences it has at once."""

    def __init__(self, sentences: int) -> None:
        super().__init__(
            answer=writing(*[f"Keep it somewhere cold in place number {'x' * n} [1]. "
                             for n in range(1, sentences + 1)]),
            judge=writing("SUPPORTED"),
        )  # fmt: skip
        self.at_once = self.most = self.judged = 0

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        if call.role == "judge":
            self.at_once += 1
            self.judged += 1
            self.most = max(self.most, self.at_once)
            await asyncio.sleep(0)
        async for event in super().stream(call):
            yield event
        self.at_once -= call.role == "judge"


async def test_sentences_are_judged_side_by_side_within_bounds_and_stay_in_order() -> None:
    gateway = Slow(40)

    answer = await answered(gateway)

    assert 1 < gateway.most <= judging.AT_ONCE
    assert gateway.judged == judging.MOST
    assert answer.grounding is not None
    lengths = [one.text.count("x") for one in answer.grounding.sentences]
    assert lengths == sorted(lengths)
    assert answer.grounding.verified == judging.MOST


async def test_a_judge_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hanging(FakeGateway):
        async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
            if call.role == "judge":
                await asyncio.Event().wait()
            async for event in super().stream(call):
                yield event

    monkeypatch.setattr(judging, "LONGEST_S", 0.01)

    answer = await answered(Hanging(answer=writing(OTHERWISE)))

    assert verdicts(answer) == ["unverified/wording"]
