"""Signed-in browsers in the database: opened, found again, confirmed, ended."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    bindparam,
    select,
    update,
)

from app.audit.descriptions import signed_in, signed_out
from app.audit.events import Actor
from app.records.audit import append
from app.records.database.direct import Transaction, direct_to
from app.records.database.engine import Sessions
from app.records.database.memberships import among, is_among
from app.records.database.prepared import Prepared
from app.records.database.upserts import table_of
from app.records.people.people import PersonRecord, PersonRow
from app.records.people.session_rows import (
    ID_LENGTH,
    SIGNED_OUT,
    Backing,
    Browser,
    OpenSession,
    SessionLimits,
    SessionRow,
    hash_of,
)

_TOUCH_EVERY = timedelta(minutes=1)


class SessionStore:
    """Keeps sessions."""

    def __init__(self, sessions: Sessions, limits: SessionLimits | None = None) -> None:
        self._sessions = sessions
        self._limits = limits or SessionLimits()
        self._direct = direct_to(sessions)

    async def open(
        self, person_id: str, browser: Browser | None = None, backing: Backing | None = None
    ) -> str:
        """Sign a browser in; returns the random value of its cookie."""
        token, now, browser = secrets.token_urlsafe(32), datetime.now(UTC), browser or Browser()
        row = SessionRow(
            token_hash=hash_of(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            device=browser.device[:100],
            address=browser.address[:64],
        )
        if backing is not None:
            row.provider_session = backing.provider_session
            row.refresh_token, row.id_token = backing.refresh_token, backing.id_token
            row.confirm_at, row.confirmed_until = backing.confirm_at, backing.confirmed_until
        async with self._sessions.begin() as session:
            session.add(row)
            await session.flush()
            email = await session.scalar(select(PersonRow.email).where(PersonRow.id == person_id))
            actor = Actor(person_id, email or "", browser.address)
            told = signed_in(actor, self.id_of(token), browser.device, provider=backing is not None)
            await append(session, told, now)
        return token

    async def person_of(self, token: str) -> PersonRecord | None:
        """Who is signed in with this cookie; ``None`` once it ended or ran out."""
        now = datetime.now(UTC)
        key = hash_of(token)
        found = await self._direct.rows(_FIND, {"key": key})
        if not found or not self._is_open(found[0], now):
            return None
        if now - found[0].seen_at > _TOUCH_EVERY:
            await self._direct.write(partial(_touch, key, now))
        return _person(found[0])

    async def people_of(self, tokens: Sequence[str]) -> list[PersonRecord | None]:
        """Who is signed in with each of these cookies, by one query; nobody counts as seen."""
        now = datetime.now(UTC)
        keys = [hash_of(token) for token in tokens]
        dialect = self._direct.dialect
        rows = await self._direct.rows(_find_all(dialect), {"keys": among(keys, dialect)})
        found = {row.token_hash: _person(row) for row in rows if self._is_open(row, now)}
        return [found.get(key) for key in keys]

    async def of_person(self, person_id: str) -> list[OpenSession]:
        """The open sessions of a person, the one seen last first."""
        now = datetime.now(UTC)
        query = (
            select(SessionRow)
            .where(SessionRow.person_id == person_id, SessionRow.ended_at.is_(None))
            .order_by(SessionRow.seen_at.desc())
        )
        async with self._sessions() as session:
            rows = [row for row in await session.scalars(query) if self._is_open(row, now)]
        return [
            OpenSession(
                row.token_hash[:ID_LENGTH],
                row.device or "",
                row.address or "",
                row.created_at,
                row.seen_at,
            )
            for row in rows
        ]

    @staticmethod
    def id_of(token: str) -> str:
        """The name that the session of a cookie bears in the list of its person."""
        return hash_of(token)[:ID_LENGTH]

    async def end(self, token: str, because: str = SIGNED_OUT, *, address: str = "") -> str | None:
        """Sign a browser out; gives the id of the person, ``None`` where nobody was signed in."""
        ended = await end_where(
            self._sessions, [SessionRow.token_hash == hash_of(token)], because, address=address
        )
        return ended[0] if ended else None

    async def left(self, token: str) -> bool:
        """Tell whether a session was ended by its own person."""
        query = select(SessionRow.ended_because).where(SessionRow.token_hash == hash_of(token))
        async with self._sessions() as session:
            return await session.scalar(query) == SIGNED_OUT

    async def end_one(
        self, person_id: str, session_id: str, because: str, *, address: str = ""
    ) -> bool:
        """End a session that its person names; tells whether there was one."""
        mine = SessionRow.person_id == person_id
        named = SessionRow.token_hash.startswith(session_id, autoescape=True)
        if len(session_id) != ID_LENGTH:
            return False
        return bool(await end_where(self._sessions, [mine, named], because, address=address))

    async def end_all(
        self,
        person_id: str,
        because: str,
        *,
        but: str | None = None,
        by: Actor | None = None,
        address: str = "",
    ) -> int:
        """End every session of a person, apart from the one of the cookie ``but``.

        ``by`` is who does it, where that is not the person.
        """
        conditions = [SessionRow.person_id == person_id]
        if but is not None:
            conditions.append(SessionRow.token_hash != hash_of(but))
        return len(await end_where(self._sessions, conditions, because, by=by, address=address))

    def _is_open(self, row: Row[Any] | SessionRow, now: datetime) -> bool:
        return (
            now - row.seen_at <= self._limits.idle
            and now - row.created_at <= self._limits.absolute
            and (row.confirmed_until is None or now < row.confirmed_until)
        )


async def end_where(
    sessions: Sessions,
    conditions: Collection[ColumnElement[bool]],
    because: str,
    *,
    by: Actor | None = None,
    address: str = "",
) -> list[str]:
    """End the open sessions that meet the conditions; gives the ids of their people.

    ``by`` is who does it, where that is not the person.
    """
    now = datetime.now(UTC)
    values: dict[str, Any] = {
        "ended_at": now,
        "ended_because": because,
        "refresh_token": None,
        "confirm_at": None,
    }
    if because != SIGNED_OUT:
        values["id_token"] = None
    end = (
        update(SessionRow)
        .where(*conditions, SessionRow.ended_at.is_(None))
        .values(values)
        .returning(SessionRow.token_hash, SessionRow.person_id)
    )
    async with sessions.begin() as session:
        ended = (await session.execute(end)).all()
        people = [row.person_id for row in ended]
        query = select(PersonRow.id, PersonRow.email).where(PersonRow.id.in_(people))
        emails = {row.id: row.email for row in await session.execute(query)} if people else {}
        for key, person in ended:
            email = emails.get(person, "")
            actor = by or Actor(person, email, address)
            told = signed_out(actor, person, email, key[:ID_LENGTH], because)
            await append(session, told, now)
    return people


# Built once: these two are asked for every question and every page.
_OPEN = (
    select(
        PersonRow.id,
        PersonRow.email,
        PersonRow.name,
        PersonRow.groups,
        PersonRow.updated_at,
        PersonRow.elsewhere,
        SessionRow.created_at,
        SessionRow.seen_at,
        SessionRow.confirmed_until,
    )
    .join(PersonRow, PersonRow.id == SessionRow.person_id)
    .where(SessionRow.ended_at.is_(None))
)
_FIND = Prepared(_OPEN.where(SessionRow.token_hash == bindparam("key")))


@cache
def _find_all(dialect: str) -> Prepared:
    columns = _OPEN.add_columns(SessionRow.token_hash)
    return Prepared(columns.where(is_among(table_of(SessionRow).c.token_hash, "keys", dialect)))


_TOUCH = Prepared(
    update(SessionRow.__table__)  # type: ignore[arg-type]
    .where(SessionRow.token_hash == bindparam("key"))
    .values(seen_at=bindparam("now"))
)


async def _touch(key: str, now: datetime, transaction: Transaction) -> None:
    await transaction.rows(_TOUCH, {"key": key, "now": now})


def _person(row: Row[Any]) -> PersonRecord:
    groups = frozenset(row.groups)
    return PersonRecord(
        row.id, row.email, row.name, groups, row.updated_at, elsewhere=row.elsewhere
    )
