"""What an answer of the OpenAI dialect says besides its text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from gateway.calls import CUT, AnswerRefusedError, Finished, GatewayEvent, Started
from gateway.configuration.gateway_file import Route
from tests.gateway.calling import events, finish_of, gateway, openai, text_of

QUOTES = Route(kind="extractive", name="quotes")
NINES = "9" * 5000


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that answers so, at the address."""
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


@asynccontextmanager
async def saying(body: str, status: int = 200, **headers: str) -> AsyncIterator[str]:
    """A server that gives the same answer to everybody, at the address."""

    async def answer(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = "text/event-stream"
        return web.Response(text=body, status=status, headers=named, content_type=kind)

    async with serving(answer) as url:
        yield url


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


def said(text: str, *, index: int = 0, finish: str | None = None, usage: object = None) -> str:
    choice = {"index": index, "delta": {"content": text}, "finish_reason": finish}
    return f"data: {json.dumps({'choices': [choice], 'usage': usage})}\n\n"


async def heard(body: str, **headers: str) -> tuple[str, Finished]:
    async with saying(body, 200, **headers) as url, gateway(openai(url, "m")) as opened:
        happened = await events(opened)
    return text_of(happened), finish_of(happened)


async def test_an_answer_ends_where_the_model_says_so() -> None:
    body = f"{said('It is 190 CHF.', finish='stop')}data: [DONE]\n\n{said(' And more.')}"

    assert (await heard(body))[0] == "It is 190 CHF."


async def test_what_comes_after_the_end_of_an_answer_is_none_of_it() -> None:
    text, _ = await heard(f"{said('It is 190 CHF.', finish='stop')}{said(' And more.')}")

    assert text == "It is 190 CHF."


async def test_a_connection_that_stays_open_after_the_end_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gateway.routes.openai.AFTERWARDS_S", 0.05)
    leave = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(said("It is 190 CHF.", finish="stop").encode())
        await leave.wait()
        return response

    async with serving(answer) as url, gateway(openai(url, "m"), QUOTES) as opened:
        async with asyncio.timeout(10):
            happened = await events(opened)
        leave.set()

    assert text_of(happened) == "It is 190 CHF."


async def test_one_of_several_answers_is_read() -> None:
    body = "".join(said(f"Text {index}. ", index=index) for index in (0, 1, 0, 1))

    assert (await heard(f"{body}data: [DONE]\n\n"))[0] == "Text 0. Text 0. "


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 1000, "completion_tokens": None},
        {"prompt_tokens": 2.5, "completion_tokens": 3},
        {"prompt_tokens": [1], "completion_tokens": 3},
        {"prompt_tokens": 0, "completion_tokens": 0},
        ["a list"],
        "text",
    ],
)
async def test_a_usage_that_cannot_be_is_estimated_and_spoils_no_answer(usage: object) -> None:
    text, finished = await heard(f"{said('It is 190 CHF.', usage=usage)}data: [DONE]\n\n")

    assert text == "It is 190 CHF."
    assert finished.usage is not None
    assert finished.usage.estimated


async def test_an_answer_that_the_model_may_not_finish_says_so() -> None:
    assert (await heard(f"{said('It is', finish='length')}data: [DONE]\n\n"))[1].reason == CUT


async def test_a_compressed_answer_is_not_unpacked() -> None:
    async with (
        saying(said("It is 190 CHF."), Content_Encoding="gzip") as url,
        gateway(openai(url, "m"), QUOTES) as opened,
    ):
        happened = await events(opened)

    assert text_of(happened).startswith("The hotel limit")


async def test_a_byte_order_mark_costs_no_event() -> None:
    text, _ = await heard(f"\ufeff{said('It is ')}{said('190 CHF.')}data: [DONE]\n\n")

    assert text == "It is 190 CHF."


async def test_an_answer_with_nothing_to_see_is_empty() -> None:
    async with (
        saying(f"{said(chr(0x200B) * 3)}data: [DONE]\n\n") as url,
        gateway(openai(url, "m"), QUOTES) as opened,
    ):
        happened = await events(opened)

    assert text_of(happened).startswith("The hotel limit")
