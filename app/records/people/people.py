"""People in the database, as the provider last described them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.descriptions import groups_changed
from app.audit.events import SERVICE, Actor
from app.records.audit import append
from app.records.database.base import Base
from app.records.database.engine import Sessions
from app.records.database.upserts import storable

# Whoever says what somebody may do: it is never the person.
_PROVIDER = Actor(SERVICE)
_NAMESPACE = uuid.UUID("8b5f4f0e-3b6a-4f0c-9b1d-6a8f6f0a7c11")


class PersonRow(Base):
    """A person who signed in at least once. ``groups`` is what the provider said last.

    ``subject`` is who they are to the provider; sample people have none.
    """

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    groups: Mapped[list[Any]]
    updated_at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(String(500), index=True, unique=True)


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as stored."""

    id: str
    email: str
    name: str
    groups: frozenset[str]
    updated_at: datetime
    subject: str | None = None


class PeopleStore:
    """Keeps people."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def put(
        self, email: str, name: str, groups: Iterable[str], *, subject: str | None = None
    ) -> PersonRecord:
        """Store what the provider says of a person.

        The id follows from the subject, which a provider never gives to anybody else, and for
        sample people from the address. An address can pass on: whoever had it before keeps their
        own records, and no longer answers to it.
        """
        email, name = storable(email).strip().lower()[:320], storable(name)[:200]
        said = PersonRow(
            id=_id_of(subject or email),
            email=email,
            name=name,
            groups=sorted(set(groups)),
            updated_at=datetime.now(UTC),
            subject=subject,
        )
        try:
            return await self._put(said)
        except IntegrityError:
            # Another replica met the same person for the first time in the same moment.
            return await self._put(said)

    async def _put(self, said: PersonRow) -> PersonRecord:
        async with self._sessions.begin() as session:
            before = await session.scalar(select(PersonRow.groups).where(PersonRow.id == said.id))
            await _give_up_address(session, said.email, said.id)
            person = _record(await session.merge(said))
            if before is None or frozenset(before) != person.groups:
                await session.flush()
                had = frozenset(before or ())
                told = groups_changed(_PROVIDER, person.id, person.email, had, person.groups)
                await append(session, told, person.updated_at)
            return person

    async def by_email(self, email: str) -> PersonRecord | None:
        """The person with this address."""
        return await self._one(PersonRow.email == email.strip().lower())

    async def sample(self, email: str) -> PersonRecord | None:
        """The sample person with this address, whoever else may have it by now."""
        return await self.by_id(_id_of(email.strip().lower()))

    async def by_id(self, person_id: str) -> PersonRecord | None:
        """The person with this id, as the provider last described them."""
        return await self._one(PersonRow.id == person_id)

    async def by_subject(self, subject: str) -> PersonRecord | None:
        """The person whom the provider knows by this name."""
        return await self._one(PersonRow.subject == subject)

    async def _one(self, condition: ColumnElement[bool]) -> PersonRecord | None:
        async with self._sessions() as session:
            row = await session.scalar(select(PersonRow).where(condition))
        return _record(row) if row is not None else None


async def _give_up_address(session: AsyncSession, email: str, keeper: str) -> None:
    former = select(PersonRow.id).where(PersonRow.email == email, PersonRow.id != keeper)
    for person_id in (await session.scalars(former)).all():
        # Not an address, so nobody can be found by it.
        await session.execute(
            update(PersonRow).where(PersonRow.id == person_id).values(email=f"former {person_id}")
        )


def _id_of(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


def _record(row: PersonRow) -> PersonRecord:
    groups = frozenset(row.groups)
    return PersonRecord(row.id, row.email, row.name, groups, row.updated_at, row.subject)
