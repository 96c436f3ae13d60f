"""The table of signed-in browsers, and what is said of one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base

ID_LENGTH = 24
SIGNED_OUT = "signed out"


class SessionRow(Base):
    """A signed-in browser. The cookie's value is kept as a hash only.

    ``provider_session`` is what the provider calls it. ``refresh_token`` and ``id_token`` are
    sealed. From ``confirm_at`` on the provider is asked whether all is as it was; from
    ``confirmed_until`` on the session no longer counts. Both are null for sample people.
    """

    __tablename__ = "sessions"
    # For the one look at all of them, again and again: what is over, and who has just left.
    __table_args__ = (
        Index(None, "seen_at"),
        Index(
            "ix_sessions_leaving",
            "ended_at",
            sqlite_where=text("id_token IS NOT NULL"),
            postgresql_where=text("id_token IS NOT NULL"),
        ),
    )

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = mapped_column(String(40))
    device: Mapped[str | None] = mapped_column(String(100))
    address: Mapped[str | None] = mapped_column(String(64))
    provider_session: Mapped[str | None] = mapped_column(String(255), index=True)
    refresh_token: Mapped[str | None] = mapped_column(Text)
    id_token: Mapped[str | None] = mapped_column(Text)
    confirm_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_until: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """When a session ends by itself."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signed in, in words for them: "Firefox on Windows", and the address."""

    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Backing:
    """What the provider gave for a session; both tokens sealed."""

    provider_session: str | None
    refresh_token: str | None
    id_token: str | None
    confirm_at: datetime | None
    confirmed_until: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its person sees it; ``id`` names it and opens nothing."""

    id: str
    device: str
    address: str
    created_at: datetime
    seen_at: datetime


def hash_of(token: str) -> str:
    """What the database keeps of a cookie's value."""
    return hashlib.sha256(token.encode()).hexdigest()
