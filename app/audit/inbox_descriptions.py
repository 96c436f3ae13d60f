"""What the trail says of the inbox: who looked, who did what, and why a name was asked for.

What people wrote in a case stands in its history, and not here.
"""

from __future__ import annotations

from collections.abc import Set

from app.audit.events import Action, Actor, Event, Fact
from feedback.inbox import Case, Step, StepKind


def inbox_read(actor: Actor, departments: Set[str], shown: int) -> Event:
    """Somebody read the list of reactions."""
    one = next(iter(departments)) if len(departments) == 1 else ""
    detail: dict[str, Fact] = {"departments": sorted(departments), "shown": shown}
    return Event(Action.INBOX_READ, actor, "inbox", department=one, detail=detail)


def unanswered_read(actor: Actor, profile: str, department: str, shown: int) -> Event:
    """Somebody read the questions of an assistant to which there was no answer."""
    detail: dict[str, Fact] = {"profile": profile, "shown": shown}
    return Event(Action.INBOX_READ, actor, "questions", department=department, detail=detail)


def group_changed(actor: Actor, turn_id: str, profile: str, department: str, **facts: str) -> Event:
    """Somebody did something about questions without an answer; a turn's question leads them."""
    detail: dict[str, Fact] = {"profile": profile, **facts}
    return Event(
        Action.CASE_CHANGED,
        actor,
        f"questions:{turn_id}",
        department=department,
        detail=detail,
    )


def case_read(actor: Actor, case: Case) -> Event:
    """Somebody read a question, its answer and the reaction of another person."""
    return Event(
        Action.RECORD_READ,
        actor,
        f"turn:{case.turn_id}",
        department=case.department,
        detail={"part": "case"},
    )


def step_taken(actor: Actor, case: Case, step: Step) -> Event:
    """Somebody did something in a case."""
    detail: dict[str, Fact] = {"step": step.kind.value}
    for name in ("class", "outcome", "because", "kind", "target"):
        if name in step.detail:
            detail[name] = step.detail[name]
    if step.kind is StepKind.ASSIGNED:
        to = step.detail["to"]
        detail["to"] = to["name"] if to else ""
    revealed = step.kind is StepKind.REVEALED
    return Event(
        Action.PERSON_REVEALED if revealed else Action.CASE_CHANGED,
        actor,
        f"case:{case.turn_id}",
        department=case.department,
        detail=detail,
    )
