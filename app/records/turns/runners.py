"""Who runs turns: each process says that it lives, by the database's clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base


class RunnerRow(Base):
    """A process that runs turns, and when it was last heard of."""

    __tablename__ = "runners"

    id: Mapped[str] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(server_default=func.now())
