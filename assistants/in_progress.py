"""An answer in the making: what was said of it, what it was made from, and when."""

from __future__ import annotations

import time
from dataclasses import replace

from assistants.answers import Answer, AnswerKind, Citation, Piece, Timings
from assistants.output.output_filter import ShownText
from assistants.sufficiency import lacks_what_is_named
from gateway.calls import Price, Usage
from retrieval.passages import Found


class AnswerInProgress:
    """One answer in the making; at any moment it can be taken as it stands.

    ``answer`` is what is known of it but for its text; ``shown`` is what may be shown of the text
    that is being written. ``lacks_what_is_named`` tells that the passages may be about something
    else, so that none is quoted.
    """

    def __init__(self, question: str) -> None:
        self._began = time.perf_counter()
        self._text: list[str] = []
        self.shown = ShownText()
        self.lacks_what_is_named = False
        self.answer = Answer(
            kind=AnswerKind.ANSWER, text="", question=question, standalone_question=question
        )

    @property
    def text(self) -> str:
        """What was said so far."""
        return "".join(self._text)

    def so_far(self) -> Answer:
        """What there is of the answer at this moment, timed until now."""
        cited = self.shown.cited
        return replace(
            self.answer,
            text=self.text.strip(),
            citations=tuple(
                Citation(n, self.answer.passages[sent - 1]) for n, sent in enumerate(cited, 1)
            ),
            timings=replace(self.answer.timings, total_ms=self._elapsed_ms()),
            grounding=self.answer.grounding or self.shown.grounding,
        )

    def keep(self, found: Found) -> None:
        """Keep what the search gave."""
        self.lacks_what_is_named = lacks_what_is_named(found)
        self.answer = replace(
            self.answer,
            passages=found.passages,
            evidence=found.evidence,
            retrieval_parameters=found.parameters,
            timings=Timings(retrieval_ms=self._elapsed_ms()),
        )

    def charge(self, usage: Usage, price: Price | None) -> None:
        """Keep what an answer cost that is not finished; one that is says it itself."""
        self.answer = replace(self.answer, usage=usage, price=price)

    def begin_again(self, shown: ShownText) -> None:
        """Forget what was said; from now on ``shown`` says what may be."""
        self._text.clear()
        self.shown.abandon()
        self.shown = shown

    def say(self, text: str) -> Piece:
        """Add text to the answer."""
        if self.answer.timings.first_token_ms is None:
            timings = replace(self.answer.timings, first_token_ms=self._elapsed_ms())
            self.answer = replace(self.answer, timings=timings)
        self._text.append(text)
        return Piece(text)

    def take(self, text: str) -> Piece | None:
        """Add text to the answer, if there is any."""
        return self.say(text) if text else None

    def _elapsed_ms(self) -> float:
        return round((time.perf_counter() - self._began) * 1000, 2)
