"""Runs of checks in the database: each result when it is there, so that none is lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, case, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit.check_descriptions import run_moved
from app.audit.events import SERVICE, Action, Actor
from app.records.audit import append
from app.records.checks.rows import (
    ResultRow,
    RunRow,
    expectation_kept,
    expectation_read,
)
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, storable, storable_json, table_of
from app.records.participants import kept, participant
from assistants.profiles import Configuration
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.publishing.reviews import Evidence
from evaluation import sentences
from evaluation.comparison import Verdict
from evaluation.evidence import evidence_of
from evaluation.outcomes import Outcome
from evaluation.runs import Cost, Item, Result, Run, RunStatus, Summary

log = structlog.get_logger()

# Silent for so long, the process of a run is gone; it is heard of several times a minute.
SILENCE = timedelta(minutes=2)
_RUNS, _RESULTS = table_of(RunRow), table_of(ResultRow)
_OUTCOMES = TypeAdapter(tuple[Outcome, ...])
_WORST_FIRST = (Verdict.WORSE, Verdict.UNDECIDED, Verdict.BETTER, Verdict.SAME)


class SqlRunStore:
    """Keeps runs; who may do what is decided before it is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def run(self, run_id: str) -> Run | None:
        """One run, however it stands."""
        found = await self._many(_RUNS.c.id == run_id, limit=1)
        return found[0] if found else None

    async def of_assistant(self, slug: str, *, limit: int = 20) -> Sequence[Run]:
        """The runs of an assistant, newest first."""
        return await self._many(_RUNS.c.slug == slug, limit=limit)

    async def of_content(self, slug: str, content_hash: str, *, limit: int = 20) -> Sequence[Run]:
        """The runs of exactly this content, newest first."""
        return await self._many(
            (_RUNS.c.slug == slug) & (_RUNS.c.hash == content_hash), limit=limit
        )

    async def evidence(self, slug: str, content_hash: str) -> Evidence | None:
        """What the newest complete run says of exactly this content."""
        condition = (
            (_RUNS.c.slug == slug)
            & (_RUNS.c.hash == content_hash)
            & (_RUNS.c.status == RunStatus.FINISHED.value)
        )
        for run in await self._many(condition, limit=1):
            if run.summary is not None:
                return evidence_of(run, run.summary)
        return None

    async def begin(self, run: Run, actor: Actor) -> None:
        """Store a run that begins; raises `ChangedMeanwhileError` while another goes on."""
        try:
            async with self._sessions.begin() as session:
                await session.execute(insert(_RUNS), _row(run))
                await append(session, run_moved(Action.RUN_BEGUN, actor, run), run.started_at)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.RUNNING_ALREADY, "running_already") from error

    async def note(self, run_id: str, result: Result, cost: Cost, at: datetime) -> bool:
        """Store a result; tells whether the run still goes on, and stores nothing if not."""
        async with self._sessions.begin() as session:
            moved = await session.execute(
                update(_RUNS)
                .where(_RUNS.c.id == run_id, _RUNS.c.status == RunStatus.RUNNING.value)
                .values(done=_RUNS.c.done + 1, cost=_cost_kept(cost), touched_at=at)
                .returning(_RUNS.c.id)
            )
            if moved.one_or_none() is None:
                return False
            await session.execute(insert(_RESULTS), _result_row(run_id, result))
        return True

    async def beat(self, runs: Collection[str], at: datetime) -> None:
        """Say that these go on."""
        if runs:
            async with self._sessions.begin() as session:
                await session.execute(
                    update(_RUNS).where(_RUNS.c.id.in_(runs)).values(touched_at=at)
                )

    async def end(
        self, run: Run, status: RunStatus, actor: Actor, at: datetime, summary: Summary | None
    ) -> bool:
        """End a run; tells whether it had not ended before."""
        async with self._sessions.begin() as session:
            ended = await session.execute(
                update(_RUNS)
                .where(_RUNS.c.id == run.id, _RUNS.c.status == RunStatus.RUNNING.value)
                .values(
                    status=status.value,
                    ended_at=at,
                    summary=asdict(summary) if summary else None,
                )
                .returning(*_RUNS.c)
            )
            row = ended.one_or_none()
            if row is None:
                return False
            await append(session, run_moved(Action.RUN_ENDED, actor, _run(row)), at)
        return True

    async def interrupt_abandoned(self, mine: Collection[str], at: datetime) -> int:
        """End what no process runs any more; with SQLite, which has one owner, all but ``mine``."""
        async with self._sessions.begin() as session:
            gone: ColumnElement[bool] = _RUNS.c.id.not_in(mine)
            if dialect_of(session) != "sqlite":
                gone &= _RUNS.c.touched_at < at - SILENCE
            ended = await session.execute(
                update(_RUNS)
                .where(_RUNS.c.status == RunStatus.RUNNING.value, gone)
                .values(status=RunStatus.INTERRUPTED.value, ended_at=at)
                .returning(*_RUNS.c)
            )
            rows = ended.all()
            for row in rows:
                event = run_moved(Action.RUN_ENDED, Actor(SERVICE), _run(row))
                await append(session, event, at)
        if rows:
            log.warning("runs.interrupted", count=len(rows))
        return len(rows)

    async def results(
        self, run_id: str, *, offset: int = 0, limit: int | None = None
    ) -> Sequence[Result]:
        """What a run found, the worst first."""
        rank = case(
            {verdict.value: n for n, verdict in enumerate(_WORST_FIRST)}, value=_RESULTS.c.verdict
        )
        query = select(_RESULTS).where(_RESULTS.c.run == run_id).order_by(rank, _RESULTS.c.position)
        async with self._sessions() as session:
            rows = await session.execute(query.offset(offset).limit(limit))
            return [_result(row) for row in rows]

    async def _many(self, condition: ColumnElement[bool], *, limit: int) -> list[Run]:
        query = select(_RUNS).where(condition).order_by(_RUNS.c.started_at.desc(), _RUNS.c.id)
        async with self._sessions() as session:
            return [_run(row) for row in await session.execute(query.limit(limit))]


def _row(run: Run) -> dict[str, Any]:
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
        "estimate": _cost_kept(run.estimate),
        "cost": _cost_kept(run.cost),
    }


def _run(row: Row[Any]) -> Run:
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


def _result_row(run_id: str, result: Result) -> dict[str, Any]:
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


def _result(row: Row[Any]) -> Result:
    expected = expectation_read(row.expectation) if row.expectation else None
    item = Item(row.position, row.check_id, row.question, expected)
    return Result(item, _OUTCOMES.validate_python(row.after), _OUTCOMES.validate_python(row.before))


def _outcomes_kept(outcomes: Sequence[Outcome]) -> list[Any]:
    as_json: list[Any] = storable_json(_OUTCOMES.dump_python(tuple(outcomes), mode="json"))
    return as_json


def _cost_kept(cost: Cost) -> dict[str, Any]:
    amounts = {currency: str(amount) for currency, amount in cost.amounts.items()}
    return {"amounts": amounts, "unknown": cost.unknown}


def _cost(value: dict[str, Any]) -> Cost:
    amounts = {currency: Decimal(amount) for currency, amount in value["amounts"].items()}
    return Cost(amounts, value["unknown"])
