"""The JSON shapes that the API and the command line share."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, Field

from app.turns.suggestions import said
from assistants.answers import Answer, AnswerKind
from assistants.profiles import ConfigurationVersion, PaletteEmoji, Starter
from assistants.verdicts import Grounding, Reason, Verdict
from feedback.reactions import Reaction
from feedback.turns import TurnOpening
from retrieval.documents import Document
from retrieval.passages import Passage

LONGEST_TEXT = 40_000


class AskRequest(BaseModel):
    """A question to an assistant; with ``thread_id`` it follows up on an earlier one."""

    question: str = Field(max_length=LONGEST_TEXT)
    thread_id: str | None = Field(None, pattern=r"^[0-9a-f-]{36}$")


class SearchRequest(BaseModel):
    """A search in the sources of an assistant."""

    query: str = Field(max_length=LONGEST_TEXT)
    assistant: str = Field(max_length=64, pattern=r"^[\w-]*$")
    limit: int = Field(8, ge=1, le=50)


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


class AssistantOut(BaseModel):
    """An assistant that the person may use."""

    slug: str
    name: str
    department: str
    description: str
    icon: str
    language: str
    welcome: str
    starters: tuple[Starter, ...]
    palette: tuple[PaletteEmoji, ...]
    reasons: tuple[str, ...]
    version: int


class ReactionIn(BaseModel):
    """An emoji of the assistant's palette; reasons and comment as the person gives them.

    ``suggested_answer`` is what would have been right, and ``suggested_document`` the path in
    ``suggested_source`` of the document that would have helped: one that the person may read, in a
    source of the assistant. What is left out is taken back.
    """

    emoji: str = Field(max_length=16)
    reasons: list[str] = Field(default=[], max_length=20)
    comment: str = Field("", max_length=4000)
    suggested_answer: str = Field("", max_length=4000)
    suggested_source: str | None = Field(None, max_length=200)
    suggested_document: str | None = Field(None, max_length=2000)


class ReactionOut(BaseModel):
    """The current reaction of a person to a turn.

    ``suggested_unavailable`` is true where a document was suggested that is not for the person any
    more; then it is not named.
    """

    emoji: str
    label: str
    score: int
    reasons: list[str]
    comment: str
    suggested_answer: str
    suggested_source: str | None
    suggested_document: str | None
    suggested_title: str | None
    suggested_unavailable: bool
    configuration_number: int
    configuration_hash: str
    reacted_at: datetime


class PaletteOut(BaseModel):
    """What a turn can be reacted with: of the configuration version that answered it."""

    configuration_number: int
    configuration_hash: str
    palette: tuple[PaletteEmoji, ...]
    reasons: tuple[str, ...]


class DocumentNameOut(BaseModel):
    """A document by its names; ``document`` is its path in the source."""

    document_id: str
    source: str
    document: str
    title: str


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


def assistant_out(version: ConfigurationVersion) -> AssistantOut:
    """An assistant as JSON; its prompt stays inside."""
    fields = version.configuration.model_dump(include=set(AssistantOut.model_fields))
    return AssistantOut(version=version.number, **fields)


def reaction_out(
    reaction: Reaction, opening: TurnOpening, document: Document | None
) -> ReactionOut:
    """A reaction as JSON; ``document`` is the suggested one, if the person may read it."""
    return ReactionOut(
        **said(reaction, document),
        label=reaction.label,
        configuration_number=opening.configuration_number,
        configuration_hash=opening.configuration_hash,
        reacted_at=reaction.reacted_at,
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
