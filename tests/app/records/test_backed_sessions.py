"""Sessions that a provider stands behind: which of them it is asked about, and in which order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.people.backed_sessions import BackedSessions
from app.records.people.people import PeopleStore
from app.records.people.session_rows import Backing, SessionRow, hash_of
from app.records.people.sessions import SessionStore
from tests.servers.databases import migrated

NOW = datetime.now(UTC)
LATER = timedelta(minutes=5)


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    yield open_sessions(engine)
    await engine.dispose()


async def opened(sessions: Sessions, *, due_ago: timedelta, runs_out_in: timedelta) -> str:
    """The key of a browser that is signed in, and that the provider stands behind."""
    person = await PeopleStore(sessions).put("ben@cryodyne.example", "Ben", ["employees"])
    backing = Backing(None, "sealed", None, NOW - due_ago, NOW + runs_out_in)
    return hash_of(await SessionStore(sessions).open(person.id, backing=backing))


async def test_what_has_been_due_for_longest_is_asked_about_first(sessions: Sessions) -> None:
    backed = BackedSessions(sessions)
    later = await opened(sessions, due_ago=timedelta(minutes=1), runs_out_in=LATER)
    first = await opened(sessions, due_ago=timedelta(minutes=2), runs_out_in=LATER)

    given = [(await backed.take_due(NOW, NOW + LATER, 1))[0].key for _ in range(2)]

    assert given == [first, later]


async def test_a_session_that_ran_out_is_not_looked_at_again(sessions: Sessions) -> None:
    over = await opened(sessions, due_ago=LATER, runs_out_in=-timedelta(minutes=1))
    alive = await opened(sessions, due_ago=LATER, runs_out_in=LATER)

    await BackedSessions(sessions).tidy(NOW)

    async with sessions() as session:
        due = select(SessionRow.token_hash).where(SessionRow.confirm_at.is_not(None))
        assert list(await session.scalars(due)) == [alive]
        kept = await session.get_one(SessionRow, over)
        assert kept.confirmed_until == NOW - timedelta(minutes=1)
