"""Cases in the database: a step names the revision that it follows, so none is lost silently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.events import Event
from app.records.audit import append
from app.records.database.engine import Sessions
from app.records.database.upserts import storable_json
from app.records.inbox.rows import CaseRow, StepRow, case_of, step_of, values_of
from app.records.participants import kept
from app.records.turns.reactions import ReactionEventRow
from app.records.turns.thread_rows import ThreadRow
from app.records.turns.turn_rows import TurnRow
from assistants.publishing.refusals import ChangedMeanwhileError, UnknownChangeError
from feedback import case_sentences
from feedback.inbox import TOLD, Case, Step

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Filed:
    """A case with its steps, and when its person reacted last; ``taken_back`` where they undid it.

    ``reacted_at`` is ``None`` for a turn that nobody reacted to.
    """

    case: Case
    steps: tuple[Step, ...]
    reacted_at: datetime
    taken_back: bool

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do."""
        return self.case.closed_for(self.reacted_at)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody who reacted is told: their question, and the steps that are for them."""

    turn_id: str
    thread_id: str
    question: str
    reacted_at: datetime
    steps: tuple[Step, ...]


class SqlCaseStore:
    """Keeps cases; who may do what is decided before it is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def case(self, turn_id: str) -> Filed | None:
        """The case of a turn; ``None`` where nobody reacted to it and nothing was done."""
        async with self._sessions() as session:
            return await _filed(session, turn_id)

    async def take(self, turn_id: str, seen: int, step: Step, event: Event) -> Filed:
        """Add a step to a case as somebody saw it, and an entry to the trail, in one transaction.

        The same step again, as by a double click, changes nothing. Raises `ChangedMeanwhileError`,
        `ChangeRefusedError` and `UnknownChangeError`.
        """
        try:
            return await self._take(turn_id, seen, step, event)
        except IntegrityError:
            # Somebody else took the same step number in this very moment: look again.
            return await self._take(turn_id, seen, step, event)

    async def told(self, person: str) -> Sequence[Heard]:
        """What departments told somebody about their reactions, the latest first.

        Of a conversation that they deleted, nothing.
        """
        query = (
            select(CaseRow.turn_id, TurnRow.thread_id, TurnRow.question)
            .join(TurnRow, TurnRow.id == CaseRow.turn_id)
            .join(ThreadRow, ThreadRow.id == TurnRow.thread_id)
            .where(CaseRow.person == person, ThreadRow.deleted_at.is_(None))
            .order_by(CaseRow.changed_at.desc())
            .limit(_MOST_SHOWN)
        )
        async with self._sessions() as session:
            rows = (await session.execute(query)).all()
            if not rows:
                # The chat asks with every answer, and for most people there is nothing.
                return []
            steps = await _told_in(session, [row.turn_id for row in rows])
            reacted = await _reacted(session, [row.turn_id for row in rows])
        return [
            Heard(
                row.turn_id,
                row.thread_id,
                row.question,
                reacted[row.turn_id],
                tuple(steps[row.turn_id]),
            )
            for row in rows
            if row.turn_id in steps
        ]

    async def _take(self, turn_id: str, seen: int, step: Step, event: Event) -> Filed:
        async with self._sessions.begin() as session:
            before = await _filed(session, turn_id)
            if before is None:
                raise UnknownChangeError(case_sentences.CASE)
            row = _step_row(turn_id, seen + 1, step)
            if before.case.revision != seen:
                if await _is_there(session, row):
                    return before
                raise _meanwhile(before)
            case = before.case.after(step, before.reacted_at)
            await _keep(session, case, new=seen == 0)
            session.add(row)
            await session.flush()
            await append(session, event, step.at)
        return Filed(case, (*before.steps, step), before.reacted_at, before.taken_back)


def _meanwhile(before: Filed) -> ChangedMeanwhileError:
    who = before.steps[-1].by.name if before.steps else case_sentences.SOMEBODY
    return ChangedMeanwhileError(case_sentences.MEANWHILE, "stale_revision", who=who)


async def _filed(session: AsyncSession, turn_id: str) -> Filed | None:
    last = (
        select(
            ReactionEventRow.person,
            ReactionEventRow.emoji,
            ReactionEventRow.reacted_at,
            TurnRow.department,
        )
        .join(TurnRow, TurnRow.id == ReactionEventRow.turn_id)
        .where(ReactionEventRow.turn_id == turn_id)
        .order_by(ReactionEventRow.reacted_at.desc(), ReactionEventRow.id.desc())
        .limit(1)
    )
    reaction = (await session.execute(last)).one_or_none()
    if reaction is None:
        return None
    row = await session.get(CaseRow, turn_id, populate_existing=True)
    if row is None:
        if reaction.emoji is None:
            return None
        case = Case(turn_id, reaction.department, reaction.person)
        return Filed(case, (), reaction.reacted_at, taken_back=False)
    found = await session.scalars(
        select(StepRow).where(StepRow.turn_id == turn_id).order_by(StepRow.number)
    )
    steps = tuple(step_of(one) for one in found)
    return Filed(case_of(row), steps, reaction.reacted_at, reaction.emoji is None)


async def _keep(session: AsyncSession, case: Case, *, new: bool) -> None:
    values = values_of(case)
    if new:
        session.add(
            CaseRow(turn_id=case.turn_id, department=case.department, person=case.person, **values)
        )
        await session.flush()
        return
    moved = await session.execute(
        update(CaseRow)
        .where(CaseRow.turn_id == case.turn_id, CaseRow.revision == case.revision - 1)
        .values(**values)
        .returning(CaseRow.turn_id)
    )
    if moved.one_or_none() is None:
        raise ChangedMeanwhileError(case_sentences.CHANGED, "stale_revision")


def _step_row(turn_id: str, number: int, step: Step) -> StepRow:
    detail: dict[str, Any] = storable_json(dict(step.detail))
    return StepRow(
        turn_id=turn_id,
        number=number,
        kind=step.kind.value,
        by=kept(step.by),
        at=step.at,
        detail=detail,
    )


async def _is_there(session: AsyncSession, row: StepRow) -> bool:
    """Tell whether the same person took the same step at that place already."""
    there = await session.get(StepRow, (row.turn_id, row.number))
    wanted = (row.kind, row.by, row.detail)
    return there is not None and (there.kind, there.by, there.detail) == wanted


async def _told_in(session: AsyncSession, turns: Collection[str]) -> Mapping[str, list[Step]]:
    query = (
        select(StepRow)
        .where(StepRow.turn_id.in_(turns), StepRow.kind.in_([kind.value for kind in TOLD]))
        .order_by(StepRow.turn_id, StepRow.number)
    )
    found: dict[str, list[Step]] = {}
    for row in await session.scalars(query):
        found.setdefault(row.turn_id, []).append(step_of(row))
    return found


async def _reacted(session: AsyncSession, turns: Collection[str]) -> Mapping[str, datetime]:
    query = (
        select(ReactionEventRow.turn_id, ReactionEventRow.reacted_at)
        .where(ReactionEventRow.turn_id.in_(turns))
        .order_by(ReactionEventRow.reacted_at)
    )
    return {row.turn_id: row.reacted_at for row in await session.execute(query)}
