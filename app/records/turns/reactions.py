"""Reactions in the database: every change is an event, and the current one is a view of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, insert_into, storable_json, table_of
from app.records.outbox import put_out
from app.records.turns.turn_rows import TurnRow
from feedback.reactions import Reaction
from feedback.records import ReactedTurn, reaction_record, removal_record

_LEAST = timedelta(microseconds=1)


class ReactionRow(Base):
    """The current reaction once more, for the release before, which reads it here."""

    __tablename__ = "reactions"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"), primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    emoji: Mapped[str]
    label: Mapped[str]
    score: Mapped[int]
    reasons: Mapped[list[Any]]
    comment: Mapped[str] = mapped_column(Text)
    reacted_at: Mapped[datetime]


class ReactionEventRow(Base):
    """One change of a reaction; rows are only ever added. No ``emoji`` means taken back."""

    __tablename__ = "reaction_events"
    __table_args__ = (Index(None, "turn_id", "reacted_at"), Index(None, "reacted_at", "turn_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"))
    person: Mapped[str]
    emoji: Mapped[str | None]
    label: Mapped[str | None]
    score: Mapped[int | None]
    reasons: Mapped[list[Any]]
    comment: Mapped[str] = mapped_column(Text)
    reacted_at: Mapped[datetime]
    suggested_answer: Mapped[str | None] = mapped_column(Text)
    suggested_source: Mapped[str | None]
    suggested_document: Mapped[str | None]
    configuration_number: Mapped[int | None]
    configuration_hash: Mapped[str | None]


class TurnUnknownError(LookupError):
    """There is no such turn, or it is somebody else's; the text does not tell which."""

    def __init__(self, turn_id: str) -> None:
        super().__init__("There is no such answer. Load the conversation again.")
        self.turn_id = turn_id


_EVENTS = table_of(ReactionEventRow)
# The view of the migration: of a person's events on a turn the last one, unless it took back.
_CURRENT = Table(
    "current_reactions",
    MetaData(),
    *(Column(column.name, column.type) for column in _EVENTS.columns if column.name != "id"),
)
_FIELDS = [_CURRENT.c[name] for name in Reaction.__slots__]


class SqlReactionStore:
    """Implements `feedback.reactions.ReactionStore`; only who asked may react."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def put(self, reaction: Reaction, *, pseudonym: str) -> Reaction:
        """Store the event and its outbox record in one transaction; gives what is current then.

        The same reaction again changes nothing and is no event. Raises `TurnUnknownError`.
        """
        turn_id, person = reaction.turn_id, reaction.person
        async with self._sessions.begin() as session:
            about = await _turn_of(session, turn_id, person)
            before = await _current(session, turn_id, person)
            values = _columns(reaction)
            if before and values == _columns(replace(before, reacted_at=reaction.reacted_at)):
                return before
            values["reacted_at"] = await _next(session, turn_id, person, reaction.reacted_at)
            event_id = await _add(session, values, about)
            await _keep_for_the_release_before(session, values)
            stored = _reaction(values)
            record = reaction_record(stored, event_id=event_id, pseudonym=pseudonym, about=about)
            await put_out(session, [record], stored.reacted_at)
        return stored

    async def get(self, turn_id: str, person: str) -> Reaction | None:
        """The current reaction of a person to a turn."""
        async with self._sessions() as session:
            return await _current(session, turn_id, person)

    async def of_thread(self, thread_id: str, person: str) -> dict[str, Reaction]:
        """Current reactions of a person in a thread, by turn id."""
        query = (
            select(*_FIELDS)
            .join_from(_CURRENT, TurnRow, TurnRow.id == _CURRENT.c.turn_id)
            .where(TurnRow.thread_id == thread_id, _CURRENT.c.person == person)
        )
        async with self._sessions() as session:
            rows = await session.execute(query)
            return {row.turn_id: _reaction(row._mapping) for row in rows}

    async def remove(self, turn_id: str, person: str, at: datetime, *, pseudonym: str) -> bool:
        """Take the reaction back, as an event of its own; tells whether there was one."""
        async with self._sessions.begin() as session:
            try:
                about = await _turn_of(session, turn_id, person)
            except TurnUnknownError:
                return False
            if await _current(session, turn_id, person) is None:
                return False
            at = await _next(session, turn_id, person, at)
            event = {"turn_id": turn_id, "person": person, "reacted_at": at}
            event_id = await _add(session, event | {"reasons": [], "comment": ""}, about)
            await session.execute(
                delete(ReactionRow).where(
                    ReactionRow.turn_id == turn_id, ReactionRow.person == person
                )
            )
            record = removal_record(
                turn_id, at, event_id=event_id, pseudonym=pseudonym, about=about
            )
            await put_out(session, [record], at)
        return True


def _is_of(table: Table, turn_id: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return (table.c.turn_id == turn_id, table.c.person == person)


async def _turn_of(session: AsyncSession, turn_id: str, person: str) -> ReactedTurn:
    """The turn, held until the end of the transaction: changes of a reaction take turns."""
    columns = [getattr(TurnRow, name) for name in ReactedTurn.__slots__]
    query = select(*columns).where(TurnRow.id == turn_id, TurnRow.person == person)
    turn = (await session.execute(query.with_for_update(key_share=True))).one_or_none()
    if turn is None:
        raise TurnUnknownError(turn_id)
    return ReactedTurn(*turn)


async def _current(session: AsyncSession, turn_id: str, person: str) -> Reaction | None:
    query = select(*_FIELDS).where(*_is_of(_CURRENT, turn_id, person))
    row = (await session.execute(query)).one_or_none()
    return _reaction(row._mapping) if row else None


async def _next(session: AsyncSession, turn_id: str, person: str, at: datetime) -> datetime:
    """The instant ``at``, or just after the last event: replicas need not have the same clock."""
    newest = select(func.max(_EVENTS.c.reacted_at)).where(*_is_of(_EVENTS, turn_id, person))
    last: datetime | None = await session.scalar(newest)
    return max(at, last + _LEAST) if last else at


async def _add(session: AsyncSession, values: Mapping[str, Any], about: ReactedTurn) -> str:
    """Add an event; gives its id."""
    event_id = uuid.uuid4().hex
    palette = {
        "configuration_number": about.configuration_number,
        "configuration_hash": about.configuration_hash,
    }
    await session.execute(insert(ReactionEventRow), {"id": event_id, **palette, **values})
    return event_id


async def _keep_for_the_release_before(session: AsyncSession, values: Mapping[str, Any]) -> None:
    known = {column.name: values[column.name] for column in table_of(ReactionRow).columns}
    upsert = insert_into(dialect_of(session), ReactionRow).values(known)
    key = [ReactionRow.turn_id, ReactionRow.person]
    changed = {name: upsert.excluded[name] for name in known.keys() - {"turn_id", "person"}}
    await session.execute(upsert.on_conflict_do_update(index_elements=key, set_=changed))


def _columns(reaction: Reaction) -> dict[str, Any]:
    return {name: storable_json(getattr(reaction, name)) for name in Reaction.__slots__}


def _reaction(values: Mapping[Any, Any]) -> Reaction:
    return Reaction(**{**values, "reasons": tuple(values["reasons"])})
