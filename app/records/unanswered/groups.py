"""Questions without an answer in the database, and what is done about groups of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.events import Event
from app.records.audit import append
from app.records.checks.run_rows import ResultRow, RunRow, result_of
from app.records.database.engine import Sessions
from app.records.database.upserts import table_of
from app.records.participants import kept, participant
from app.records.turns.turn_rows import TurnRow
from app.records.unanswered.rows import GroupRow
from assistants.answers import AnswerKind
from assistants.provenance import Participant
from assistants.publishing.refusals import ChangedMeanwhileError
from evaluation.outcomes import Outcome
from evaluation.runs import Result, RunStatus
from evaluation.scoring import passes
from feedback import case_sentences
from feedback.turns import TurnStatus

NOES = (AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED)
_FROM_PEOPLE = ("chat", "api")
# A department can still look after so many, and the results of so many runs are looked at.
_MOST_KEPT = 500
_RUNS_LOOKED_AT = 20
_TURNS, _GROUPS = table_of(TurnRow), table_of(GroupRow)
_RUNS, _RESULTS = table_of(RunRow), table_of(ResultRow)
_UNANSWERED = (
    _TURNS.c.status == TurnStatus.COMPLETED.value,
    _TURNS.c.kind.in_([kind.value for kind in NOES]),
    _TURNS.c.origin.in_(_FROM_PEOPLE),
)
# Of a receipt, which holds every passage, only the question as it stood alone.
_QUESTION = (
    _TURNS.c.question,
    _TURNS.c.receipt["standalone_question"].as_string().label("standalone"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stood alone, by the id of its turn."""

    turn_id: str
    question: str
    asked_at: datetime

    @property
    def said(self) -> str:
        """The question without what does not change it."""
        return " ".join(self.question.casefold().split()).strip(" ?!.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A group as it is kept; ``revision`` is 0 while nobody took it up."""

    leader: Asked
    profile: str
    department: str
    revision: int = 0
    owner: Participant | None = None
    check: str | None = None


class SqlGroupStore:
    """Finds the questions, and keeps the groups; who may do what is decided before it is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def asked(
        self, profile: str, department: str, *, since: datetime, limit: int
    ) -> Sequence[Asked]:
        """The newest questions of people to which there was no answer."""
        query = (
            select(_TURNS.c.id, _TURNS.c.asked_at, *_QUESTION)
            .where(
                _TURNS.c.profile == profile,
                _TURNS.c.department == department,
                _TURNS.c.asked_at >= since,
                *_UNANSWERED,
            )
            .order_by(_TURNS.c.asked_at.desc(), _TURNS.c.id)
            .limit(limit)
        )
        async with self._sessions() as session:
            return [_asked(row) for row in await session.execute(query)]

    async def kept(self, profile: str, department: str) -> Sequence[Kept]:
        """The groups that somebody took up, those that were changed last first."""
        mine = (_GROUPS.c.profile == profile) & (_GROUPS.c.department == department)
        return await self._many(mine)

    async def of_turn(self, turn_id: str) -> Kept | None:
        """The group that the question of a turn leads, or would lead."""
        if found := await self._many(_GROUPS.c.turn_id == turn_id):
            return found[0]
        query = select(
            _TURNS.c.id, _TURNS.c.asked_at, _TURNS.c.profile, _TURNS.c.department, *_QUESTION
        ).where(_TURNS.c.id == turn_id, *_UNANSWERED)
        async with self._sessions() as session:
            row = (await session.execute(query)).one_or_none()
        return Kept(_asked(row), row.profile, row.department) if row is not None else None

    async def keep(self, group: Kept, by: Participant, at: datetime, event: Event) -> None:
        """Store a group over the revision before it; raises `ChangedMeanwhileError`."""
        values = {
            "revision": group.revision,
            "owner": kept(group.owner) if group.owner else None,
            "check_id": group.check,
            "changed_at": at,
            "changed_by": kept(by),
        }
        try:
            async with self._sessions.begin() as session:
                if group.revision == 1:
                    first = {
                        "turn_id": group.leader.turn_id,
                        "profile": group.profile,
                        "department": group.department,
                    }
                    await session.execute(insert(_GROUPS), [{**first, **values}])
                elif not await _moved(session, group, values):
                    raise ChangedMeanwhileError(case_sentences.CHANGED, "stale_revision")
                await append(session, event, at)
        except IntegrityError as error:
            raise ChangedMeanwhileError(case_sentences.CHANGED, "stale_revision") from error

    async def passed(
        self, profile: str, checks: Collection[str], *, live: str
    ) -> Mapping[str, datetime]:
        """When checks last passed in a complete run with what is live.

        That is the side of a run that was live then, or its draft where its content, of the hash
        ``live``, is live by now.
        """
        if not checks:
            return {}
        runs = (
            select(_RUNS.c.id, _RUNS.c.ended_at, _RUNS.c.hash)
            .where(_RUNS.c.slug == profile, _RUNS.c.status == RunStatus.FINISHED.value)
            .order_by(_RUNS.c.started_at.desc())
            .limit(_RUNS_LOOKED_AT)
        )
        found: dict[str, datetime] = {}
        async with self._sessions() as session:
            newest = {row.id: row for row in await session.execute(runs)}
            results = select(_RESULTS).where(
                _RESULTS.c.run.in_(newest.keys()), _RESULTS.c.check_id.in_(checks)
            )
            for row in await session.execute(results):
                run = newest[row.run]
                if _passed(result_of(row), is_live=run.hash == live):
                    before = found.get(row.check_id, run.ended_at)
                    found[row.check_id] = max(before, run.ended_at)
        return found

    async def _many(self, condition: ColumnElement[bool]) -> list[Kept]:
        query = (
            select(_GROUPS, _TURNS.c.id, _TURNS.c.asked_at, *_QUESTION)
            .join_from(_GROUPS, _TURNS, _TURNS.c.id == _GROUPS.c.turn_id)
            .where(condition)
            .order_by(_GROUPS.c.changed_at.desc(), _GROUPS.c.turn_id)
            .limit(_MOST_KEPT)
        )
        async with self._sessions() as session:
            return [_kept(row) for row in await session.execute(query)]


async def _moved(session: AsyncSession, group: Kept, values: Mapping[str, Any]) -> bool:
    moved = await session.execute(
        update(_GROUPS)
        .where(
            _GROUPS.c.turn_id == group.leader.turn_id,
            _GROUPS.c.revision == group.revision - 1,
        )
        .values(**values)
        .returning(_GROUPS.c.turn_id)
    )
    return moved.one_or_none() is not None


def _asked(row: Any) -> Asked:
    return Asked(row.id, row.standalone or row.question, row.asked_at)


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        leader=_asked(row),
        profile=row.profile,
        department=row.department,
        revision=row.revision,
        owner=participant(row.owner) if row.owner else None,
        check=row.check_id,
    )


def _passed(result: Result, *, is_live: bool) -> bool:
    expected = result.item.expectation
    if expected is None:
        return False

    def all_pass(outcomes: Sequence[Outcome]) -> bool:
        return bool(outcomes) and all(passes(expected, one) for one in outcomes)

    return all_pass(result.before) or (is_live and all_pass(result.after))
