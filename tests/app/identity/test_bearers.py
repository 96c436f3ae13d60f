"""Bearer tokens as the providers make them: whose they are, and why one is refused."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.requests import HTTPConnection

from app.identity.claims import Scope
from app.identity.directory import Directory
from app.identity.people import IdentityRules
from app.identity.provider import OpenIdProvider
from app.identity.tokens import Tokens
from app.records.database.engine import open_engine, open_sessions
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from tests.servers.databases import migrated
from tests.servers.forging import Signature
from tests.servers.issuer import Issuer, running_issuer

API = "api://almanac"
RULES = IdentityRules.model_validate(
    {
        "departments": {"hr": {"name": "HR", "groups": ["hr"]}},
        "clients": {"reporting": {"groups": ["hr"], "scopes": ["search"]}},
    }
)
NO_PERSON: dict[str, Any] = {"email": None, "email_verified": None, "name": None, "groups": None}
COGNITO = NO_PERSON | {"aud": None, "token_use": "access"}
Open = Callable[..., Directory]


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
async def opened(tmp_path: Path, issuer: Issuer) -> AsyncIterator[Open]:
    """A directory before the issuer, with settings of the test's own."""
    url = f"sqlite:///{tmp_path / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    sessions = open_sessions(engine)
    providers = []

    def directory(**settings: Any) -> Directory:
        provider = OpenIdProvider(
            issuer.issuer, "almanac", audience=API, trust_proxies=False, **settings
        )
        providers.append(provider)
        tokens = Tokens(SecretStr("a-secret-key-of-more-than-32-characters"))
        return Directory(
            PeopleStore(sessions),
            SessionStore(sessions),
            lambda: RULES,
            tokens,
            provider=provider,
        )

    yield directory
    for provider in providers:
        await provider.aclose()
    await engine.dispose()


