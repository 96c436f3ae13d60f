"""The table of threads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base

CHAT = "chat"


class ThreadRow(Base):
    """A thread. The folded columns hold the same text in lower case, for search.

    ``origin`` is ``chat`` once a question was asked there; ``None`` was written before it was kept.
    """

    __tablename__ = "threads"
    __table_args__ = (Index(None, "person", "updated_at", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]
    profile: Mapped[str]
    name: Mapped[str]
    folded_name: Mapped[str] = mapped_column(Text)
    folded_questions: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    origin: Mapped[str | None]
