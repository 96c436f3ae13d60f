"""What departments told somebody about their reactions, for the account page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.identity.people import Person
from app.pages.words.wording import Wording
from app.wiring import Parts
from feedback.inbox import Step, StepKind

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that somebody was told."""

    at: datetime
    by: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What was told about the reaction to one question, the latest last."""

    question: str
    thread: str
    said: tuple[Said, ...]


async def replies_to(parts: Parts, person: Person, words: Wording) -> Sequence[Reply]:
    """What somebody was told, the latest first; ``words`` are those of the page."""
    heard = await parts.inbox.cases.told(person.id)
    return [
        Reply(one.question, one.thread_id, tuple(_said(step, words) for step in one.steps))
        for one in heard[:_SHOWN]
    ]


def _said(step: Step, words: Wording) -> Said:
    if step.kind is StepKind.CLOSED:
        what = words(step.kind.value, outcome=words[step.detail["outcome"]])
    else:
        what = words[step.kind.value]
    return Said(step.at, step.by.name, what, step.detail.get("text", ""))
