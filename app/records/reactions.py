"""Reactions in the database: the current one of a person to a turn, and every event."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Row, Text, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base
from app.records.database import Sessions
from app.records.inserting import dialect_of, insert_into, storable, storable_json
from app.records.outbox import put_out
from app.records.turns import TurnRow
from feedback.reactions import Reaction
from feedback.records import reaction_record, removal_record


class ReactionRow(Base):
    """The current reaction of a person to a turn."""

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
    __table_args__ = (Index(None, "turn_id", "reacted_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"))
    person: Mapped[str]
    emoji: Mapped[str | None]
    label: Mapped[str | None]
    score: Mapped[int | None]
    reasons: Mapped[list[Any]]
    comment: Mapped[str] = mapped_column(Text)
    reacted_at: Mapped[datetime]


class TurnUnknownError(LookupError):
    """There is no such turn, or it is somebody else's; the text does not tell which."""

    def __init__(self, turn_id: str) -> None:
        super().__init__("There is no such answer. Load the conversation again.")
        self.turn_id = turn_id


class SqlReactionStore:
    """Implements `feedback.reactions.ReactionStore`; only who asked may react."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def put(self, reaction: Reaction, *, pseudonym: str) -> None:
        """Store the reaction, its event and its outbox record in one transaction.

        The same reaction again changes nothing and is no event. Raises `TurnUnknownError`.
        """
        row = _columns(reaction)
        async with self._sessions.begin() as session:
            turn = await _turn_of(session, reaction.turn_id, reaction.person)
            upsert = insert_into(dialect_of(session), ReactionRow).values(row)
            said = ("emoji", "label", "score", "reasons", "comment")
            current = await session.execute(
                _CURRENT.where(*_is_of(reaction.turn_id, reaction.person))
            )
            before = current.mappings().one_or_none()
            if before is not None and all(before[key] == row[key] for key in said):
                return
            await session.execute(
                upsert.on_conflict_do_update(
                    index_elements=[ReactionRow.turn_id, ReactionRow.person],
                    set_={key: upsert.excluded[key] for key in (*said, "reacted_at")},
                )
            )
            event_id = uuid.uuid4().hex
            await session.execute(insert(ReactionEventRow), row | {"id": event_id})
            record = reaction_record(
                reaction, event_id=event_id, pseudonym=pseudonym, **turn._asdict()
            )
            await put_out(session, [record], reaction.reacted_at)

    async def get(self, turn_id: str, person: str) -> Reaction | None:
        """The current reaction of a person to a turn."""
        async with self._sessions() as session:
            row = (await session.execute(_CURRENT.where(*_is_of(turn_id, person)))).one_or_none()
        return _reaction(row) if row else None

    async def of_thread(self, thread_id: str, person: str) -> dict[str, Reaction]:
        """Current reactions of a person in a thread, by turn id."""
        query = _CURRENT.join(TurnRow, TurnRow.id == ReactionRow.turn_id).where(
            TurnRow.thread_id == thread_id, ReactionRow.person == person
        )
        async with self._sessions() as session:
            return {row.turn_id: _reaction(row) for row in await session.execute(query)}

    async def remove(self, turn_id: str, person: str, at: datetime, *, pseudonym: str) -> bool:
        """Take the reaction back, as an event of its own; tells whether there was one."""
        gone = delete(ReactionRow).where(*_is_of(turn_id, person)).returning(ReactionRow.turn_id)
        async with self._sessions.begin() as session:
            if (await session.execute(gone)).one_or_none() is None:
                return False
            turn = await _turn_of(session, turn_id, person)
            event = {
                "id": uuid.uuid4().hex,
                "turn_id": turn_id,
                "person": person,
                "reasons": [],
                "comment": "",
                "reacted_at": at,
            }
            await session.execute(insert(ReactionEventRow), event)
            record = removal_record(
                turn_id, at, event_id=str(event["id"]), pseudonym=pseudonym, **turn._asdict()
            )
            await put_out(session, [record], at)
        return True


_CURRENT = select(*ReactionRow.__table__.columns)


def _is_of(turn_id: str, person: str) -> tuple[ColumnElement[bool], ...]:
    return (ReactionRow.turn_id == turn_id, ReactionRow.person == person)


async def _turn_of(session: AsyncSession, turn_id: str, person: str) -> Row[str, str, str]:
    query = select(TurnRow.thread_id, TurnRow.profile, TurnRow.department).where(
        TurnRow.id == turn_id, TurnRow.person == person
    )
    turn = (await session.execute(query)).one_or_none()
    if turn is None:
        raise TurnUnknownError(turn_id)
    return turn


def _columns(reaction: Reaction) -> dict[str, Any]:
    return {
        "turn_id": reaction.turn_id,
        "person": reaction.person,
        "emoji": reaction.emoji,
        "label": reaction.label,
        "score": reaction.score,
        "reasons": storable_json(reaction.reasons),
        "comment": storable(reaction.comment),
        "reacted_at": reaction.reacted_at,
    }


def _reaction(row: Row[Any]) -> Reaction:
    values = dict(row._mapping)
    return Reaction(**values | {"reasons": tuple(values["reasons"])})
