"""The table of turns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base


class TurnRow(Base):
    """A turn. ``touched_at`` is its last sign of life while it streams; ``runner`` writes it."""

    __tablename__ = "turns"
    __table_args__ = (
        Index(None, "thread_id", "asked_at"),
        # Hold all that is counted, so that no answer is read for it.
        Index(None, "profile", "asked_at", "status", "kind", "origin", "id"),
        Index(None, "department", "profile", "id"),
        Index(
            "ix_turns_streaming",
            "touched_at",
            sqlite_where=text("status = 'streaming'"),
            postgresql_where=text("status = 'streaming'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id"))
    person: Mapped[str]
    pseudonym: Mapped[str]
    profile: Mapped[str]
    department: Mapped[str]
    configuration_number: Mapped[int]
    configuration_hash: Mapped[str]
    groups: Mapped[list[Any]]
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    origin: Mapped[str]
    app_version: Mapped[str]
    status: Mapped[str]
    touched_at: Mapped[datetime]
    runner: Mapped[str | None]
    kind: Mapped[str | None]
    answer: Mapped[str | None] = mapped_column(Text)
    prompt: Mapped[str | None] = mapped_column(Text)
    # ``none_as_null``: a turn without a receipt holds NULL, not the JSON text "null".
    receipt: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    finished_at: Mapped[datetime | None]
    error_reference: Mapped[str | None]
    sibling_of: Mapped[str | None]
