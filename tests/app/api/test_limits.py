"""Limits over HTTP: a clear 429 for whoever asks too much, and nothing for the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from app.api.application import create_api
from app.identity.people import OPERATOR
from app.middleware.rate_limits import STRANGERS_PER_MINUTE, Limits, Places
from app.middleware.stack import guard
from app.wiring import Parts

ALICE, IVY = "alice@cryodyne.example", "ivy@cryodyne.example"
ASK = "/api/v1/assistants/it/ask"
VPN = {"question": "How do I connect to the VPN from home?"}
Limited = Callable[[str], httpx.AsyncClient]


@pytest.fixture
def limits() -> Limits:
    return Limits(questions_per_minute=3, requests_per_minute=8)


@pytest.fixture
def enter_limited(parts: Parts, limits: Limits) -> Limited:
    """Open the API, with few requests for each, as somebody; as nobody for an empty address."""
    app = create_api(replace(parts, limits=limits))
    guard(app)

    def open_as(email: str, address: str = "203.0.113.9") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        bearer = f"Bearer {parts.directory.tokens.issue(email)}" if email else ""
        headers = {"Authorization": bearer} if email else {}
        return httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)

    return open_as


async def test_a_question_too_many_is_refused_and_nobody_elses(enter_limited: Limited) -> None:
    ivy, alice = enter_limited(IVY), enter_limited(ALICE)

    statuses = [(await ivy.post(ASK, json=VPN)).status_code for _ in range(3)]
    refused = await ivy.post(ASK, json=VPN)
    streamed = await ivy.post(ASK, json=VPN, headers={"Accept": "text/event-stream"})

    assert statuses == [200] * 3
    for reply in (refused, streamed):
        assert reply.status_code == 429
        assert 1 <= int(reply.headers["retry-after"]) <= 60
        assert reply.json()["error"]["code"] == "too_many_requests"
        assert "3 questions a minute" in reply.json()["error"]["message"]
    assert (await alice.post(ASK, json=VPN)).status_code == 200
    assert (await ivy.get("/api/v1/assistants")).status_code == 200


async def test_a_request_too_many_is_refused_whatever_it_asks(enter_limited: Limited) -> None:
    ivy = enter_limited(IVY)
    for _ in range(8):
        await ivy.get("/api/v1/assistants")

    refused = await ivy.get("/api/v1/turns/x/receipt")

    assert refused.status_code == 429
    assert "8 requests a minute" in refused.json()["error"]["message"]


async def test_the_operator_is_not_limited(enter_limited: Limited) -> None:
    operator = enter_limited(OPERATOR)

    statuses = {(await operator.get("/api/v1/assistants")).status_code for _ in range(20)}

    assert statuses == {200}


async def test_strangers_are_limited_by_address_and_people_there_are_not(
    enter_limited: Limited,
) -> None:
    stranger = enter_limited("")
    statuses = [
        (
            await stranger.get("/api/v1/assistants", headers={"Authorization": f"Bearer {n}"})
        ).status_code
        for n in range(STRANGERS_PER_MINUTE + 1)
    ]

    assert set(statuses[:-1]) == {401}
    assert statuses[-1] == 429
    assert (await enter_limited(IVY).get("/api/v1/assistants")).status_code == 200


async def test_a_person_gets_twenty_answers_at_once(
    enter_limited: Limited, limits: Limits, parts: Parts
) -> None:
    ivy = await parts.directory.by_email(IVY)
    assert ivy is not None
    async with AsyncExitStack() as stack:
        for _ in range(20):
            await stack.enter_async_context(limits.writing(ivy.id))

        for accept in ("application/json", "text/event-stream"):
            reply = await enter_limited(IVY).post(ASK, json=VPN, headers={"Accept": accept})
            assert reply.status_code == 429
            assert "20 of your questions" in reply.json()["error"]["message"]


FATIMA = "fatima@cryodyne.example"
SEARCH = {"query": "VPN", "assistant": "it"}


@pytest.mark.parametrize(
    ("email", "places", "method", "path", "body"),
    [
        (FATIMA, "exporting", "GET", "/api/v1/export/configurations", None),
        (IVY, "searching", "POST", "/api/v1/search", SEARCH),
    ],
    ids=["exports", "searches"],
)
async def test_what_takes_long_has_few_places_for_each_which_are_given_back(
    enter_limited: Limited,
    limits: Limits,
    parts: Parts,
    email: str,
    places: str,
    method: str,
    path: str,
    body: dict[str, str] | None,
) -> None:
    person = await parts.directory.by_email(email)
    assert person is not None
    held: Places = getattr(limits, places)
    api = enter_limited(email)
    with ExitStack() as stack:
        for _ in range(held.most):
            stack.enter_context(held.taken(person.id))
        refused = await api.request(method, path, json=body)
    done = [(await api.request(method, path, json=body)).status_code for _ in range(3)]

    assert refused.status_code == 429
    assert str(held.most) in refused.json()["error"]["message"]
    assert int(refused.headers["retry-after"]) >= 1
    assert done == [200] * 3
    held.check(person.id)


async def test_an_answered_question_gives_its_place_back(enter_limited: Limited) -> None:
    ivy = enter_limited(IVY)

    for accept in ("application/json", "text/event-stream"):
        await ivy.post(ASK, json=VPN, headers={"Accept": accept})

    assert (await ivy.post(ASK, json=VPN)).status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 404),
        ("203.0.113.9", {}, 404),
        ("203.0.113.9", {"Authorization": "Bearer of-the-metrics"}, 200),
        ("203.0.113.9", {"Authorization": "Bearer something-else"}, 404),
        ("203.0.113.9", {"Authorization": "Bearer "}, 404),
    ],
)
async def test_metrics_are_for_this_machine_and_for_whoever_has_the_token(
    parts: Parts, address: str, headers: dict[str, str], status: int
) -> None:
    settings = parts.settings.model_copy(update={"metrics_token": SecretStr("of-the-metrics")})
    app = create_api(replace(parts, settings=settings))
    transport = httpx.ASGITransport(app=app, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.get("/metrics", headers=headers)

    assert reply.status_code == status


async def test_without_a_token_nobody_elsewhere_reads_the_metrics(parts: Parts) -> None:
    transport = httpx.ASGITransport(app=create_api(parts), client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
            assert (await client.get("/metrics", headers=headers)).status_code == 404
