"""What became of one question: the answer as far as a comparison needs it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistants.answers import Answer, AnswerKind


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that an answer points to; ``page`` counts from 1."""

    source: str
    document: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One answer, made once.

    ``chunks`` are those of the passages behind it: who may not read them all may not read ``text``.
    ``priced`` is false where an amount is owed that nobody knows. ``reference`` finds in the log
    why there is no answer. ``hidden`` tells whoever looks that they may not read it.
    """

    kind: AnswerKind
    text: str = ""
    citations: tuple[Cited, ...] = ()
    chunks: tuple[str, ...] = ()
    verified: int = 0
    unverified: int = 0
    evidence: float = 0.0
    route: str | None = None
    quotes: bool = False
    input_tokens: int | None = None
    output_tokens: int | None = None
    price: Decimal | None = None
    currency: str | None = None
    total_ms: float | None = None
    reference: str | None = None
    hidden: bool = False

    @property
    def priced(self) -> bool:
        """Whether what it cost is known; what no model wrote costs nothing."""
        return self.price is not None or self.quotes or self.route is None


def outcome_of(answer: Answer) -> Outcome:
    """What of an answer is kept."""
    cited = dict.fromkeys(
        Cited(one.passage.source, one.passage.document, one.passage.page)
        for one in answer.citations
    )
    grounding = answer.grounding
    return Outcome(
        kind=answer.kind,
        text=answer.text,
        citations=tuple(cited),
        chunks=tuple(passage.chunk_id for passage in answer.passages),
        verified=grounding.verified if grounding else 0,
        unverified=grounding.unverified if grounding else 0,
        evidence=answer.evidence,
        route=answer.route,
        quotes=answer.quotes,
        input_tokens=answer.usage.input_tokens if answer.usage else None,
        output_tokens=answer.usage.output_tokens if answer.usage else None,
        price=answer.price.amount if answer.price else None,
        currency=answer.price.currency if answer.price else None,
        total_ms=answer.timings.total_ms,
    )


def broken(reference: str) -> Outcome:
    """The outcome of a question that could not be answered for a reason that is ours."""
    return Outcome(AnswerKind.FAILED, reference=reference)
