"""Making a follow-up question stand alone, by a model where there is one."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from assistants.output import leaks
from assistants.output.output_filter import texts_of
from assistants.prompting import context_window
from assistants.prompting.prompts import Exchange
from assistants.questions import follow_ups
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
    call = ModelCall("rewrite", prompt.messages, question, (), attribution)
    words: list[str] = []
    try:
        async with aclosing(gateway.stream(call)) as events:
            async for event in events:
                if isinstance(event, Waiting | Elsewhere):
                    yield event
                elif isinstance(event, Started) and event.quotes:
                    yield follow_ups.standalone(question, history[-1].question)
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
    known = [question, *texts_of(history)]
    if leaks.repeats(rewritten, prompt.messages[0].text, known):
        yield question
    else:
        yield rewritten or question
