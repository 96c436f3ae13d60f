"""The words of an answer: its kind, its citations, and what streams while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistants.verdicts import Grounding
from gateway.calls import Elsewhere, Price, Usage, Waiting
from retrieval.passages import Passage


class AnswerKind(StrEnum):
    """An answer, one of the three different "no"s, or a failure."""

    ANSWER = "answer"
    NOT_FOUND = "not_found"
    NOT_INDEXED = "not_indexed"
    NOT_PERMITTED = "not_permitted"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that the answer points to with the marker ``[n]``; ``n`` counts from 1."""

    n: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds since the question arrived; ``None`` for what did not happen."""

    retrieval_ms: float | None = None
    first_token_ms: float | None = None
    total_ms: float | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was found or said before and had no place in the prompt.

    ``passages`` are without their text, by rank; ``exchanges`` counts the oldest ones.
    """

    passages: tuple[Passage, ...] = ()
    exchanges: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that made one answer, and the answer.

    ``text`` carries the markers of ``citations`` and no other. ``passages`` are those sent to the
    model, by rank. ``prompt`` is what was sent, rendered; ``None`` when no model was called.
    ``prompt_tokens`` is how many tokens it could have, ``None`` where that was not bounded.
    ``withheld`` tells that the model repeated its instructions and ``text`` says so instead.
    ``thoughts`` are the model's, of a route that keeps them; nobody has checked them.
    ``grounding`` is what became of each sentence that a model wrote, ``None`` where none did.
    """

    kind: AnswerKind
    text: str
    question: str
    standalone_question: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    evidence: float = 0.0
    retrieval_parameters: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    prompt: str | None = None
    prompt_hash: str | None = None
    prompt_tokens: int | None = None
    left_out: LeftOut = LeftOut()
    route: str | None = None
    model: str | None = None
    model_parameters: Mapping[str, object] = field(default_factory=dict)
    quotes: bool = False
    usage: Usage | None = None
    price: Price | None = None
    timings: Timings = Timings()
    withheld: bool = False
    grounding: Grounding | None = None
    thoughts: str | None = None

    @property
    def is_small_talk(self) -> bool:
        """Whether the assistant spoke for itself: nothing was searched, and no model asked."""
        searched = bool(self.retrieval_parameters) or self.route is not None
        return self.kind is AnswerKind.ANSWER and bool(self.text) and not searched


@dataclass(frozen=True, slots=True)
class Searched:
    """The search is done; these are the passages that the person may read, best first."""

    passages: tuple[Passage, ...]
    evidence: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the answer's text, markers resolved."""

    text: str


@dataclass(frozen=True, slots=True)
class Void:
    """What was streamed so far is void; the answer begins again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer is complete."""

    answer: Answer


AnswerEvent = Searched | Waiting | Elsewhere | Piece | Void | Answered
