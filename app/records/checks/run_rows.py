"""The tables of runs and of what these found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Index, Row, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.checks.check_rows import expectation_kept, expectation_read
from app.records.database.base import Base
from app.records.database.upserts import storable, storable_json
from app.records.participants import kept, participant
from assistants.profiles import Configuration
from evaluation.outcomes import Outcome
from evaluation.runs import Cost, Item, Result, Run, RunStatus, Summary

_RUNNING = text("status = 'running'")
_OUTCOMES = TypeAdapter(tuple[Outcome, ...])


class RunRow(Base):
    """A run, pinned to the content that it is about; of each assistant one goes on at a time."""

    __tablename__ = "check_runs"
    __table_args__ = (
        Index(
            "uq_check_runs_one_running",
            "slug",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        Index(None, "slug", "started_at"),
        Index(None, "hash", "status", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str]
    department: Mapped[str]
    draft: Mapped[str | None] = mapped_column(String(36))
    revision: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    live: Mapped[int | None]
    role: Mapped[str]
    groups: Mapped[list[Any]]
    tries: Mapped[int]
    sample: Mapped[int]
    status: Mapped[str]
    started_by: Mapped[dict[str, Any]]
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    planned: Mapped[int]
    done: Mapped[int]
    estimate: Mapped[dict[str, Any]]
    cost: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ResultRow(Base):
    """What both versions made of one question of a run."""

    __tablename__ = "check_results"
    __table_args__ = (Index(None, "run", "verdict", "position"),)

    run: Mapped[str] = mapped_column(String(36), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    check_id: Mapped[str | None] = mapped_column(String(36))
    question: Mapped[str] = mapped_column(Text)
    expectation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[list[Any]]
    before: Mapped[list[Any]]
    verdict: Mapped[str]


def row_of(run: Run) -> dict[str, Any]:
    """A run as a row."""
    return {
        "id": run.id,
        "slug": run.slug,
        "department": run.department,
        "draft": run.draft,
        "revision": run.revision,
        "hash": run.hash,
        "content": run.configuration.model_dump(mode="json"),
        "live": run.live,
        "role": run.role,
        "groups": list(run.groups),
        "tries": run.tries,
        "sample": run.sample,
        "status": run.status.value,
        "started_by": kept(run.started_by),
        "started_at": run.started_at,
        "touched_at": run.started_at,
        "planned": run.planned,
        "done": run.done,
        "estimate": cost_kept(run.estimate),
        "cost": cost_kept(run.cost),
    }


def run_of(row: Row[Any]) -> Run:
    """A run out of its row."""
    return Run(
        id=row.id,
        slug=row.slug,
        department=row.department,
        draft=row.draft,
        revision=row.revision,
        hash=row.hash,
        configuration=Configuration.model_validate(row.content),
        live=row.live,
        role=row.role,
        groups=tuple(row.groups),
        tries=row.tries,
        sample=row.sample,
        status=RunStatus(row.status),
        started_by=participant(row.started_by),
        started_at=row.started_at,
        planned=row.planned,
        done=row.done,
        estimate=_cost(row.estimate),
        cost=_cost(row.cost),
        ended_at=row.ended_at,
        summary=Summary(**row.summary) if row.summary else None,
    )


def result_row_of(run_id: str, result: Result) -> dict[str, Any]:
    """A result of a run as a row."""
    item = result.item
    return {
        "run": run_id,
        "position": item.position,
        "check_id": item.check,
        "question": storable(item.question),
        "expectation": expectation_kept(item.expectation) if item.expectation else None,
        "after": _outcomes_kept(result.after),
        "before": _outcomes_kept(result.before),
        "verdict": result.verdict.value,
    }


def result_of(row: Row[Any]) -> Result:
    """A result out of its row."""
    expected = expectation_read(row.expectation) if row.expectation else None
    item = Item(row.position, row.check_id, row.question, expected)
    return Result(item, _OUTCOMES.validate_python(row.after), _OUTCOMES.validate_python(row.before))


def _outcomes_kept(outcomes: Sequence[Outcome]) -> list[Any]:
    as_json: list[Any] = storable_json(_OUTCOMES.dump_python(tuple(outcomes), mode="json"))
    return as_json


def cost_kept(cost: Cost) -> dict[str, Any]:
    """A cost as JSON."""
    amounts = {currency: str(amount) for currency, amount in cost.amounts.items()}
    return {"amounts": amounts, "unknown": cost.unknown}


def _cost(value: dict[str, Any]) -> Cost:
    amounts = {currency: Decimal(amount) for currency, amount in value["amounts"].items()}
    return Cost(amounts, value["unknown"])
