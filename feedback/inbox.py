"""Cases: what a department does about a reaction, step by step, until whoever reacted hears of it.

Every reaction is a case; it has a row of its own from the first step on. What stands in it follows
from its steps alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistants.provenance import ActorKind, Participant
from assistants.publishing.refusals import ChangeRefusedError
from feedback import case_sentences

LONGEST_TEXT = 4_000


class CaseClass(StrEnum):
    """Why an answer was not what somebody needed."""

    RETRIEVAL = "retrieval"
    OUTDATED = "outdated"
    PROMPT = "prompt"
    MODEL = "model"
    RIGHTS = "rights"
    QUESTION = "question"


class Outcome(StrEnum):
    """What became of a case; whoever reacted reads it."""

    MENDED = "mended"
    EXPLAINED = "explained"
    PASSED_ON = "passed_on"
    DECLINED = "declined"


class LinkKind(StrEnum):
    """What a case can lead to."""

    DRAFT = "draft"
    DOCUMENT = "document"


class Because(StrEnum):
    """Why somebody has to know who reacted."""

    ASK_BACK = "ask_back"
    HARM = "harm"
    MISUSE = "misuse"
    LAW = "law"


class StepKind(StrEnum):
    """What can be done in a case."""

    CLASSED = "classed"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    NOTED = "noted"
    LINKED = "linked"
    CLOSED = "closed"
    REOPENED = "reopened"
    REVEALED = "revealed"


# These are for whoever reacted to read; the rest is for the department.
TOLD = frozenset({StepKind.ANSWERED, StepKind.CLOSED, StepKind.REOPENED})
_IN_CLOSED = frozenset({StepKind.REOPENED, StepKind.NOTED, StepKind.REVEALED})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody did in a case; ``detail`` is what its kind says."""

    kind: StepKind
    by: Participant
    at: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Link:
    """Something that a case leads to, by its id."""

    kind: LinkKind
    target: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its steps made it; ``revision`` counts them. ``person`` is who reacted."""

    turn_id: str
    department: str
    person: str
    revision: int = 0
    closed_at: datetime | None = None
    kind: CaseClass | None = None
    assignee: Participant | None = None
    links: tuple[Link, ...] = ()
    outcome: Outcome | None = None
    changed_at: datetime | None = None

    def closed_for(self, reacted_at: datetime) -> bool:
        """Tell whether it is closed; one who reacts again afterwards opens it again."""
        return self.closed_at is not None and reacted_at <= self.closed_at

    def after(self, step: Step, reacted_at: datetime) -> Case:
        """The case after a step; raises `ChangeRefusedError`."""
        closed = self.closed_for(reacted_at)
        if closed and step.kind not in _IN_CLOSED:
            raise ChangeRefusedError(case_sentences.CLOSED, "case_closed")
        if step.kind is StepKind.REOPENED and not closed:
            raise ChangeRefusedError(case_sentences.OPEN, "case_open")
        before = self if closed else replace(self, closed_at=None, outcome=None)
        return replace(
            before, revision=self.revision + 1, changed_at=step.at, **_changes(before, step)
        )


def _changes(case: Case, step: Step) -> dict[str, Any]:
    detail = step.detail
    if step.kind is StepKind.CLASSED:
        return {"kind": CaseClass(detail["class"])}
    if step.kind is StepKind.ASSIGNED:
        to = detail["to"]
        return {"assignee": Participant(to["id"], to["name"], ActorKind.PERSON) if to else None}
    if step.kind is StepKind.LINKED:
        link = Link(LinkKind(detail["kind"]), detail["target"])
        return {"links": (*(one for one in case.links if one != link), link)}
    if step.kind is StepKind.CLOSED:
        return {"closed_at": step.at, "outcome": Outcome(detail["outcome"])}
    if step.kind is StepKind.REOPENED:
        return {"closed_at": None, "outcome": None}
    return {}


def told(steps: Sequence[Step]) -> Sequence[Step]:
    """What of the steps whoever reacted reads."""
    return [step for step in steps if step.kind in TOLD]
