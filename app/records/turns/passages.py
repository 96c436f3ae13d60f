"""The text of every passage an answer was made with, kept once for each department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Text, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.direct import Transaction, within
from app.records.database.prepared import Prepared
from app.records.database.upserts import insert_into, storable, table_of
from retrieval.passages import Passage


class PassageRow(Base):
    """A passage's text. Departments do not share rows: who may read the one may not the other."""

    __tablename__ = "passages"

    department: Mapped[str] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime]


async def keep_passages(
    session: AsyncSession | Transaction, passages: Sequence[Passage], department: str, at: datetime
) -> list[Passage]:
    """Store the texts that are not there yet, and tell which those were."""
    rows = {
        passage.content_hash: {
            "department": department,
            "content_hash": passage.content_hash,
            "text": storable(passage.text),
            "first_used_at": at,
        }
        for passage in passages
    }
    if not rows:
        return []
    # In one order everywhere, so that two turns never wait for each other's rows.
    ordered = [rows[content_hash] for content_hash in sorted(rows)]
    transaction = within(session)
    kept = await transaction.each(_keeping(transaction.dialect), ordered)
    new = {row.content_hash for row in kept}
    return [passage for passage in passages if passage.content_hash in new]


@cache
def _keeping(dialect: str) -> Prepared:
    insert = insert_into(dialect, PassageRow).on_conflict_do_nothing()
    return Prepared(insert.returning(table_of(PassageRow).c.content_hash))


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


class KnownPassages:
    """Remembers which passages are in the database for sure, to spare asking again."""

    def __init__(self, limit: int = 50_000) -> None:
        self._limit = limit
        self._known: dict[tuple[str, str], None] = {}

    def missing(self, department: str, passages: Iterable[Passage]) -> list[Passage]:
        """Those that may not be there yet."""
        return [
            passage for passage in passages if (department, passage.content_hash) not in self._known
        ]

    def note(self, department: str, passages: Iterable[Passage]) -> None:
        """Remember passages whose transaction is committed; the oldest are forgotten first."""
        for passage in passages:
            self._known[department, passage.content_hash] = None
        while len(self._known) > self._limit:
            del self._known[next(iter(self._known))]
