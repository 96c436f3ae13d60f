"""Sessions that a provider stands behind: asked about again, ended from there, left there too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from app.audit.events import SERVICE, Actor
from app.records.database.engine import Sessions
from app.records.people.session_rows import SIGNED_OUT, Backing, SessionLimits, SessionRow, hash_of
from app.records.people.sessions import end_where

_PROVIDER = Actor(SERVICE)
# How long after its end a session still tells where its browser signs out at the provider.
_LEAVING = timedelta(seconds=10)
_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """A session whose provider is to be asked again."""

    key: str
    person_id: str
    refresh_token: str | None


class BackedSessions:
    """What only sessions from a provider need."""

    def __init__(self, sessions: Sessions, limits: SessionLimits | None = None) -> None:
        self._sessions = sessions
        self._limits = limits or SessionLimits()

    async def end_at_provider(
        self, *, provider_session: str | None, person_id: str | None, before: datetime
    ) -> Sequence[str]:
        """End what the provider says is over, by its name or for a person; gives their ids."""
        named = SessionRow.provider_session == provider_session
        theirs = SessionRow.person_id == person_id
        if provider_session is None:
            meant = theirs
        elif person_id is None:
            meant = named
        else:
            # A session whose name the provider never told us is known by its person only.
            meant = and_(theirs, or_(named, SessionRow.provider_session.is_(None)))
        conditions = [SessionRow.created_at <= before, meant]
        return await end_where(
            self._sessions, conditions, "signed out at the provider", by=_PROVIDER
        )

    async def leaving(self, token: str) -> str | None:
        """The sealed ID token of a session that its person ended a moment ago."""
        query = select(SessionRow.id_token).where(
            SessionRow.token_hash == hash_of(token),
            SessionRow.ended_because == SIGNED_OUT,
            SessionRow.ended_at > datetime.now(UTC) - _LEAVING,
        )
        async with self._sessions() as session:
            return await session.scalar(query)

    async def tidy(self, now: datetime) -> None:
        """Forget the ID tokens of those who have left, and sessions that are long over.

        What ran out without a word is due no more, or it would be looked through for a month.
        """
        left = SessionRow.ended_at < now - _LEAVING, SessionRow.id_token.is_not(None)
        over = SessionRow.confirm_at <= now, SessionRow.confirmed_until <= now
        async with self._sessions.begin() as session:
            await session.execute(update(SessionRow).where(*left).values(id_token=None))
            await session.execute(update(SessionRow).where(*over).values(confirm_at=None))
            await session.execute(delete(SessionRow).where(SessionRow.seen_at < now - _KEPT))

    async def take_due(self, now: datetime, again_at: datetime, limit: int) -> list[Due]:
        """Sessions to be confirmed, those first that have been due for longest.

        Each is given to one caller, and again from ``again_at`` on.
        """
        due = (
            select(SessionRow.token_hash)
            .where(
                SessionRow.ended_at.is_(None),
                SessionRow.confirm_at <= now,
                SessionRow.seen_at > now - self._limits.idle,
                SessionRow.confirmed_until > now,
            )
            # In this order SQLite looks at what is due; else at everybody who was seen lately.
            .order_by(SessionRow.confirm_at)
            .limit(limit)
        )
        take = (
            update(SessionRow)
            .where(SessionRow.token_hash.in_(due), SessionRow.confirm_at <= now)
            .values(confirm_at=again_at)
            .returning(
                SessionRow.token_hash,
                SessionRow.person_id,
                SessionRow.refresh_token,
            )
        )
        async with self._sessions.begin() as session:
            return [Due(*row) for row in await session.execute(take)]

    async def confirm(self, key: str, backing: Backing) -> None:
        """Note that the provider stands by a session."""
        values: dict[str, Any] = {
            "confirm_at": backing.confirm_at,
            "confirmed_until": backing.confirmed_until,
            "refresh_token": backing.refresh_token,
        }
        if backing.id_token is not None:
            values["id_token"] = backing.id_token
        change = update(SessionRow).where(SessionRow.token_hash == key).values(values)
        async with self._sessions.begin() as session:
            await session.execute(change)

    async def refuse(self, key: str) -> None:
        """End a session that the provider no longer stands by."""
        conditions = [SessionRow.token_hash == key]
        await end_where(self._sessions, conditions, "not confirmed by the provider", by=_PROVIDER)
