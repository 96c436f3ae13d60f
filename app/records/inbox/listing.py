"""The inbox as a list: reactions of departments, the newest first, and what is done about each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement

from app.records.cursors import cursor_after, read_cursor
from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.inbox.rows import CaseRow
from app.records.turns.reactions import ReactionEventRow
from app.records.turns.turn_rows import TurnRow
from feedback.inbox import CaseClass


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reactions are looked for; what is empty does not narrow it.

    ``documents`` are ids: answers that were made with one of them. ``closed`` is ``None`` for all.
    ``assignee`` is the id of a person.
    """

    departments: Collection[str]
    profile: str = ""
    least: int | None = None
    most: int | None = None
    reason: str = ""
    version: int | None = None
    documents: Collection[str] | None = None
    closed: bool | None = None
    kind: CaseClass | None = None
    assignee: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A reaction in the list. ``score`` is ``None`` where it was taken back after a first step."""

    turn_id: str
    department: str
    profile: str
    version: int
    question: str
    emoji: str
    label: str
    score: int | None
    reasons: tuple[str, ...]
    comment: str
    reacted_at: datetime
    closed: bool
    kind: CaseClass | None
    assignee: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries; ``cursor`` asks for the next ones and is ``None`` at the end.

    ``count`` is how many fit, told on the first page only, where they were counted.
    """

    entries: tuple[Entry, ...]
    count: int | None
    cursor: str | None


class SqlInboxListing:
    """Lists; it goes through many turns, so its sessions should be those for that."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def page(
        self, wanted: Wanted, *, cursor: str | None = None, limit: int = 25, counted: bool = True
    ) -> Page:
        """Reactions that fit, newest first; raises `CursorInvalidError`.

        Not ``counted``, it reads the newest ones alone, and not all that fit.
        """
        if not wanted.departments or wanted.documents == []:
            return Page((), 0, None)
        chosen = _chosen(wanted)
        # In one go: to look for a document means to read every receipt.
        counts = counted and cursor is None
        fitting = func.count().over() if counts else null()
        query = _joined(select(*_COLUMNS, fitting.label("fitting"))).where(*chosen)
        if cursor is not None:
            query = query.where(tuple_(_EVENT.reacted_at, _EVENT.turn_id) < read_cursor(cursor))
        query = query.order_by(_EVENT.reacted_at.desc(), _EVENT.turn_id.desc()).limit(limit + 1)
        async with self._sessions() as session:
            rows = (await session.execute(query)).all()
        entries = tuple(_entry(row) for row in rows)
        count = (rows[0].fitting if rows else 0) if counts else None
        if len(entries) <= limit:
            return Page(entries, count, None)
        last = entries[limit - 1]
        return Page(entries[:limit], count, cursor_after(last.reacted_at, last.turn_id))

    async def any(self, wanted: Wanted) -> bool:
        """Tell whether there is any reaction that fits."""
        query = _joined(select(_EVENT.id)).where(*_chosen(wanted)).limit(1)
        async with self._sessions() as session:
            return (await session.scalars(query)).first() is not None

    async def waiting_by_profile(
        self, departments: Collection[str], *, most: int
    ) -> Mapping[str, int]:
        """How many cases with a score of ``most`` or less are not closed, by assistant."""
        if not departments:
            return {}
        wanted = Wanted(departments, most=most, closed=False)
        columns: list[Any] = [TurnRow.profile, func.count().label("waiting")]
        query = _joined(select(*columns))
        query = query.where(*_chosen(wanted)).group_by(TurnRow.profile)
        async with self._sessions() as session:
            return {row.profile: row.waiting for row in await session.execute(query)}


class _Place(FunctionElement[int]):
    """Where a text begins in another, 0 for nowhere: quicker than LIKE, and nothing is a sign."""

    type = Integer()
    inherit_cache = True

    def __init__(self, within: ColumnElement[str], text: str) -> None:
        super().__init__(within, text)


@compiles(_Place, "sqlite")
def _in_sqlite(element: _Place, compiler: Any, **how: Any) -> str:
    return f"instr({compiler.process(element.clauses, **how)})"


@compiles(_Place, "postgresql")
def _in_postgresql(element: _Place, compiler: Any, **how: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **how)})"


_EVENT = ReactionEventRow
_LATER = aliased(ReactionEventRow)
_COLUMNS = (
    _EVENT.turn_id,
    TurnRow.department,
    TurnRow.profile,
    TurnRow.configuration_number,
    TurnRow.question,
    _EVENT.emoji,
    _EVENT.label,
    _EVENT.score,
    _EVENT.reasons,
    _EVENT.comment,
    _EVENT.reacted_at,
    CaseRow.closed_at,
    CaseRow.kind,
    CaseRow.assignee,
)
_IS_LAST = ~exists().where(
    _LATER.turn_id == _EVENT.turn_id,
    _LATER.person == _EVENT.person,
    or_(
        _LATER.reacted_at > _EVENT.reacted_at,
        and_(_LATER.reacted_at == _EVENT.reacted_at, _LATER.id > _EVENT.id),
    ),
)
# One who reacts again afterwards opens it again.
_IS_CLOSED = and_(CaseRow.closed_at.is_not(None), CaseRow.closed_at >= _EVENT.reacted_at)


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(_EVENT)
        .join(TurnRow, TurnRow.id == _EVENT.turn_id)
        .outerjoin(CaseRow, CaseRow.turn_id == _EVENT.turn_id)
    )


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = [
        TurnRow.department.in_(wanted.departments),
        _IS_LAST,
        or_(_EVENT.emoji.is_not(None), CaseRow.turn_id.is_not(None)),
    ]
    if wanted.profile:
        chosen.append(TurnRow.profile == storable(wanted.profile))
    if wanted.least is not None:
        chosen.append(_EVENT.score >= wanted.least)
    if wanted.most is not None:
        chosen.append(_EVENT.score <= wanted.most)
    if wanted.version is not None:
        chosen.append(TurnRow.configuration_number == wanted.version)
    if wanted.reason:
        # As the column writes it, between its quotes.
        chosen.append(_holds(_EVENT.reasons, json.dumps(storable(wanted.reason))))
    if wanted.documents is not None:
        chosen.append(or_(*(_holds(TurnRow.receipt, f'"{one}"') for one in wanted.documents)))
    if wanted.closed is not None:
        chosen.append(_IS_CLOSED if wanted.closed else ~_IS_CLOSED)
    if wanted.kind is not None:
        chosen.append(CaseRow.kind == wanted.kind.value)
    if wanted.assignee:
        chosen.append(CaseRow.assignee_id == wanted.assignee)
    return chosen


def _holds(column: Any, text: str) -> ColumnElement[bool]:
    return _Place(cast(column, Text), text) > 0


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        turn_id=row.turn_id,
        department=row.department,
        profile=row.profile,
        version=row.configuration_number,
        question=row.question,
        emoji=row.emoji or "",
        label=row.label or "",
        score=row.score,
        reasons=tuple(row.reasons),
        comment=row.comment,
        reacted_at=row.reacted_at,
        closed=row.closed_at is not None and row.closed_at >= row.reacted_at,
        kind=CaseClass(row.kind) if row.kind else None,
        assignee=row.assignee["name"] if row.assignee else "",
    )
