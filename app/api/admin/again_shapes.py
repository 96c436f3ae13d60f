"""The JSON of a question that is asked once more."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.api.admin.checks.shapes import TriedOut, tried_out
from app.inbox.asking_again import Again


class AgainOut(BaseModel):
    """What is live answers now. ``kept`` and ``gone`` count the passages of then that are found
    again or not, ``new`` those of now."""

    question: str
    version: int
    answer: TriedOut
    kept: int
    gone: int
    new: int
    lacking: bool = Field(description="Whether the admin has not all groups of then.")


def again_out(again: Again) -> AgainOut:
    """It as JSON."""
    return AgainOut(
        question=again.question,
        version=again.live.number,
        answer=tried_out(again.answer),
        kept=again.kept,
        gone=again.gone,
        new=again.new,
        lacking=again.lacking,
    )
