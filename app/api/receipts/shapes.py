"""The JSON shape of a receipt, flat as the lake has it, and of its replay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from app.turns.differences import Cause
from app.turns.replay import Replay
from assistants.answers import AnswerKind
from assistants.verdicts import Reason, Verdict
from feedback.turns import TurnStatus
from retrieval.viewing.standing import Standing

Parameters = dict[str, str | int | float | bool]


class PassageRead(BaseModel):
    """A passage that was found and sent. What names it is null where it is not for the reader.

    ``rank`` counts from 1, ``score`` runs from 0 to 1; ``standing`` tells, on an own receipt, what
    became of its document.
    """

    rank: int
    score: float
    cited: bool
    chunk_id: str
    content_hash: str
    document_id: str
    document_version: str
    source: str | None
    document: str | None
    title: str | None
    section: str | None
    page: int | None
    text: str | None
    standing: Standing | None = None


class CitationMade(BaseModel):
    """A marker of the answer, and the passage that it points to."""

    n: int
    chunk_id: str
    content_hash: str


class DifferenceOut(BaseModel):
    """A reason why a replay differs; ``source`` and ``document`` where it is about a document."""

    cause: Cause
    text: str
    source: str | None
    document: str | None


class ReplayOut(BaseModel):
    """Whether search and prompt come out the same today, byte for byte, and where not, why."""

    same: bool
    passages_same: bool
    prompt_same: bool | None = Field(description="Null where no prompt was sent.")
    prompt_rebuilt_same: bool | None = Field(
        description="Whether today's code renders the stored passages to the stored prompt."
    )
    prompt_hash: str | None
    replayed_prompt_hash: str | None
    evidence: float = Field(description="The evidence of the repeated search.")
    score_shift: float = Field(description="The largest change of a passage's score.")
    reasons: list[str]
    differences: list[DifferenceOut]


class PassageLeftOut(BaseModel):
    """A passage that was found and not sent; unnamed where its document is not for the reader."""

    rank: int
    chunk_id: str
    source: str | None
    document: str | None
    reason: str


class LeftOutRead(BaseModel):
    """What had no place in the prompt: passages by rank, and how many of the oldest exchanges."""

    passages: list[PassageLeftOut]
    exchanges: int


class SentenceRead(BaseModel):
    """A sentence that a model wrote, and what comparing it with its sources gave.

    ``text`` is null where it was replaced or withdrawn, and the reader may not see the prompt.
    """

    text: str | None
    citations: list[int]
    verdict: Verdict
    reason: Reason
    shown: bool


class ReceiptOut(BaseModel):
    """All that made one answer. What is unknown or did not happen is null, never 0."""

    turn_id: str
    thread_id: str
    department: str
    pseudonym: str = Field(description="Who asked: the same person is always the same pseudonym.")
    profile: str
    configuration_number: int
    configuration_hash: str
    groups: list[str] = Field(description="Access groups of the person at that moment.")
    origin: str = Field(description="`chat`, `api` or `cli`.")
    sibling_of: str | None = Field(
        default=None, description="The turn whose question was asked again or edited."
    )
    app_version: str
    asked_at: datetime
    finished_at: datetime | None
    status: TurnStatus
    error_reference: str | None
    question: str
    standalone_question: str | None = Field(description="The question as it was searched.")
    kind: AnswerKind | None
    answer: str | None
    quotes: bool | None
    withheld: bool | None = Field(description="Whether a model repeated its instructions.")
    evidence: float | None
    passages: list[PassageRead]
    citations: list[CitationMade]
    retrieval_parameters: Parameters | None
    prompt: str | None = Field(description="As it was sent: a JSON list of [author, text] pairs.")
    prompt_hash: str | None = Field(description="SHA-256 of the prompt.")
    prompt_limit: int | None = Field(description="Tokens the prompt could have.")
    thoughts: str | None = Field(
        None, description="What the model thought, unchecked; null unless its route keeps it."
    )
    left_out: LeftOutRead | None = Field(description="Null where nothing was left out.")
    verified_sentences: int | None = Field(description="Null where no model wrote.")
    unverified_sentences: int | None = Field(description="Null where no model wrote.")
    sentences: list[SentenceRead] | None = Field(description="Null where no model wrote.")
    answer_withdrawn: bool | None = Field(
        description="Whether the answer was taken back for its verdicts."
    )
    passages_with_orders: list[str] | None = Field(
        description="Chunks whose text gives orders to a model; null where there are none."
    )
    route: str | None
    model: str | None
    model_parameters: dict[str, Any] | None
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    usage_estimated: bool | None = Field(description="Whether the tokens are our own count.")
    price: str | None = Field(description="A decimal number; null where unknown.")
    currency: str | None
    retrieval_ms: float | None
    first_token_ms: float | None
    total_ms: float | None
    replay: ReplayOut | None = Field(None, description="Null unless it was asked for.")


def receipt_out(receipt: dict[str, Any], replayed: Replay | None) -> ReceiptOut:
    """A receipt as JSON, with its replay where there is one."""
    return ReceiptOut(**receipt, replay=replay_out(replayed) if replayed else None)


def replay_out(replayed: Replay) -> ReplayOut:
    """A replay as JSON."""
    names = ReplayOut.model_fields.keys() - {"differences"}
    return ReplayOut(
        **{name: getattr(replayed, name) for name in names},
        differences=[
            DifferenceOut(cause=d.cause, text=d.text, source=d.source, document=d.document)
            for d in replayed.differences
        ],
    )
