"""A check by meaning: a model of the role ``judge`` compares a sentence with its passages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing

import structlog

from assistants.grounding.checking import Outcome
from assistants.prompting.prompts import render_judgement
from assistants.verdicts import Reason, Verdict
from gateway.calls import Gateway, GatewayError, ModelCall, Reset, Started, Token

log = structlog.get_logger(__name__)

AT_ONCE = 4
MOST = 30
LONGEST_S = 10.0
_VERDICTS = {
    "supported": Outcome(Verdict.VERIFIED, Reason.MEANING),
    "contradicted": Outcome(Verdict.CONTRADICTED, Reason.MEANING),
    "missing": Outcome(Verdict.UNVERIFIED, Reason.MEANING),
}


class Judgement:
    """A sentence that is being judged."""

    def __init__(self, task: asyncio.Task[Outcome | None]) -> None:
        self._task = task
        self._abandoned = False

    @property
    def done(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self._abandoned or self._task.done()

    async def wait(self) -> None:
        """Wait for the end."""
        await asyncio.wait([self._task])

    def outcome(self, by_words: Outcome) -> Outcome:
        """What the model says; ``by_words`` where it says nothing."""
        if not self._task.done() or self._task.cancelled():
            return by_words
        return self._task.result() or by_words

    def abandon(self) -> None:
        """Stop it."""
        self._abandoned = True
        self._task.cancel()


class Judge:
    """Asks for judgements on the sentences of one answer, some at once, and not without end.

    Where no model answers in time the words alone decide. ``fence`` marks the passages off.
    """

    def __init__(self, gateway: Gateway, attribution: Mapping[str, str], fence: str) -> None:
        self._gateway = gateway
        self._attribution = attribution
        self._fence = fence
        self._places = asyncio.Semaphore(AT_ONCE)
        self._begun = 0

    def begin(self, sentence: str, passages: Sequence[str]) -> Judgement | None:
        """Begin to judge a sentence; ``None`` where the answer has had its share."""
        if self._begun >= MOST or not passages:
            return None
        self._begun += 1
        return Judgement(asyncio.create_task(self._judge(sentence, passages)))

    async def _judge(self, sentence: str, passages: Sequence[str]) -> Outcome | None:
        prompt = render_judgement(sentence, passages, self._fence)
        call = ModelCall("judge", prompt.messages, sentence, (), self._attribution)
        words: list[str] = []
        try:
            async with (
                self._places,
                asyncio.timeout(LONGEST_S),
                aclosing(self._gateway.stream(call)) as events,
            ):
                async for event in events:
                    if isinstance(event, Started) and event.quotes:
                        return None
                    if isinstance(event, Reset):
                        words.clear()
                    if isinstance(event, Token):
                        words.append(event.text)
        except (GatewayError, TimeoutError) as error:
            log.warning("grounding.not_judged", error=type(error).__name__)
            return None
        said = "".join(words).strip(" .*\n\"'").casefold()
        return next((each for word, each in _VERDICTS.items() if said.startswith(word)), None)
