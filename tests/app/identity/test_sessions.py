"""Sessions: they end when the person says so, when idle, and after a day's work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from starlette.requests import HTTPConnection

from app.identity.directory import COOKIE, Directory
from app.identity.people import OPERATOR, IdentityRules, RoleName
from app.identity.tokens import Tokens
from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.people.people import PeopleStore
from app.records.people.session_rows import SessionLimits, SessionRow
from app.records.people.sessions import SessionStore
from tests.servers.databases import migrated

ALICE = "alice@cryodyne.example"
LIMITS = SessionLimits(idle=timedelta(hours=2), absolute=timedelta(hours=12))
TOKENS = Tokens(SecretStr("a-secret-key-of-more-than-32-characters"))


@pytest.fixture
async def sessions(tmp_path: Path) -> AsyncIterator[Sessions]:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    yield open_sessions(engine)
    await engine.dispose()


@pytest.fixture
def people(sessions: Sessions) -> PeopleStore:
    return PeopleStore(sessions)


@pytest.fixture
def browsers(sessions: Sessions) -> SessionStore:
    return SessionStore(sessions, LIMITS)


@pytest.fixture
def directory(people: PeopleStore, browsers: SessionStore) -> Directory:
    rules = IdentityRules.model_validate({"departments": {"hr": {"name": "HR", "groups": ["hr"]}}})
    return Directory(people, browsers, rules, TOKENS)


async def shift(sessions: Sessions, **ago: timedelta) -> None:
    """Let the only session have begun, or been seen, so long ago."""
    now = datetime.now(UTC)
    async with sessions.begin() as session:
        values = {f"{name}_at": now - span for name, span in ago.items()}
        await session.execute(update(SessionRow).values(values))


async def signed_in(people: PeopleStore, browsers: SessionStore) -> str:
    person = await people.put(ALICE, "Alice", ["hr"])
    return await browsers.open(person.id)


def connection(**headers: str) -> HTTPConnection:
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": encoded})


async def test_a_session_leads_to_its_person_until_it_is_ended(
    people: PeopleStore, browsers: SessionStore
) -> None:
    token, other = await signed_in(people, browsers), await signed_in(people, browsers)
    person = await browsers.person_of(token)
    assert person is not None
    assert (person.email, person.groups) == (ALICE, frozenset({"hr"}))

    await browsers.end(token)

    assert await browsers.person_of(token) is None
    assert await browsers.person_of(other) is not None
    assert await browsers.person_of("a guess") is None


@pytest.mark.parametrize(
    ("created", "seen", "alive"),
    [
        (timedelta(hours=11, minutes=59), timedelta(minutes=119), True),
        (timedelta(hours=3), timedelta(minutes=121), False),
        (timedelta(hours=12, minutes=1), timedelta(0), False),
    ],
    ids=["within both", "idle", "too old"],
)
async def test_a_session_ends_by_itself(
    people: PeopleStore,
    browsers: SessionStore,
    sessions: Sessions,
    created: timedelta,
    seen: timedelta,
    alive: bool,
) -> None:
    token = await signed_in(people, browsers)
    await shift(sessions, created=created, seen=seen)

    assert (await browsers.person_of(token) is not None) is alive


async def test_using_a_session_keeps_it_from_being_idle(
    people: PeopleStore, browsers: SessionStore, sessions: Sessions
) -> None:
    token = await signed_in(people, browsers)
    await shift(sessions, seen=timedelta(minutes=119))
    assert await browsers.person_of(token) is not None

    async with sessions() as session:
        seen_at = await session.scalar(select(SessionRow.seen_at))
    assert seen_at is not None
    assert datetime.now(UTC) - seen_at < timedelta(minutes=1)


async def test_the_database_does_not_hold_what_the_cookie_holds(
    people: PeopleStore, browsers: SessionStore, sessions: Sessions
) -> None:
    token = await signed_in(people, browsers)

    async with sessions() as session:
        row = (await session.execute(select(*SessionRow.__table__.columns))).one()

    assert token not in map(str, row)


async def test_groups_that_were_taken_away_are_gone_from_an_open_session(
    people: PeopleStore, browsers: SessionStore, directory: Directory
) -> None:
    request = connection(cookie=f"{COOKIE}={await signed_in(people, browsers)}")
    before = await directory.of_connection(request)

    await people.put(ALICE, "Alice", [])
    after = await directory.of_connection(request)

    assert before is not None
    assert after is not None
    assert before.groups == before.departments_as(RoleName.EMPLOYEE) == {"hr"}
    assert (after.groups, after.grants) == (frozenset(), frozenset())


async def test_what_is_stored_of_a_person_is_what_is_returned(people: PeopleStore) -> None:
    stored = await people.put(f" {ALICE.upper()} ", "Alice", (group for group in ("hr", "it")))

    assert stored.groups == {"hr", "it"}
    assert await people.by_email(ALICE) == stored == await people.by_id(stored.id)


async def test_a_bearer_token_counts_and_a_bad_one_is_not_saved_by_a_cookie(
    people: PeopleStore, browsers: SessionStore, directory: Directory
) -> None:
    cookie = f"{COOKIE}={await signed_in(people, browsers)}"

    good = await directory.of_connection(connection(authorization=f"Bearer {TOKENS.issue(ALICE)}"))
    bad = await directory.of_connection(connection(authorization="Bearer x", cookie=cookie))
    unknown = connection(authorization=f"Bearer {TOKENS.issue('nobody@cryodyne.example')}")

    assert good is not None
    assert good.email == ALICE
    assert bad is None
    assert await directory.of_connection(unknown) is None


async def test_the_operator_tends_the_service_and_reads_nothing(directory: Directory) -> None:
    request = connection(authorization=f"bearer {TOKENS.issue(OPERATOR)}")

    operator = await directory.of_connection(request)

    assert operator is not None
    assert operator.holds(RoleName.PLATFORM_ADMIN)
    assert operator.access.groups == frozenset()
    assert not operator.access.may_read(["hr", "everyone"])
