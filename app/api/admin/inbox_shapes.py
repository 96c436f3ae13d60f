"""The JSON of the inbox: reactions, cases and their steps, without whoever reacted."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.inbox.viewing import Seen
from app.records.inbox.cases import Filed
from app.records.inbox.listing import Entry, Page
from feedback.inbox import Because, CaseClass, LinkKind, Outcome, Step

Revision = Annotated[int, Field(ge=0, le=10**9, description="How many steps were seen.")]
Text = Annotated[str, Field(max_length=20_000)]


class InboxEntryOut(BaseModel):
    """A reaction in the list; ``score`` is null where it was taken back."""

    turn_id: str
    department: str
    profile: str
    version: int
    question: str
    emoji: str
    label: str
    score: int | None
    reasons: list[str]
    comment: str
    reacted_at: datetime
    closed: bool
    classed: CaseClass | None
    assignee: str


class InboxPageOut(BaseModel):
    """Reactions, newest first; ``cursor`` asks for the next ones and is null at the end.

    ``count`` says how many fit, and is null on later pages.
    """

    entries: list[InboxEntryOut]
    count: int | None
    cursor: str | None


class StepOut(BaseModel):
    """A step of a case: ``kind`` is classed, assigned, answered, noted, linked, closed, reopened or
    revealed."""

    kind: str
    by: str
    at: datetime
    detail: dict[str, Any]


class LinkOut(BaseModel):
    """Where a case leads; documents that the reader may not open are left out."""

    kind: LinkKind
    target: str
    title: str


class CasePassageOut(BaseModel):
    """A passage that the reader may open; ``text`` is null where it is another one by now."""

    source: str
    document: str
    title: str
    section: str
    page: int | None
    score: float
    cited: bool
    standing: str
    text: str | None


class CaseOut(BaseModel):
    """What is done about a reaction; a step names its ``revision``."""

    turn_id: str
    department: str
    revision: int
    closed: bool
    classed: CaseClass | None
    assignee: str
    outcome: Outcome | None
    steps: list[StepOut]


class WholeCaseOut(CaseOut):
    """A case with what was said.

    ``answer`` is null where it rests on documents that are not for the reader; ``hidden_passages``
    counts those. ``person`` is null until the reader said why they have to know who reacted.
    """

    profile: str
    version: int
    asked_at: datetime
    kind: str | None
    question: str
    answer: str | None
    passages: list[CasePassageOut]
    hidden_passages: int
    emoji: str | None
    label: str | None
    score: int | None
    reasons: list[str]
    comment: str
    suggested_answer: str
    suggested_document: str | None
    links: list[LinkOut]
    person: str | None


class ClassIn(BaseModel):
    """Why the answer was not what somebody needed."""

    revision: Revision
    classed: CaseClass


class AssignIn(BaseModel):
    """Who looks after it: an admin of the department; nobody for an empty address."""

    revision: Revision
    email: str = Field("", max_length=320)


class SayIn(BaseModel):
    """Words: an answer is for whoever reacted, a note for the department."""

    revision: Revision
    text: Text


class LinkIn(BaseModel):
    """Where the case leads, by its id."""

    revision: Revision
    kind: LinkKind
    target: str = Field(max_length=200)


class CloseIn(BaseModel):
    """What became of it; whoever reacted reads both."""

    revision: Revision
    outcome: Outcome
    text: Text = ""


class ReopenIn(BaseModel):
    """The case as it was seen."""

    revision: Revision


class RevealIn(BaseModel):
    """Why the reader has to know who reacted; the audit trail keeps ``because``."""

    revision: Revision
    because: Because
    note: Text = ""


def entry_out(entry: Entry) -> InboxEntryOut:
    """A reaction as JSON."""
    return InboxEntryOut(
        turn_id=entry.turn_id,
        department=entry.department,
        profile=entry.profile,
        version=entry.version,
        question=entry.question,
        emoji=entry.emoji,
        label=entry.label,
        score=entry.score,
        reasons=list(entry.reasons),
        comment=entry.comment,
        reacted_at=entry.reacted_at,
        closed=entry.closed,
        classed=entry.kind,
        assignee=entry.assignee,
    )


def page_out(page: Page) -> InboxPageOut:
    """A page of reactions as JSON."""
    return InboxPageOut(
        entries=[entry_out(one) for one in page.entries], count=page.count, cursor=page.cursor
    )


def case_out(filed: Filed) -> CaseOut:
    """A case as JSON."""
    return CaseOut(**_case(filed))


def whole_case_out(seen: Seen) -> WholeCaseOut:
    """A case with what was said as JSON."""
    opening, reaction = seen.turn.opening, seen.reaction
    answer = seen.turn.answer
    return WholeCaseOut(
        **_case(seen.filed),
        profile=opening.profile,
        version=opening.configuration_number,
        asked_at=opening.asked_at,
        kind=answer.kind.value if answer else None,
        question=opening.question,
        answer=seen.answer,
        passages=[
            CasePassageOut(
                source=one.passage.source,
                document=one.passage.document,
                title=one.passage.title,
                section=one.passage.section,
                page=one.passage.page,
                score=one.passage.score,
                cited=one.cited,
                standing=one.standing.value,
                text=one.text,
            )
            for one in seen.passages
        ],
        hidden_passages=seen.hidden,
        emoji=reaction.emoji if reaction else None,
        label=reaction.label if reaction else None,
        score=reaction.score if reaction else None,
        reasons=list(reaction.reasons) if reaction else [],
        comment=reaction.comment if reaction else "",
        suggested_answer=(reaction.suggested_answer or "") if reaction else "",
        suggested_document=seen.suggestion.id if seen.suggestion else None,
        links=[LinkOut(kind=one.kind, target=one.target, title=one.title) for one in seen.links],
        person=seen.who.email if seen.who else None,
    )


def _case(filed: Filed) -> dict[str, Any]:
    case, closed = filed.case, filed.closed
    return {
        "turn_id": case.turn_id,
        "department": case.department,
        "revision": case.revision,
        "closed": closed,
        "classed": case.kind,
        "assignee": case.assignee.name if case.assignee else "",
        "outcome": case.outcome if closed else None,
        "steps": [_step(one) for one in filed.steps],
    }


def _step(step: Step) -> StepOut:
    detail = dict(step.detail)
    if "to" in detail:
        detail["to"] = detail["to"]["name"] if detail["to"] else ""
    return StepOut(kind=step.kind.value, by=step.by.name, at=step.at, detail=detail)
