"""By which names a provider calls somebody, and which addresses it ever said of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.upserts import dialect_of, insert_into


class PersonSubjectRow(Base):
    """A name of somebody at the provider, who has one in each kind of token."""

    __tablename__ = "person_subjects"

    subject: Mapped[str] = mapped_column(String(500), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[datetime]


class PersonAddressRow(Base):
    """An address that a provider said of somebody, be it now or long ago."""

    __tablename__ = "person_addresses"

    email: Mapped[str] = mapped_column(String(320), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    since: Mapped[datetime]


async def note_subjects(
    session: AsyncSession, person_id: str, subjects: Iterable[str], at: datetime
) -> None:
    """Note the names of a person; a name that is somebody's stays theirs."""
    rows = [{"subject": name, "person_id": person_id, "since": at} for name in subjects]
    if rows:
        insert = insert_into(dialect_of(session), PersonSubjectRow).values(rows)
        await session.execute(insert.on_conflict_do_nothing())


async def note_address(session: AsyncSession, person_id: str, email: str, at: datetime) -> None:
    """Note an address of a person; what stands in the place of one is none."""
    if "@" not in email or "|" in email:
        return
    row = {"email": email, "person_id": person_id, "since": at}
    insert = insert_into(dialect_of(session), PersonAddressRow).values([row])
    await session.execute(insert.on_conflict_do_nothing())


def kind_of(name: str) -> str:
    """What all names of the same provider and claim begin with."""
    return f"{name.partition('|')[0]}|"


async def is_called(session: AsyncSession, person_id: str, name: str) -> bool:
    """Tell whether a name of the same kind is noted of somebody, be it this or another."""
    named = select(PersonSubjectRow.subject).where(
        PersonSubjectRow.person_id == person_id,
        PersonSubjectRow.subject.startswith(kind_of(name), autoescape=True),
    )
    return await session.scalar(named.limit(1)) is not None
