"""The JSON of checks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from app.api.admin.shapes import ParticipantOut, participant_out
from app.checks.keeping import Wanted
from evaluation.checks import Check

_LONG = 40_000
Entry = Annotated[str, Field(max_length=2_000)]
Entries = Annotated[list[Entry], Field(max_length=100)]


class CheckIn(BaseModel):
    """A question and what is expected of its answer.

    ``cites`` are documents as ``path`` or ``source/path``, with ``#page`` where the page counts.
    Nothing expected asks for an answer that cites something.
    """

    question: str = Field(max_length=_LONG)
    cites: Entries = []
    says: Entries = []
    never_says: Entries = []
    no_answer: bool = False
    note: str = Field("", max_length=_LONG)


class KeepIn(BaseModel):
    """Checks to keep, all or none of them."""

    checks: list[CheckIn] = Field(min_length=1, max_length=500)


class ChangeCheckIn(CheckIn):
    """A check as it is to be, over the revision that was seen."""

    revision: int = Field(ge=0, le=10**9)


class CheckOut(BaseModel):
    """A check; ``turn`` is the turn that it was made of."""

    id: str
    slug: str
    department: str
    question: str
    cites: list[str]
    says: list[str]
    never_says: list[str]
    no_answer: bool
    note: str
    origin: str
    turn: str | None
    revision: int
    created_at: datetime
    created_by: ParticipantOut
    changed_at: datetime
    changed_by: ParticipantOut


def wanted_of(body: CheckIn) -> Wanted:
    """A check as it was sent."""
    return Wanted(
        question=body.question,
        cites=body.cites,
        says=body.says,
        never_says=body.never_says,
        no_answer=body.no_answer,
        note=body.note,
    )


def check_out(check: Check) -> CheckOut:
    """A check as JSON."""
    expected = check.expectation
    return CheckOut(
        id=check.id,
        slug=check.slug,
        department=check.department,
        question=check.question,
        cites=list(expected.cites),
        says=list(expected.says),
        never_says=list(expected.never_says),
        no_answer=expected.no_answer,
        note=check.note,
        origin=check.origin.value,
        turn=check.turn,
        revision=check.revision,
        created_at=check.created_at,
        created_by=participant_out(check.created_by),
        changed_at=check.changed_at,
        changed_by=participant_out(check.changed_by),
    )
