"""What departments told somebody about their reactions, for the page of the chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from app.records.inbox.cases import Heard
from feedback.inbox import StepKind


class Cases(Protocol):
    """Knows what became of reactions."""

    async def told(self, person: str) -> Sequence[Heard]: ...


def outcome_of(heard: Heard) -> dict[str, Any] | None:
    """How the department closed a case, and what it said; ``None`` while it works on it."""
    closed = heard.steps[-1]
    if closed.kind is not StepKind.CLOSED:
        return None
    return {
        "by": closed.by.name,
        "outcome": closed.detail["outcome"],
        "text": closed.detail.get("text", ""),
    }


def latest_of(heard: Sequence[Heard]) -> str | None:
    """When somebody was told something last, for a page that knows when they looked last."""
    told: list[datetime] = [step.at for one in heard for step in one.steps]
    return max(told).isoformat() if told else None
