"""Turns whose process is gone: found and closed by those that are left, and no living one.

A process says every few seconds that it lives. Where one is silent, another waits for a second
look before it believes that: after the database itself was away, nobody has been heard of.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, insert_into
from app.records.outbox import put_out
from app.records.turns.runners import RunnerRow
from app.records.turns.turn_rows import TurnRow
from app.records.turns.turns import (
    OPENING_COLUMNS,
    SqlTurnStore,
    not_before_it_was_asked,
    opening_of,
    partial_of,
)
from feedback.records import turn_record
from feedback.turns import TurnStatus

log = structlog.get_logger()

BEAT_S = 10.0
SWEEP_S = 60.0
# Silent for so long, a process is suspected, and taken for gone when it is still silent later.
LEASE = timedelta(seconds=30)
# Turns of a release that did not say who runs them.
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Suspect:
    beat_at: datetime
    seen_at: datetime


class TurnSweeper:
    """Says that this process lives, and closes the turns of those that do not."""

    def __init__(
        self, sessions: Sessions, turns: SqlTurnStore, *, lease: timedelta = LEASE
    ) -> None:
        self._sessions = sessions
        self._turns = turns
        self._lease = lease
        self._suspects: dict[str, _Suspect] = {}

    async def beat(self) -> None:
        """Say that this process lives; before its first turn, too."""
        async with self._sessions.begin() as session:
            insert = insert_into(dialect_of(session), RunnerRow).values(id=self._turns.runner)
            await session.execute(
                insert.on_conflict_do_update(
                    index_elements=[RunnerRow.id], set_={"beat_at": func.now()}
                )
            )

    async def leave(self) -> None:
        """Say that this process ends: what it left open is closed by the next sweep of any."""
        async with self._sessions.begin() as session:
            await session.execute(delete(RunnerRow).where(RunnerRow.id == self._turns.runner))

    async def sweep(self) -> int:
        """Close as interrupted what nobody writes any more; tells how many turns that were.

        SQLite has one owner, so that there a turn which this process does not write is abandoned.
        """
        async with self._sessions.begin() as session:
            seen = select(TurnRow.id).where(TurnRow.status == TurnStatus.STREAMING.value)
            if dialect_of(session) != "sqlite":
                seen = seen.where(await self._may_be_abandoned(session))
            found = (await session.scalars(seen)).all()
            # A turn is known here from before it is stored until its end is. Asked for afterwards,
            # or one that begins in between would be taken for one that nobody writes.
            mine = self._turns.streaming
            abandoned = [turn for turn in found if turn not in mine]
            closed = await _interrupt(session, abandoned) if abandoned else 0
        if closed:
            log.warning("turns.interrupted", count=closed)
        return closed

    async def run_forever(self) -> None:
        """Beat and sweep until cancelled; what goes wrong ends it, and is for its caller."""
        while True:
            await self.sweep()
            for _ in range(round(SWEEP_S / BEAT_S)):
                await self.beat()
                await asyncio.sleep(BEAT_S)

    async def _may_be_abandoned(self, session: AsyncSession) -> ColumnElement[bool]:
        now = (await session.scalars(select(func.now()))).one()
        await self._forget_the_gone(session, now)
        heard_of = select(RunnerRow.id)
        own = TurnRow.runner == self._turns.runner
        return or_(
            own,
            and_(~own, TurnRow.runner.is_not(None), TurnRow.runner.not_in(heard_of)),
            and_(TurnRow.runner.is_(None), TurnRow.touched_at < now - SILENCE),
        )

    async def _forget_the_gone(self, session: AsyncSession, now: datetime) -> None:
        silent = await session.execute(
            select(RunnerRow.id, RunnerRow.beat_at).where(
                RunnerRow.beat_at <= now - self._lease, RunnerRow.id != self._turns.runner
            )
        )
        before, self._suspects = self._suspects, {}
        for runner, beat_at in silent:
            known = before.get(runner)
            if known is None or known.beat_at != beat_at:
                self._suspects[runner] = _Suspect(beat_at, now)
            elif now - known.seen_at < self._lease:
                self._suspects[runner] = known
            else:
                log.warning("runner.gone", runner=runner, last_heard_of=beat_at.isoformat())
                await session.execute(
                    delete(RunnerRow).where(RunnerRow.id == runner, RunnerRow.beat_at == beat_at)
                )


async def _interrupt(session: AsyncSession, abandoned: Sequence[str]) -> int:
    now = datetime.now(UTC)
    change = (
        update(TurnRow)
        .where(TurnRow.status == TurnStatus.STREAMING.value, TurnRow.id.in_(abandoned))
        .values(
            {
                "status": TurnStatus.INTERRUPTED.value,
                "finished_at": not_before_it_was_asked(
                    bindparam("now", now, TurnRow.asked_at.type)
                ),
            }
        )
    )
    columns = (*OPENING_COLUMNS, TurnRow.answer, TurnRow.finished_at)
    found = (await session.execute(change.returning(*columns))).all()
    records = [
        turn_record(
            opening_of(row),
            TurnStatus.INTERRUPTED,
            partial_of(row.question, row.answer),
            row.finished_at,
        )
        for row in found
    ]
    await put_out(session, records, now)
    return len(records)
