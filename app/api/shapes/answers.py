"""The JSON of passages and answers, which the API and the command line share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from assistants.answers import Answer, AnswerKind
from assistants.verdicts import Grounding, Reason, Verdict
from retrieval.passages import Passage


class PlaceOut(BaseModel):
    """Where a piece of text stands; ``page`` counts from 1, ``score`` runs from 0 to 1."""

    source: str
    document: str
    page: int | None
    section: str
    title: str
    text: str
    score: float
    document_id: str
    chunk_id: str


class PassageOut(PlaceOut):
    """A passage; ``rank`` counts from 1."""

    rank: int


class CitationOut(PlaceOut):
    """A citation; ``n`` is its marker in the answer."""

    n: int


class UsageOut(BaseModel):
    """Tokens as the model reported them; ``estimated`` where the count is ours."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int
    estimated: bool = False


class PriceOut(BaseModel):
    """What the answer cost."""

    amount: Decimal
    currency: str


class TimingsOut(BaseModel):
    """Milliseconds since the question arrived."""

    retrieval: float | None
    first_token: float | None
    total: float | None


class SentenceOut(BaseModel):
    """A sentence that a model wrote, and what comparing it with its sources gave.

    ``citations`` are markers of the answer. ``text`` is null where the sentence was replaced or
    withdrawn, as the department wants it.
    """

    text: str | None
    citations: list[int]
    verdict: Verdict
    reason: Reason


class GroundingOut(BaseModel):
    """How many sentences of a model their sources hold, how many not, and each of them."""

    verified: int
    unverified: int
    sentences: list[SentenceOut]


class AnswerOut(BaseModel):
    """An answer with its citations. ``price`` and ``usage`` are null where unknown."""

    turn_id: str
    thread_id: str
    kind: AnswerKind
    answer: str
    citations: list[CitationOut]
    evidence: float
    grounding: GroundingOut | None = Field(
        description="Null where no model wrote: the answer only quotes, or is a no."
    )
    route: str | None
    quotes: bool = Field(description="True where the answer quotes documents word for word.")
    timings_ms: TimingsOut
    usage: UsageOut | None
    price: PriceOut | None


def passage_out(passage: Passage) -> PassageOut:
    """A passage as JSON."""
    return PassageOut(rank=passage.rank, **_place(passage))


def answer_out(turn_id: str, thread_id: str, answer: Answer) -> AnswerOut:
    """An answer as JSON."""
    return AnswerOut(
        turn_id=turn_id,
        thread_id=thread_id,
        kind=answer.kind,
        answer=answer.text,
        citations=[CitationOut(n=c.n, **_place(c.passage)) for c in answer.citations],
        evidence=answer.evidence,
        grounding=grounding_out(answer.grounding),
        route=answer.route,
        quotes=answer.quotes,
        timings_ms=TimingsOut(
            retrieval=answer.timings.retrieval_ms,
            first_token=answer.timings.first_token_ms,
            total=answer.timings.total_ms,
        ),
        usage=UsageOut(
            input_tokens=answer.usage.input_tokens,
            output_tokens=answer.usage.output_tokens,
            cached_tokens=answer.usage.cached_tokens,
            estimated=answer.usage.estimated,
        )
        if answer.usage
        else None,
        price=PriceOut(amount=answer.price.amount, currency=answer.price.currency)
        if answer.price
        else None,
    )


def grounding_out(grounding: Grounding | None) -> GroundingOut | None:
    """The verdicts as JSON; of sentences that are not shown there is no text."""
    if grounding is None:
        return None
    return GroundingOut(
        verified=grounding.verified,
        unverified=grounding.unverified,
        sentences=[
            SentenceOut(
                text=one.text if one.shown else None,
                citations=list(one.citations),
                verdict=one.verdict,
                reason=one.reason,
            )
            for one in grounding.sentences
        ],
    )


def _place(passage: Passage) -> dict[str, Any]:
    return {
        "source": passage.source,
        "document": passage.document,
        "page": passage.page,
        "section": passage.section,
        "title": passage.title,
        "text": passage.text,
        "score": passage.score,
        "document_id": passage.document_id,
        "chunk_id": passage.chunk_id,
    }
