"""Groups that were too many for a token, from Microsoft Graph where that is set up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.identity.discovery import ProviderUnavailableError
from app.identity.provider import OpenIdProvider
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

    def reply(self, request: Request) -> Reply:
        self.asked.append(request)
        if request.path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            endpoints = {name: f"{self.url}/{name}" for name in names}
            return Reply(200, json.dumps({"issuer": self.url, **endpoints}))
        if request.path == "/token_endpoint":
            return Reply(200, json.dumps({"access_token": "ours", "token_type": "Bearer"}))
        return self.said


@pytest.fixture
def graph() -> Iterator[Graph]:
    graph = Graph()
    with serving(graph.reply) as graph.url:
        yield graph


async def resolved(graph: Graph, *, times: int = 1, configured: bool = True) -> dict[str, Any]:
    url = f"{graph.url}/v1.0" if configured else None
    provider = OpenIdProvider(graph.url, "almanac", graph_url=url, trust_proxies=False)
    try:
        for _ in range(times):
            claims = await provider.with_overage(OVERAGE)
    finally:
        await provider.aclose()
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
