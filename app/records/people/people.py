"""People in the database, as the provider last described them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, String, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.audit.descriptions import address_released, groups_changed
from app.audit.events import SERVICE, Actor
from app.records.audit import append
from app.records.database.base import Base
from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.people.naming import (
    PersonAddressRow,
    PersonSubjectRow,
    is_called,
    kind_of,
    note_address,
    note_subjects,
)

log = structlog.get_logger()

# Whoever says what somebody may do: it is never the person.
_PROVIDER = Actor(SERVICE)
_NAMESPACE = uuid.UUID("8b5f4f0e-3b6a-4f0c-9b1d-6a8f6f0a7c11")
_LONGEST_ADDRESS = 320


class PersonRow(Base):
    """A person who signed in at least once. ``groups`` is what the provider said last.

    ``subject`` is who they are to the provider; sample people have none. ``email`` finds one
    person only, and says who they are where another has their address. ``elsewhere`` is the claim
    whose groups were too many for a token.
    """

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    email: Mapped[str] = mapped_column(String(_LONGEST_ADDRESS), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    groups: Mapped[list[Any]]
    updated_at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(String(500), index=True, unique=True)
    elsewhere: Mapped[str | None] = mapped_column(String(200))


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person as stored."""

    id: str
    email: str
    name: str
    groups: frozenset[str]
    updated_at: datetime
    subject: str | None = None
    elsewhere: str | None = None


