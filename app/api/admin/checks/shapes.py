"""The JSON of trials."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, Field

from app.api.shapes.answers import (
    CitationOut,
    GroundingOut,
    PassageOut,
    PriceOut,
    TimingsOut,
    UsageOut,
    answer_out,
    passage_out,
)
from app.api.shapes.asking import LONGEST_TEXT
from app.checks.playground import Broken
from assistants.answers import Answer, AnswerKind


class TryIn(BaseModel):
    """A question, and the role of the department as which it is asked, or ``myself``."""

    question: str = Field(max_length=LONGEST_TEXT)
    asked_as: str = Field("employee", max_length=64)


class PromptMessageOut(BaseModel):
    """A message of a prompt as it was sent."""

    author: str
    text: str


class TriedOut(BaseModel):
    """What one side answered; ``failed`` bears a reference where it could not be finished."""

    kind: AnswerKind
    answer: str
    citations: list[CitationOut] = []
    passages: list[PassageOut] = []
    evidence: float = 0.0
    grounding: GroundingOut | None = None
    prompt: list[PromptMessageOut] | None = Field(
        None, description="As it was sent; null where no model was asked."
    )
    route: str | None = None
    model: str | None = None
    usage: UsageOut | None = None
    price: PriceOut | None = None
    timings_ms: TimingsOut | None = None
    reference: str | None = None


class TrialOut(BaseModel):
    """Both sides; ``live`` is null where nothing is live yet.

    ``groups`` are those it was asked with, ``lacking`` those of the role that the asker lacks.
    """

    draft: TriedOut
    live: TriedOut | None
    asked_as: str
    groups: list[str]
    lacking: list[str]


def tried_out(side: Answer | Broken) -> TriedOut:
    """One side as JSON."""
    if isinstance(side, Broken):
        return TriedOut(kind=AnswerKind.FAILED, answer="", reference=side.reference)
    shared: dict[str, Any] = answer_out("", "", side).model_dump()
    kept = {name: shared[name] for name in TriedOut.model_fields if name in shared}
    return TriedOut(
        **kept,
        passages=[passage_out(one) for one in side.passages],
        prompt=messages_of(side),
        model=side.model,
    )


def messages_of(answer: Answer) -> list[PromptMessageOut] | None:
    """The prompt of an answer, message by message."""
    if answer.prompt is None:
        return None
    return [PromptMessageOut(author=who, text=text) for who, text in json.loads(answer.prompt)]
