"""The tables of cases and their steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.participants import kept, participant
from feedback.inbox import Case, CaseClass, Link, LinkKind, Outcome, Step, StepKind


class CaseRow(Base):
    """What a department does about the reaction to a turn; there from the first step on."""

    __tablename__ = "inbox_cases"
    __table_args__ = (
        Index(None, "department", "closed_at"),
        Index(None, "person", "changed_at"),
    )

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"), primary_key=True)
    department: Mapped[str]
    person: Mapped[str]
    revision: Mapped[int]
    closed_at: Mapped[datetime | None]
    kind: Mapped[str | None]
    assignee_id: Mapped[str | None]
    assignee: Mapped[dict[str, Any] | None]
    links: Mapped[list[Any]]
    outcome: Mapped[str | None]
    changed_at: Mapped[datetime]


class StepRow(Base):
    """One step in a case; rows are only ever added."""

    __tablename__ = "inbox_steps"

    turn_id: Mapped[str] = mapped_column(ForeignKey("inbox_cases.turn_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    by: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]


def case_of(row: Any) -> Case:
    """A case out of its row."""
    return Case(
        turn_id=row.turn_id,
        department=row.department,
        person=row.person,
        revision=row.revision,
        closed_at=row.closed_at,
        kind=CaseClass(row.kind) if row.kind else None,
        assignee=participant(row.assignee) if row.assignee else None,
        links=tuple(Link(LinkKind(kind), target) for kind, target in row.links),
        outcome=Outcome(row.outcome) if row.outcome else None,
        changed_at=row.changed_at,
    )


def values_of(case: Case) -> Mapping[str, Any]:
    """What changes of a case's row with a step."""
    return {
        "revision": case.revision,
        "closed_at": case.closed_at,
        "kind": case.kind.value if case.kind else None,
        "assignee_id": case.assignee.id if case.assignee else None,
        "assignee": kept(case.assignee) if case.assignee else None,
        "links": [[link.kind.value, link.target] for link in case.links],
        "outcome": case.outcome.value if case.outcome else None,
        "changed_at": case.changed_at,
    }


def step_of(row: Any) -> Step:
    """A step out of its row."""
    return Step(StepKind(row.kind), participant(row.by), row.at, row.detail)
