"""Runs of checks in the database: each result when it is there, so that none is lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, case, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit.check_descriptions import run_moved
from app.audit.events import SERVICE, Action, Actor
from app.records.audit import append
from app.records.checks.run_rows import (
    ResultRow,
    RunRow,
    cost_kept,
    result_of,
    result_row_of,
    row_of,
    run_of,
)
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, table_of
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.publishing.reviews import Evidence
from evaluation import sentences
from evaluation.comparison import Verdict
from evaluation.evidence import evidence_of
from evaluation.runs import Cost, Result, Run, RunStatus, Summary

log = structlog.get_logger()

# Silent for so long, the process of a run is gone; it is heard of several times a minute.
SILENCE = timedelta(minutes=2)
_RUNS, _RESULTS = table_of(RunRow), table_of(ResultRow)
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
                await session.execute(insert(_RUNS), row_of(run))
                await append(session, run_moved(Action.RUN_BEGUN, actor, run), run.started_at)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.RUNNING_ALREADY, "running_already") from error

    async def note(self, run_id: str, result: Result, cost: Cost, at: datetime) -> bool:
        """Store a result; tells whether the run still goes on, and stores nothing if not."""
        async with self._sessions.begin() as session:
            moved = await session.execute(
                update(_RUNS)
                .where(_RUNS.c.id == run_id, _RUNS.c.status == RunStatus.RUNNING.value)
                .values(done=_RUNS.c.done + 1, cost=cost_kept(cost), touched_at=at)
                .returning(_RUNS.c.id)
            )
            if moved.one_or_none() is None:
                return False
            await session.execute(insert(_RESULTS), result_row_of(run_id, result))
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
            await append(session, run_moved(Action.RUN_ENDED, actor, run_of(row)), at)
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
                event = run_moved(Action.RUN_ENDED, Actor(SERVICE), run_of(row))
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
            return [result_of(row) for row in rows]

    async def _many(self, condition: ColumnElement[bool], *, limit: int) -> list[Run]:
        query = select(_RUNS).where(condition).order_by(_RUNS.c.started_at.desc(), _RUNS.c.id)
        async with self._sessions() as session:
            return [run_of(row) for row in await session.execute(query.limit(limit))]
