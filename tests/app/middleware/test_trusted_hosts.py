"""Names that somebody else points at us."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.middleware.stack import guard


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


def browser(**options: object) -> httpx.AsyncClient:
    paths = ("/", "/account", "/healthz", "/metrics")
    app = Starlette(routes=[Route(path, hello, methods=["GET", "POST"]) for path in paths])
    guard(app, **options)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://almanac.example")


@pytest.mark.parametrize("host", ["evil.example", "almanac.example.evil.example", "10.0.0.1"])
async def test_a_browser_under_another_name_is_sent_away(host: str) -> None:
    async with browser(public_url="https://almanac.example") as visitor:
        assert (await visitor.get("/account", headers={"Host": host})).status_code == 400
        assert (await visitor.get("/account")).status_code == 200


async def test_probes_and_programs_may_use_an_address_inside() -> None:
    inside = {"Host": "10.0.0.1:8000"}
    async with browser(public_url="https://almanac.example") as probe:
        assert (await probe.get("/healthz", headers=inside)).status_code == 200
        bearer = inside | {"Authorization": "Bearer x"}
        assert (await probe.get("/account", headers=bearer)).status_code == 200


async def test_in_demo_mode_nothing_is_answered_under_another_name() -> None:
    async with browser(loopback_only=True) as rebound:
        for headers in ({}, {"Authorization": "Bearer x"}):
            assert (await rebound.get("/healthz", headers=headers)).status_code == 400


async def test_a_slash_too_many_leads_nowhere() -> None:
    async with browser(public_url="https://almanac.example") as visitor:
        assert (await visitor.get("/account/")).status_code == 404


@pytest.mark.parametrize("origin", ["http://almanac.example", "https://almanac.example:444"])
async def test_only_the_public_address_is_our_own_origin(origin: str) -> None:
    async with browser(public_url="https://almanac.example") as visitor:
        assert (await visitor.post("/", headers={"Origin": origin})).status_code == 403
        own = {"Origin": "https://almanac.example"}
        assert (await visitor.post("/", headers=own)).status_code == 200
