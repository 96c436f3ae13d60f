"""Saying a question otherwise: so that it stands alone, or in other words where nothing was found.

By a model where there is one, and by rules where there is none.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from assistants.output import leaks
from assistants.output.output_filter import texts_of
from assistants.prompting import context_window
from assistants.prompting.prompts import Exchange
from assistants.questions.expansion import in_words_of
from assistants.questions.standing_alone import follow_ups
from gateway.calls import (
    CUT,
    Elsewhere,
    Finished,
    Gateway,
    GatewayError,
    ModelCall,
    Reset,
    Started,
    Token,
    Waiting,
)

_MOST_LETTERS = 2000


async def stand_alone(
    question: str,
    history: Sequence[Exchange],
    gateway: Gateway,
    attribution: Mapping[str, str],
) -> AsyncGenerator[Waiting | Elsewhere | str]:
    """Yield the question as it stands alone, after ``Waiting`` where the model is busy.

    Without history, and where no model can be reached or one repeats its instructions, it is the
    question as it was asked.
    """
    prompt = context_window.fit_standalone(question, history, gateway.prompt_tokens("rewrite"))
    if prompt is None:
        yield question
        return
    known = [question, *texts_of(history)]
    by_rules = follow_ups.standalone(question, history[-1].question)
    call = ModelCall("rewrite", prompt.messages, question, (), attribution)
    async with aclosing(_rewritten(call, by_rules, known, gateway)) as said:
        async for each in said:
            yield each


async def other_words(
    question: str, texts: Sequence[str], gateway: Gateway, attribution: Mapping[str, str]
) -> AsyncGenerator[Waiting | Elsewhere | str]:
    """Yield the question in other words, after ``Waiting`` where the model is busy.

    Where there is no model these are the words of ``texts``, which a first search found.
    """
    prompt = context_window.fit_reworded(question, gateway.prompt_tokens("rewrite"))
    if prompt is None or gateway.only_quotes("rewrite"):
        yield in_words_of(question, texts)
        return
    call = ModelCall("rewrite", prompt.messages, question, (), attribution)
    async with aclosing(_rewritten(call, question, [question], gateway)) as said:
        async for each in said:
            yield each


async def _rewritten(
    call: ModelCall, by_rules: str, known: Sequence[str], gateway: Gateway
) -> AsyncGenerator[Waiting | Elsewhere | str]:
    """Yield what a model makes of the question; what rules make of it, where a route quotes.

    It is the question itself where no model can be reached, or one repeats its instructions, which
    is told by what it says beyond the texts that are ``known``.
    """
    question = call.question
    words: list[str] = []
    try:
        async with aclosing(gateway.stream(call)) as events:
            async for event in events:
                if isinstance(event, Waiting | Elsewhere):
                    yield event
                elif isinstance(event, Started) and event.quotes:
                    yield by_rules
                    return
                elif isinstance(event, Reset):
                    words.clear()
                elif isinstance(event, Token):
                    words.append(event.text)
                elif isinstance(event, Finished) and event.reason == CUT:
                    words.clear()
    except GatewayError:
        yield question
        return
    rewritten = "".join(words).strip()[:_MOST_LETTERS]
    if leaks.repeats(rewritten, call.messages[0].text, known):
        yield question
    else:
        yield rewritten or question
