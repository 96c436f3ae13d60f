"""What of a model's text may be shown: made plain, guarded, checked, then its markers resolved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistants.grounding.checked_text import CheckedText
from assistants.output import leaks
from assistants.output.citations import MarkerResolver
from assistants.output.leaks import LeakGuard
from assistants.output.marker_spellings import MarkerSpelling
from assistants.output.no_answer import NoAnswerLine
from assistants.output.plain_text import PlainText
from assistants.profiles import Configuration
from assistants.prompting.prompts import Exchange, Prompt
from assistants.prompting.variables import with_values
from assistants.verdicts import Grounding
from retrieval.passages import Passage


class ShownText:
    """One model's text on its way to the person; a route that only quotes is not watched.

    Raises `assistants.output.leaks.InstructionsRepeatedError` and
    `assistants.grounding.checked_text.AnswerWithdrawnError`.
    """

    def __init__(
        self,
        passages: int = 0,
        guard: LeakGuard | None = None,
        checked: CheckedText | None = None,
    ) -> None:
        self._no_answer = NoAnswerLine()
        self._plain = PlainText()
        # What is quoted keeps its brackets: they are those of a document.
        self._spelling = MarkerSpelling() if guard is not None else None
        self._resolver = MarkerResolver(passages)
        self._guard = guard
        self._checked = checked

    @property
    def cited(self) -> tuple[int, ...]:
        """Numbers of the cited passages as sent (from 1), in the reader's order."""
        return self._resolver.cited

    @property
    def says_nothing(self) -> bool:
        """Whether the model says that the passages do not hold the answer."""
        return self._no_answer.said

    @property
    def grounding(self) -> Grounding | None:
        """What became of each sentence, by the reader's numbers; ``None`` where none is checked."""
        if self._checked is None:
            return None
        return self._checked.grounding.numbered({n: at for at, n in enumerate(self.cited, 1)})

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what may be shown now."""
        text = self._plain.feed(self._no_answer.feed(text))
        if self._spelling is not None:
            text = self._spelling.feed(text)
        if self._guard is not None:
            text = self._guard.feed(text)
        return self._resolver.feed(self._checked.feed(text) if self._checked else text)

    async def finish(self) -> str:
        """Wait until every sentence is judged, and return what was held back."""
        text = self._unchecked()
        if self._checked is not None:
            text = self._checked.feed(text)
            await self._checked.judged()
        return self._resolver.feed(text) + self.close()

    def close(self) -> str:
        """Return what was held back; the stream is over."""
        text = self._unchecked()
        if self._checked is not None:
            text = self._checked.feed(text) + self._checked.close()
        return self._resolver.feed(text) + self._resolver.close()

    def abandon(self) -> None:
        """Wait for no judgement any more."""
        if self._checked is not None:
            self._checked.abandon()

    def _unchecked(self) -> str:
        text = self._plain.feed(self._no_answer.close()) + self._plain.close()
        if self._spelling is not None:
            text = self._spelling.feed(text) + self._spelling.close()
        return self._guard.feed(text) + self._guard.close() if self._guard else text


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
        *leaks.quoted(with_values(configuration)),
    ]
    return lambda: LeakGuard(instructions, known, fence)


def texts_of(history: Sequence[Exchange]) -> list[str]:
    """What was asked and answered before."""
    return [text for exchange in history for text in (exchange.question, exchange.answer)]
