"""What a sample token would give, said before anybody relies on it."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import CommandError
from app.identity.claims import Scope
from app.identity.people import IdentityRules
from app.identity.provider import OpenIdProvider
from app.identity.token_samples import Sample, read_sample
from tests.servers.forging import Signature
from tests.servers.issuer import Issuer, running_issuer

RULES = IdentityRules.model_validate(
    {"clients": {"reporting": {"groups": ["hr"], "scopes": ["search"]}}}
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
async def provider(issuer: Issuer) -> AsyncIterator[OpenIdProvider]:
    provider = OpenIdProvider(
        issuer.issuer, "almanac", audience="api://almanac", trust_proxies=False
    )
    yield provider
    await provider.aclose()


async def read(tmp_path: Path, provider: OpenIdProvider, text: str) -> Sample:
    path = tmp_path / "token.txt"
    path.write_text(text, "utf-8")
    return await read_sample(path, provider, RULES)


async def test_a_good_token_says_who_it_is(
    tmp_path: Path, provider: OpenIdProvider, issuer: Issuer
) -> None:
    sample = await read(tmp_path, provider, f"Bearer {issuer.mint()}\n")

    assert sample.problems == []
    assert sample.notes == ["The signature holds."]
    assert sample.identity is not None
    assert sample.identity.email == "alice@cryodyne.example"
    assert sample.groups == {"medical-information"}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"aud": "other"}, "aud is 'other'; what is accepted is 'almanac' and 'api://almanac'"),
        ({"iss": "https://sts.windows.net/t/"}, "requestedAccessTokenVersion"),
        ({"exp": 1_000_000_000}, "It has expired"),
        ({"sub": "stranger", "client_id": "stranger"}, "under clients:"),
        ({"aud": None, "token_use": "access", "client_id": "other"}, "client_id is 'other'"),
        ({"sub": "reporting", "client_id": "reporting"}, "no scope that the identity file allows"),
    ],
    ids=str,
)
async def test_each_reason_to_refuse_a_token_is_told_with_its_values(
    tmp_path: Path, provider: OpenIdProvider, issuer: Issuer, said: dict[str, Any], problem: str
) -> None:
    sample = await read(tmp_path, provider, issuer.mint(said))

    assert any(problem in each for each in sample.problems), sample.problems


async def test_a_machine_s_token_says_what_the_file_allows_it(
    tmp_path: Path, provider: OpenIdProvider, issuer: Issuer
) -> None:
    said = {"sub": "reporting", "client_id": "reporting", "scope": "almanac.search almanac.ask"}

    sample = await read(tmp_path, provider, issuer.mint(said))

    assert sample.client == "reporting"
    assert sample.scopes == frozenset({Scope.SEARCH})
    assert sample.groups == {"hr"}
    assert "The identity file does not allow this client: ask." in sample.notes


async def test_a_signature_that_does_not_hold_is_told(
    tmp_path: Path, provider: OpenIdProvider, issuer: Issuer
) -> None:
    sample = await read(tmp_path, provider, issuer.mint(signature=Signature.STRANGER))

    assert any("its signature does not hold" in problem for problem in sample.problems)


async def test_claims_alone_are_read_too(
    tmp_path: Path, provider: OpenIdProvider, issuer: Issuer
) -> None:
    claims = {
        "iss": issuer.issuer,
        "aud": ["almanac"],
        "sub": "s",
        "exp": time.time() + 60,
        "hasgroups": True,
        "roles": ["Almanac.Ask"],
    }

    sample = await read(tmp_path, provider, json.dumps(claims))

    assert sample.problems == []
    assert any("link in place of the groups" in note for note in sample.notes)
    assert any(note.startswith("Almanac.Ask: no scope here") for note in sample.notes)


@pytest.mark.parametrize("text", ["", "nonsense", "a.b", "a.!!!.c", "{", "[1]", "e30.WzFd.x"])
async def test_what_is_no_token_is_refused_in_a_sentence(
    tmp_path: Path, provider: OpenIdProvider, text: str
) -> None:
    with pytest.raises(CommandError, match=r"token\.txt"):
        await read(tmp_path, provider, text)
