"""People and their sessions in the database."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base
from app.records.database import Sessions

_TOUCH_EVERY = timedelta(minutes=1)
_NAMESPACE = uuid.UUID("8b5f4f0e-3b6a-4f0c-9b1d-6a8f6f0a7c11")


class PersonRow(Base):
    """A person who signed in at least once. ``groups`` is what the provider said last."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    groups: Mapped[list[Any]]
    updated_at: Mapped[datetime]


class SessionRow(Base):
    """A signed-in browser. The cookie's value is kept as a hash only."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as stored."""

    id: str
    email: str
    name: str
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """When a session ends by itself."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)


class PeopleStore:
    """Keeps people and sessions."""

    def __init__(self, sessions: Sessions, limits: SessionLimits | None = None) -> None:
        self._sessions = sessions
        self._limits = limits or SessionLimits()

    async def put(self, email: str, name: str, groups: Iterable[str]) -> PersonRecord:
        """Store what the provider says of a person; the id follows from the e-mail address."""
        email, held = email.strip().lower(), frozenset(groups)
        person_id = str(uuid.uuid5(_NAMESPACE, email))
        async with self._sessions.begin() as session:
            await session.merge(
                PersonRow(
                    id=person_id,
                    email=email,
                    name=name,
                    groups=sorted(held),
                    updated_at=datetime.now(UTC),
                )
            )
        return PersonRecord(person_id, email, name, held)

    async def by_email(self, email: str) -> PersonRecord | None:
        """The person with this address."""
        async with self._sessions() as session:
            row = await session.scalar(
                select(PersonRow).where(PersonRow.email == email.strip().lower())
            )
        return _record(row)

    async def by_id(self, person_id: str) -> PersonRecord | None:
        """The person with this id, as the provider last described them."""
        async with self._sessions() as session:
            return _record(await session.get(PersonRow, person_id))

    async def open_session(self, person_id: str) -> str:
        """Sign a browser in; returns the random value of its cookie."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        async with self._sessions.begin() as session:
            session.add(
                SessionRow(
                    token_hash=_hash(token),
                    person_id=person_id,
                    created_at=now,
                    seen_at=now,
                    ended_at=None,
                )
            )
        return token

    async def of_session(self, token: str) -> PersonRecord | None:
        """Who is signed in with this cookie; ``None`` once it ended or ran out."""
        now = datetime.now(UTC)
        async with self._sessions() as session:
            found = (
                await session.execute(
                    select(SessionRow, PersonRow)
                    .join(PersonRow, PersonRow.id == SessionRow.person_id)
                    .where(SessionRow.token_hash == _hash(token), SessionRow.ended_at.is_(None))
                )
            ).one_or_none()
            if found is None:
                return None
            row, person = found
            expired = (
                now - row.seen_at > self._limits.idle
                or now - row.created_at > self._limits.absolute
            )
            if expired:
                return None
            if now - row.seen_at > _TOUCH_EVERY:
                row.seen_at = now
                await session.commit()
        return _record(person)

    async def end_session(self, token: str) -> None:
        """Sign a browser out; the cookie is worthless from here on."""
        async with self._sessions.begin() as session:
            await session.execute(
                update(SessionRow)
                .where(SessionRow.token_hash == _hash(token), SessionRow.ended_at.is_(None))
                .values(ended_at=datetime.now(UTC))
            )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(row: PersonRow | None) -> PersonRecord | None:
    if row is None:
        return None
    return PersonRecord(row.id, row.email, row.name, frozenset(row.groups))
