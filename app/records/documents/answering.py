"""When each document was last cited in an answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.direct import Transaction, within
from app.records.database.prepared import Prepared
from app.records.database.upserts import insert_into


class AnsweringRow(Base):
    """A document that was cited. Apart from the document, which an ingestion writes as a whole."""

    __tablename__ = "answering"

    document_id: Mapped[str] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime]


async def note_answering(
    session: AsyncSession | Transaction, documents: Collection[str], at: datetime
) -> None:
    """Note that an answer cites these documents, by their ids."""
    if documents:
        # In one order everywhere, so that two turns never wait for each other's rows.
        rows = [{"document_id": one, "answered_at": at} for one in sorted(documents)]
        transaction = within(session)
        await transaction.each(_noting(transaction.dialect), rows)


@cache
def _noting(dialect: str) -> Prepared:
    insert: Any = insert_into(dialect, AnsweringRow)
    newer = {"answered_at": insert.excluded.answered_at}
    return Prepared(insert.on_conflict_do_update(index_elements=["document_id"], set_=newer))