class PeopleStore:
    """Keeps people."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def put(
        self,
        email: str,
        name: str,
        groups: Iterable[str],
        *,
        subject: str | None = None,
        also: Iterable[str] = (),
        perhaps: Iterable[str] = (),
        elsewhere: str | None = None,
    ) -> PersonRecord:
        """Store what the provider says of a person.

        They may be known already by a subject in ``also``, which is theirs for sure, or in
        ``perhaps``. The id follows from the first subject, which a provider never gives to anybody
        else, and for sample people from the address. An address that another subject has stays
        there, until that one gets another or `release` takes it away.
        """
        email, name = storable(email).strip().lower()[:_LONGEST_ADDRESS], storable(name)[:200]
        said = PersonRow(
            id=_id_of(subject or email),
            email=email,
            name=name,
            groups=sorted(set(groups)),
            updated_at=datetime.now(UTC),
            subject=subject,
            elsewhere=elsewhere[:200] if elsewhere else None,
        )
        also, perhaps = tuple(also), tuple(perhaps)
        try:
            return await self._put(said, also, perhaps)
        except IntegrityError:
            # Another replica met the same person for the first time in the same moment.
            return await self._put(said, also, perhaps)

    async def _put(
        self, said: PersonRow, also: Sequence[str], perhaps: Sequence[str]
    ) -> PersonRecord:
        async with self._sessions.begin() as session:
            known = await _known(session, said.subject, also, perhaps) if said.subject else None
            known = known or await session.get(PersonRow, said.id)
            had = frozenset(known.groups) if known is not None else None
            row = known or PersonRow(id=said.id, subject=said.subject)
            row.email = await _address(session, said, row)
            row.name, row.groups, row.elsewhere = said.name, said.groups, said.elsewhere
            row.updated_at = said.updated_at
            session.add(row)
            await session.flush()
            if said.subject is not None:
                await _give_up(session, said.subject, row)
                names = [said.subject, *also]
                await note_subjects(session, row.id, names, row.updated_at)
            await note_address(session, row.id, said.email, row.updated_at)
            person = _record(row)
            if had != person.groups:
                told = groups_changed(
                    _PROVIDER, person.id, person.email, had or frozenset(), person.groups
                )
                await append(session, told, person.updated_at)
            return person

    async def by_email(self, email: str) -> PersonRecord | None:
        """The person with this address."""
        return await self._one(PersonRow.email == email.strip().lower())

    async def all_with(self, email: str) -> list[PersonRecord]:
        """Everybody of whom a provider ever said this address, whoever has it now first."""
        address = email.strip().lower()
        said = select(PersonAddressRow.person_id).where(PersonAddressRow.email == address)
        found = select(PersonRow).where(or_(PersonRow.email == address, PersonRow.id.in_(said)))
        async with self._sessions() as session:
            people = [_record(row) for row in await session.scalars(found)]
        return sorted(people, key=lambda person: (person.email != address, person.id))

    async def release(self, email: str, by: Actor) -> PersonRecord | None:
        """Take an address from whoever has it: the next who signs in with it gets it."""
        async with self._sessions.begin() as session:
            found = select(PersonRow).where(PersonRow.email == email.strip().lower())
            row = await session.scalar(found)
            if row is None:
                return None
            now, address = datetime.now(UTC), row.email
            await note_address(session, row.id, address, now)
            row.email = _without_address(row)
            await append(session, address_released(by, row.id, address), now)
            return _record(row)

    async def sample(self, email: str) -> PersonRecord | None:
        """The sample person with this address, whoever else may have it by now."""
        return await self.by_id(_id_of(email.strip().lower()))

    async def by_id(self, person_id: str) -> PersonRecord | None:
        """The person with this id, as the provider last described them."""
        return await self._one(PersonRow.id == person_id)

    async def by_subject(
        self, subject: str, also: Sequence[str] = (), perhaps: Sequence[str] = ()
    ) -> PersonRecord | None:
        """The person whom the provider knows by these names, as in `put`."""
        async with self._sessions() as session:
            row = await _known(session, subject, also, perhaps)
        return _record(row) if row is not None else None

    async def _one(self, condition: ColumnElement[bool]) -> PersonRecord | None:
        async with self._sessions() as session:
            row = await session.scalar(select(PersonRow).where(condition))
        return _record(row) if row is not None else None


async def _known(
    session: AsyncSession, subject: str, also: Sequence[str], perhaps: Sequence[str]
) -> PersonRow | None:
    """Who is meant; nobody whom the same claim of the provider calls by another name."""
    first = await _by_name(session, subject)
    for name in (*also, *(perhaps if first is None else ())):
        other = await _by_name(session, name)
        if other is None or other is first or await _is_called(session, other, subject):
            continue
        # The first may be from a token of theirs that held but one of the names.
        if first is None or not await _is_called(session, first, name):
            return other
    return first


async def _by_name(session: AsyncSession, name: str) -> PersonRow | None:
    of_name = select(PersonSubjectRow.person_id).where(PersonSubjectRow.subject == name)
    found = select(PersonRow).where(or_(PersonRow.subject == name, PersonRow.id.in_(of_name)))
    # A name that one person has by an earlier release and another by this one is the first's.
    rows = (await session.scalars(found.limit(2))).all()
    return next((row for row in rows if row.subject == name), rows[0] if rows else None)


async def _is_called(session: AsyncSession, row: PersonRow, name: str) -> bool:
    first = row.subject is not None and row.subject.startswith(kind_of(name))
    return first or await is_called(session, row.id, name)


async def _give_up(session: AsyncSession, subject: str, to: PersonRow) -> None:
    """Take a name from whoever was met by it alone, now that it is known whose it is."""
    holder = await _by_name(session, subject)
    if holder is None or holder is to:
        return
    log.warning("person.name_is_another_s", person=to.id, holder=holder.id)
    if holder.subject == subject:
        holder.subject = None
        await session.flush()
    moved = update(PersonSubjectRow).where(PersonSubjectRow.subject == subject)
    await session.execute(moved.values(person_id=to.id))


async def _address(session: AsyncSession, said: PersonRow, row: PersonRow) -> str:
    """The address that a person is found by from now on."""
    other = select(PersonRow).where(PersonRow.email == said.email, PersonRow.id != row.id)
    holder = await session.scalar(other)
    if holder is None:
        return said.email
    if holder.subject is not None:
        log.warning("person.address_is_another_s", person=row.id, holder=holder.id)
        return _without_address(row)
    # A sample person has no claim to an address that a provider gives.
    await session.execute(
        update(PersonRow).where(PersonRow.id == holder.id).values(email=_without_address(holder))
    )
    return said.email


def _without_address(row: PersonRow) -> str:
    """What stands in the place of an address, so that nobody is found by it."""
    return f"former {row.id}"


def _id_of(name: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, name))


def _record(row: PersonRow) -> PersonRecord:
    groups = frozenset(row.groups)
    return PersonRecord(
        row.id, row.email, row.name, groups, row.updated_at, row.subject, row.elsewhere
    )
