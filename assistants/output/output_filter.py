"""What of a model's text may be shown: made plain, guarded, then its markers resolved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistants.output import leaks
from assistants.output.citations import MarkerResolver
from assistants.output.leaks import LeakGuard
from assistants.output.plain_text import PlainText
from assistants.profiles import Configuration
from assistants.prompting.prompts import Exchange, Prompt
from retrieval.passages import Passage


class ShownText:
    """One model's text on its way to the person; without a guard for a route that only quotes.

    Raises `assistants.output.leaks.InstructionsRepeatedError`.
    """

    def __init__(self, passages: int = 0, guard: LeakGuard | None = None) -> None:
        self._plain = PlainText()
        self._resolver = MarkerResolver(passages)
        self._guard = guard

    @property
    def cited(self) -> tuple[int, ...]:
        """Numbers of the cited passages as sent (from 1), in the reader's order."""
        return self._resolver.cited

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what may be shown now."""
        text = self._plain.feed(text)
        return self._resolver.feed(self._guard.feed(text) if self._guard else text)

    def close(self) -> str:
        """Return what was held back; the stream is over."""
        rest = self._feed_rest()
        return rest + self._resolver.close()

    def _feed_rest(self) -> str:
        text = self._plain.close()
        if self._guard is not None:
            text = self._guard.feed(text) + self._guard.close()
        return self._resolver.feed(text)


def guarding(
    configuration: Configuration,
    prompt: Prompt,
    fence: str,
    passages: Sequence[Passage],
    asked: Sequence[str],
) -> Callable[[], LeakGuard]:
    """Make guards for a prompt; passages, question and history may be repeated, ``asked`` too."""
    # Without the fence, the instructions are the same for every turn, and are read once.
    instructions = leaks.read(prompt.messages[0].text.replace(fence, ""))
    known = [
        *(f"{passage.title} {passage.section} {passage.text}" for passage in passages),
        *asked,
        *leaks.quoted(configuration.prompt),
    ]
    return lambda: LeakGuard(instructions, known, fence)


def texts_of(history: Sequence[Exchange]) -> list[str]:
    """What was asked and answered before."""
    return [text for exchange in history for text in (exchange.question, exchange.answer)]
