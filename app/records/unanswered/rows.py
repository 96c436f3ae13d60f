"""The table of groups of questions without an answer that somebody took up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base


class GroupRow(Base):
    """A group, by the turn whose question leads it; it is there from the first step on."""

    __tablename__ = "question_groups"
    __table_args__ = (Index(None, "profile", "department"),)

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"), primary_key=True)
    profile: Mapped[str]
    department: Mapped[str]
    revision: Mapped[int]
    owner: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    check_id: Mapped[str | None] = mapped_column(String(36))
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]
