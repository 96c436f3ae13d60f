"""Commands that go through a service which asks them to wait."""

from __future__ import annotations

import httpx

from app.commands.client import patiently


async def test_a_command_waits_as_long_as_it_is_told_and_goes_on() -> None:
    replies = iter(
        [
            httpx.Response(429, headers={"Retry-After": "37"}),
            httpx.Response(429, headers={"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}),
            httpx.Response(429),
            httpx.Response(429, headers={"Retry-After": "999999"}),
            httpx.Response(200),
        ]
    )
    waits: list[float] = []

    async def ask() -> httpx.Response:
        return next(replies)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    reply = await patiently(ask, sleep=sleep)

    assert reply.status_code == 200
    assert waits == [37, 10, 10, 300]


async def test_any_other_refusal_comes_back_at_once() -> None:
    async def ask() -> httpx.Response:
        return httpx.Response(422)

    assert (await patiently(ask)).status_code == 422