def request(token: str) -> HTTPConnection:
    return HTTPConnection(
        {"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]}
    )


@pytest.mark.parametrize(
    ("claim", "id_token", "access_token"),
    [
        ("uid", {"sub": "00u1"}, {"sub": "alice@cryodyne.example", "uid": "00u1"}),
        ("oid", {"sub": "pairwise-1", "oid": "o1"}, {"sub": "pairwise-2", "oid": "o1"}),
    ],
    ids=["Okta", "Entra"],
)
@pytest.mark.parametrize("first", ["id token", "access token"])
async def test_one_human_is_one_person_whichever_token_comes(
    opened: Open,
    issuer: Issuer,
    claim: str,
    id_token: dict[str, Any],
    access_token: dict[str, Any],
    first: str,
) -> None:
    directory = opened(subject_claim=claim)
    tokens = [issuer.mint(id_token), issuer.mint(access_token | {"aud": API})]

    ordered = tokens if first == "id token" else tokens[::-1]
    people = [await directory.of_bearer(token) for token in ordered]

    assert len({person.id for person in people if person}) == 1
    assert all(person and person.email == "alice@cryodyne.example" for person in people)


async def test_whoever_was_known_by_the_standard_name_stays_who_they_are(
    opened: Open, issuer: Issuer
) -> None:
    token = issuer.mint({"sub": "pairwise-1", "oid": "o1"})
    before = await opened().of_bearer(token)

    after = await opened(subject_claim="oid").of_bearer(token)

    assert before is not None
    assert after is not None
    assert after.id == before.id


async def test_what_two_claims_say_of_two_people_makes_one_neither_of_the_other(
    opened: Open, issuer: Issuer
) -> None:
    alice = await opened().of_bearer(issuer.mint({"sub": "1042"}))
    directory = opened(subject_claim="number")

    bob = await directory.of_bearer(issuer.mint({"sub": "77", "number": "1042"}))
    of_bob = {"sub": "bob", "number": "1042", "aud": API}
    again = await directory.of_bearer(issuer.mint(of_bob))
    still = await directory.of_bearer(issuer.mint({"sub": "1042"}))

    ids = [person.id if person else None for person in (alice, bob, again, still)]
    assert None not in ids
    assert ids[0] != ids[1]
    assert ids[2:] == [ids[1], ids[0]]


async def test_a_token_that_came_before_the_next_sign_in_makes_nobody_somebody_else(
    opened: Open, issuer: Issuer
) -> None:
    signed_in = {"sub": "pairwise-1", "oid": "o1"}
    before = await opened().of_bearer(issuer.mint(signed_in))
    directory = opened(subject_claim="oid")
    sent = issuer.mint({"sub": "pairwise-2", "oid": "o1", "aud": API})
    await directory.of_bearer(sent)

    assert directory.provider is not None
    # As a sign-in does.
    identity = directory.provider.identity({"iss": issuer.issuer, "aud": "almanac"} | signed_in)
    after = await directory.people.put(
        "alice@cryodyne.example", "Alice", [], subject=identity.subject, also=identity.also
    )
    later = await directory.of_bearer(sent)

    assert before is not None
    assert later is not None
    assert after.id == before.id == later.id


async def test_a_token_for_us_and_for_others_is_one_of_ours(opened: Open, issuer: Issuer) -> None:
    before = await opened().of_bearer(issuer.mint({"sub": "s1"}))
    said = {"sub": "s1", "uid": "u1", "aud": ["almanac", "other"], "azp": "almanac"}

    after = await opened(subject_claim="uid").of_bearer(issuer.mint(said))

    assert before is not None
    assert after is not None
    assert after.id == before.id


async def test_an_address_stays_with_its_subject_whatever_token_comes(
    opened: Open, issuer: Issuer
) -> None:
    directory = opened()
    first = await directory.of_bearer(issuer.mint({"sub": "00u1"}))
    other = await directory.of_bearer(issuer.mint({"sub": "a-login", "aud": API}))

    assert first is not None
    assert other is not None
    assert other.id != first.id
    found = await directory.by_email("alice@cryodyne.example")
    assert found is not None
    assert found.id == first.id
    assert "@" not in other.email


async def test_an_access_token_of_cognito_for_a_machine_counts_as_its_client(
    opened: Open, issuer: Issuer
) -> None:
    said = COGNITO | {"sub": "reporting", "client_id": "reporting"}

    person = await opened().of_bearer(issuer.mint(said | {"scope": "almanac/search almanac/ask"}))

    assert person is not None
    assert person.id == "client:reporting"
    assert person.scopes == frozenset({Scope.SEARCH})


async def test_an_access_token_of_cognito_for_our_own_application_is_its_person_s(
    opened: Open, issuer: Issuer
) -> None:
    directory = opened(groups_claim="cognito:groups")
    signed_in = await directory.of_bearer(issuer.mint({"sub": "u1", "token_use": "id"}))
    said = COGNITO | {"sub": "u1", "client_id": "almanac", "cognito:groups": ["hr"]}
    # What was said last counts, and a token tells it in whole seconds.
    said["iat"] = int(time.time()) + 5

    person = await directory.of_bearer(issuer.mint(said))

    assert signed_in is not None
    assert person is not None
    assert person.id == signed_in.id
    assert person.groups == {"hr"}


@pytest.mark.parametrize(
    "said",
    [
        {"sub": "reporting", "client_id": "stranger"},
        {"sub": "u1", "client_id": "reporting"},
        {"sub": "stranger", "client_id": "stranger"},
        {"sub": "reporting", "client_id": "reporting", "token_use": None},
        {"sub": "reporting", "client_id": "reporting", "token_use": "id"},
        {"sub": "reporting", "client_id": ["reporting"]},
        {"sub": "reporting", "client_id": "reporting", "aud": "other"},
        {"sub": "reporting", "client_id": "reporting", "aud": []},
    ],
    ids=str,
)
async def test_a_token_without_an_audience_is_nobody_s_else(
    opened: Open, issuer: Issuer, said: dict[str, Any]
) -> None:
    token = issuer.mint(COGNITO | {"scope": "almanac/search"} | said)

    assert await opened().of_bearer(token) is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"aud": "other"}, "claim aud does not hold"),
        ({"iss": "https://sts.windows.net/t/"}, "claim iss does not hold"),
        ({"exp": 1_000_000_000}, "it has expired"),
        ({"sub": "new", "email": None}, "names no address"),
        ({"sub": "stranger", "client_id": "stranger"}, "under clients:"),
    ],
    ids=str,
)
async def test_a_refused_token_gets_the_reason_and_no_value_of_ours(
    opened: Open, issuer: Issuer, said: dict[str, Any], reason: str
) -> None:
    directory = opened()
    told = await directory.why_refused(request(issuer.mint(said)))

    assert told is not None
    assert reason in told
    assert not any(value in told for value in (API, issuer.issuer, "almanac", "reporting"))


@pytest.mark.parametrize("signature", [Signature.STRANGER, Signature.NONE, Signature.BROKEN])
async def test_of_a_token_that_somebody_made_up_nothing_is_said(
    opened: Open, issuer: Issuer, signature: Signature
) -> None:
    directory = opened()
    made_up = issuer.mint({"aud": "other"}, signature=signature)

    said = await directory.why_refused(request(made_up))

    assert said == await directory.why_refused(request("nonsense"))
    assert said is not None
    assert "aud" not in said


async def test_whoever_sent_no_token_is_told_nothing_of_one(opened: Open) -> None:
    nothing = HTTPConnection({"type": "http", "headers": []})

    assert await opened().why_refused(nothing) is None
