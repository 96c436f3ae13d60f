"""What an answer of the OpenAI dialect says besides its text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from gateway.calls import AnswerRefusedError, GatewayEvent, Started
from gateway.routes import Route
from tests.gateway.calling import events, gateway, openai, text_of

QUOTES = Route(kind="extractive", name="quotes")
NINES = "9" * 5000


@asynccontextmanager
async def saying(body: str, status: int = 200, **headers: str) -> AsyncIterator[str]:
    """A server that gives the same answer to everybody, at the address."""

    async def answer(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = "text/event-stream"
        return web.Response(text=body, status=status, headers=named, content_type=kind)

    application = web.Application()
    application.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    "named",
    [
        {"Retry_After_Ms": NINES},
        {"Retry_After": NINES},
        {"Retry_After": f"Wed, 21 Oct 2026 07:28:00 +{NINES}"},
        {"Retry_After": "in a while"},
    ],
)
async def test_a_time_to_come_back_that_cannot_be_is_no_reason_to_fail(
    named: dict[str, str],
) -> None:
    async with saying("", 429, **named) as url, gateway(openai(url, "m"), QUOTES) as opened:
        happened = await events(opened)

    assert text_of(happened).startswith("The hotel limit")


async def test_an_error_with_a_code_that_cannot_be_is_an_error_like_any_other() -> None:
    event = f'data: {{"error": {{"code": "{NINES}"}}}}\n\n'
    async with saying(event) as url, gateway(openai(url, "m"), QUOTES) as opened:
        happened = await events(opened)

    assert isinstance(happened[0], Started)
    assert happened[0].route == "quotes"


async def test_a_content_filter_that_ends_an_answer_in_mid_stream_is_a_refusal() -> None:
    text = 'data: {"choices": [{"delta": {"content": "The limit"}}]}\n\n'
    end = 'data: {"choices": [{"delta": {}, "finish_reason": "content_filter"}]}\n\n'
    happened: list[GatewayEvent] = []
    async with (
        saying(f"{text}{end}data: [DONE]\n\n") as url,
        gateway(openai(url, "m"), QUOTES) as opened,
    ):
        with pytest.raises(AnswerRefusedError, match="other words"):
            await events(opened, into=happened)

    assert text_of(happened) == "The limit"
