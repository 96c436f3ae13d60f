"""Making a prompt fit into a model: the best passages, the latest exchanges, none of them cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistants.answers import LeftOut
from assistants.profiles import Configuration
from assistants.prompting import prompts
from assistants.prompting.prompts import Exchange, Prompt
from gateway.token_counts import estimate_tokens, most_tokens
from retrieval.passages import Passage

# A turn's fence is made of digits and letters by chance. It counts as this one, of which no token
# has more than one character, so that the same question has room for the same passages each time.
_DEAREST_FENCE = "=====" + "a1" * 12 + "====="
# What a model's own format of a conversation adds to each message.
_AROUND_A_MESSAGE = 8


class TooLongError(ValueError):
    """The question does not fit into the model together with anything that would answer it."""

    def __init__(self, prompt_tokens: int) -> None:
        super().__init__(
            f"The question and one passage do not fit into {prompt_tokens} tokens. Ask in fewer "
            "words, or raise `context_tokens:` of the routes."
        )
        self.prompt_tokens = prompt_tokens


@dataclass(frozen=True, slots=True)
class Fitted:
    """A prompt that fits, the passages in it, and what had no place."""

    prompt: Prompt
    passages: tuple[Passage, ...]
    left_out: LeftOut


def fit(
    configuration: Configuration,
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Exchange],
    *,
    turn_id: str,
    prompt_tokens: int | None,
) -> Fitted:
    """Render a prompt of at most ``prompt_tokens`` by our own count; all of it where ``None``.

    The oldest exchanges go first: the question stands alone without them. Then each passage, by
    rank, is kept if it still fits. The same material gives the same prompt, so that a replay can
    repeat it. Raises `TooLongError` where no passage fits.
    """

    fence = prompts.fence_of(turn_id)

    def rendered(kept: Sequence[Passage], exchanges: Sequence[Exchange]) -> Prompt:
        return prompts.render(configuration, question, kept, exchanges, turn_id=turn_id)

    prompt = rendered(passages, history)
    for dropped in range(1, len(history) + 1):
        if fits(prompt, prompt_tokens, fence):
            return Fitted(prompt, tuple(passages), LeftOut(exchanges=dropped - 1))
        prompt = rendered(passages, history[dropped:])
    if prompt_tokens is None or fits(prompt, prompt_tokens, fence):
        return Fitted(prompt, tuple(passages), LeftOut(exchanges=len(history)))
    kept: list[Passage] = []
    for passage in passages:
        if fits(longer := rendered([*kept, passage], ()), prompt_tokens, fence):
            kept.append(passage)
            prompt = longer
    if not kept:
        raise TooLongError(prompt_tokens)
    # The texts stay out of the receipt, since no model has seen them.
    out = tuple(replace(passage, text="") for passage in passages if passage not in kept)
    return Fitted(prompt, tuple(kept), LeftOut(out, len(history)))


def fit_standalone(
    question: str, history: Sequence[Exchange], prompt_tokens: int | None
) -> Prompt | None:
    """Render the request to make a question stand alone; ``None`` where nothing of it fits."""
    for dropped in range(len(history)):
        prompt = prompts.render_standalone(question, history[dropped:])
        if fits(prompt, prompt_tokens):
            return prompt
    return None


def fit_reworded(question: str, prompt_tokens: int | None) -> Prompt | None:
    """Render the request to say a question in other words; ``None`` where it does not fit."""
    prompt = prompts.render_reworded(question)
    return prompt if fits(prompt, prompt_tokens) else None


def fits(prompt: Prompt, prompt_tokens: int | None, fence: str = _DEAREST_FENCE) -> bool:
    """Whether a prompt has no more tokens than it may have.

    Our count may be a twentieth too low for compounds and tables, so that much stays free.
    """
    if prompt_tokens is None:
        return True
    room = prompt_tokens - prompt_tokens // 20 - _AROUND_A_MESSAGE * len(prompt.messages)
    texts = [message.text.replace(fence, _DEAREST_FENCE) for message in prompt.messages]
    # The bound costs nothing and is enough for most models; counting takes a millisecond or two.
    return sum(map(most_tokens, texts)) <= room or sum(map(estimate_tokens, texts)) <= room
