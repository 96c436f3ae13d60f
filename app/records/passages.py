"""The text of every passage an answer was made with, kept once for each department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.base import Base
from app.records.inserting import insert_into, storable
from retrieval.passages import Passage


class PassageRow(Base):
    """A passage's text. Departments do not share rows: who may read the one may not the other."""

    __tablename__ = "passages"

    department: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]


async def keep_passages(
    session: AsyncSession, passages: Mapping[str, Passage], department: str, at: datetime
) -> list[Passage]:
    """Store the texts that are not there yet, and tell which those were."""
    if not passages:
        return []
    rows = [
        {
            "department": department,
            "content_hash": content_hash,
            "text": storable(passages[content_hash].text),
            "first_used_at": at,
        }
        # In one order everywhere, so that two turns never wait for each other's rows.
        for content_hash in sorted(passages)
    ]
    insert = insert_into(session, PassageRow).values(rows).on_conflict_do_nothing()
    new = await session.scalars(insert.returning(PassageRow.content_hash))
    return [passages[content_hash] for content_hash in new]


async def read_passages(
    session: AsyncSession, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """The texts by department and content hash."""
    keys = set(wanted)
    if not keys:
        return {}
    found = await session.execute(
        select(PassageRow.department, PassageRow.content_hash, PassageRow.text).where(
            PassageRow.content_hash.in_({content_hash for _, content_hash in keys}),
            PassageRow.department.in_({department for department, _ in keys}),
        )
    )
    return {(department, content_hash): text for department, content_hash, text in found}
