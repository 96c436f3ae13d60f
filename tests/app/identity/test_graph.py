"""Groups that were too many for a token, from Microsoft Graph where that is set up."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.identity.discovery import ProviderUnavailableError
from app.identity.provider import OpenIdProvider
from tests.servers.forging import SigningKey, forge
from tests.servers.small_http import Reply, Request, serving

PERSON = "11111111-2222-3333-4444-555555555555"
OVERAGE: dict[str, Any] = {
    "sub": "pairwise",
    "oid": PERSON,
    "_claim_names": {"groups": "src1", "address": "src2"},
    "_claim_sources": {"src1": {"endpoint": "https://elsewhere.example"}},
}


@dataclass
class Graph:
    """A provider that gives tokens to applications, and a Graph behind it."""

    url: str = ""
    said: Reply = field(default_factory=lambda: Reply(200, json.dumps({"value": ["g1", "g2"]})))
    asked: list[Request] = field(default_factory=list)
    key: SigningKey = field(default_factory=SigningKey)

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        if request.path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            endpoints = {name: f"{self.url}/{name}" for name in names}
            return Reply(200, json.dumps({"issuer": self.url, **endpoints}))
        if request.path == "/jwks_uri":
            return Reply(200, json.dumps({"keys": [self.key.jwk]}))
        if request.path == "/token_endpoint":
            token = {"access_token": "ours", "token_type": "Bearer"}
            of_a_person = request.fields["grant_type"] == "refresh_token"
            return Reply(
                200, json.dumps(token | ({"id_token": self.mint()} if of_a_person else {}))
            )
        return self.said

    def mint(self) -> str:
        """An ID token with an overage."""
        now = int(time.time())
        said = {"iss": self.url, "aud": "almanac", "iat": now, "exp": now + 60}
        return forge(OVERAGE | said, {}, self.key, self.key)


@pytest.fixture
def graph() -> Iterator[Graph]:
    graph = Graph()
    with serving(graph.reply) as graph.url:
        yield graph


@asynccontextmanager
async def opened(graph: Graph, *, configured: bool = True) -> AsyncIterator[OpenIdProvider]:
    url = f"{graph.url}/v1.0" if configured else None
    provider = OpenIdProvider(graph.url, "almanac", graph_url=url, trust_proxies=False)
    try:
        yield provider
    finally:
        await provider.aclose()


async def resolved(graph: Graph, *, times: int = 1, configured: bool = True) -> dict[str, Any]:
    async with opened(graph, configured=configured) as provider:
        for _ in range(times):
            claims = await provider.with_overage(OVERAGE)
    return dict(claims)


async def test_an_overage_is_resolved_with_a_token_of_our_own(graph: Graph) -> None:
    claims = await resolved(graph)

    assert claims["groups"] == ["g1", "g2"]
    assert claims["_claim_names"] == {"address": "src2"}
    token, groups = graph.asked[-2:]
    assert token.fields["grant_type"] == "client_credentials"
    assert token.fields["scope"] == f"{graph.url}/.default"
    assert groups.path == f"/v1.0/users/{PERSON}/getMemberObjects"
    assert groups.fields["access_token"] == "ours"


async def test_the_same_question_is_asked_once(graph: Graph) -> None:
    await resolved(graph, times=3)

    assert sum("getMemberObjects" in request.path for request in graph.asked) == 1


async def test_whoever_is_asked_about_again_loses_at_once_what_was_taken_away(
    graph: Graph,
) -> None:
    async with opened(graph) as provider:
        await provider.with_overage(OVERAGE)
        graph.said = Reply(200, json.dumps({"value": ["g1"]}))

        granted = await provider.refresh("a refresh token")

        assert granted.claims["groups"] == ["g1"]
        assert (await provider.with_overage(OVERAGE))["groups"] == ["g1"]


async def test_without_the_setting_nothing_is_asked_and_an_overage_stays_one(graph: Graph) -> None:
    assert await resolved(graph, configured=False) == OVERAGE
    assert graph.asked == []


@pytest.mark.parametrize(
    "said",
    [
        Reply(403, "{}"),
        Reply(200, "nonsense"),
        Reply(200, "[]"),
        Reply(200, "{}"),
        Reply(200, '{"value": [1]}'),
    ],
    ids=str,
)
async def test_a_graph_that_does_not_answer_gives_no_groups_but_a_reason(
    graph: Graph, said: Reply
) -> None:
    graph.said = said

    with pytest.raises(ProviderUnavailableError, match="Graph"):
        await resolved(graph)
