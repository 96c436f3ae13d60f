"""What an answer of the OpenAI dialect says besides its text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from gateway.attempts import RouteFailedError
from gateway.calls import (
    CUT,
    AnswerRefusedError,
    Finished,
    GatewayError,
    GatewayEvent,
    Started,
    Usage,
)
from gateway.configuration.gateway_file import Route
from gateway.routes.openai import LONGEST_LUMP_S, OpenAiClient, lump_s
from tests.gateway.calling import call, events, finish_of, gateway, openai, page_of, text_of

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


@pytest.mark.parametrize(
    "named",
    [
        {"Retry-After": "2"},
        {"Retry-After-Ms": "2000"},
        {"llm_provider-retry-after": "2"},
        {"LLM_Provider-Retry-After-Ms": "2000"},
    ],
)
async def test_a_time_to_come_back_is_heard_also_as_a_gateway_passes_it_on(
    named: dict[str, str],
) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=429, headers=named)

    async with serving(answer) as url:
        client = OpenAiClient(openai(url, "m"), {})
        with pytest.raises(RouteFailedError) as caught:
            await anext(aiter(client.stream(call())))
        await client.aclose()

    assert caught.value.retry_after == 2.0


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


async def routes_of(body: str, status: int = 200) -> str:
    """Which route has answered in the end, the one that was told so or the one after it."""
    async with saying(body, status) as url, gateway(openai(url, "m"), QUOTES) as opened:
        happened = await events(opened)
    return [event.route for event in happened if isinstance(event, Started)][-1]


async def heard(body: str, **headers: str) -> tuple[str, Finished]:
    async with saying(body, 200, **headers) as url, gateway(openai(url, "m")) as opened:
        happened = await events(opened)
    return text_of(happened), finish_of(happened)


def test_lumps_grow_with_the_answers_that_are_written_at_once_and_not_for_ever() -> None:
    lumps = [lump_s(written) for written in (1, 10, 50, 100, 10_000)]

    assert lumps[0] == lumps[1]
    assert lumps == sorted(lumps)
    assert lumps[3] > lumps[0]
    assert lumps[4] == LONGEST_LUMP_S


def test_the_first_words_come_in_shorter_lumps_than_what_follows_them() -> None:
    assert all(lump_s(written, awaited=True) < lump_s(1) for written in (1, 100, 10_000))


async def test_whoever_sees_nothing_yet_waits_a_shorter_while_for_the_next_lump(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paused: list[float] = []
    read = asyncio.Semaphore(0)

    async def let_come(_: object, pause_s: float) -> None:
        paused.append(pause_s)
        read.release()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for piece in (said("It "), said("is "), said("190 CHF.", finish="stop")):
            await response.write(piece.encode())
            await read.acquire()
        return response

    monkeypatch.setattr("gateway.routes.openai._let_come", let_come)
    awaited = iter([True, False])
    asked = replace(call(), awaited=lambda: next(awaited, False))
    async with serving(answer) as url, gateway(openai(url, "m")) as opened:
        assert text_of(await events(opened, asked)) == "It is 190 CHF."

    assert paused[0] < paused[1]


async def test_a_character_that_a_server_cuts_in_half_is_put_together() -> None:
    halves = (r'"\ud83d"', r'"\ude0d"')
    events = [f'data: {{"choices": [{{"delta": {{"content": {one}}}}}]}}\n\n' for one in halves]

    answer, _ = await heard(f"{''.join(events)}{said('!', finish='stop')}data: [DONE]\n\n")

    assert answer.encode("utf-16", "surrogatepass").decode("utf-16") == "😍!"


async def test_an_answer_ends_where_the_model_says_so() -> None:
    body = f"{said('It is 190 CHF.', finish='stop')}data: [DONE]\n\n{said(' And more.')}"

    assert (await heard(body))[0] == "It is 190 CHF."


@pytest.mark.parametrize(
    "rest",
    [
        f"{said(' And more.')}data: [DONE]\n\n",
        said(" And more.", finish="stop"),
        f"{said(' And', finish='stop')}{said(' more.')}{said('', finish='stop')}",
    ],
)
async def test_text_after_a_reason_to_end_belongs_to_the_answer(rest: str) -> None:
    text, finished = await heard(f"{said('It is 190 CHF.', finish='stop')}{rest}")

    assert text == "It is 190 CHF. And more."
    assert finished.reason == "stop"


async def test_a_reason_to_end_that_more_text_followed_was_none() -> None:
    assert (await routes_of(f"{said('It is', finish='stop')}{said(' 190')}")) == "quotes"


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


DONE = "data: [DONE]\n\n"
ERRORS = [
    {"error": {"message": "boom", "code": None}},
    {"error": "llama runner process has terminated"},
    {"object": "error", "message": "EngineCore", "type": "InternalServerError", "code": 500},
    {"object": "error", "message": "x", "choices": []},
    {"type": "error", "message": "overloaded"},
    {"detail": "Internal Server Error"},
    {"detail": [{"msg": "no", "loc": ["body"]}]},
    {"message": "upstream is gone", "code": "502"},
    {"message": "upstream is gone", "type": "server"},
    {"message": "upstream is gone"},
    {"errors": [{"message": "no"}]},
    {"code": 50501, "msg": "busy"},
    {"choices": None, "base_resp": {"status_code": 1004, "status_msg": "no"}},
    {"status": 502, "title": "Bad gateway"},
    {"status": "failed", "id": "x"},
    {"__type": "InternalServerException"},
    {"fault": {"faultstring": "no"}},
    {"errorMessage": "no"},
    {"success": False},
    {"object": "error", "message": "x", "type": "BadRequestError", "code": 400},
    {"error": {"message": "no", "type": "invalid_request_error", "code": "400"}},
    {"error": {"message": "no such key", "type": "auth_error", "code": 401}},
    {"error": {"message": "gone", "code": 404}},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "error"}]},
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "abort"}]},
    {"choices": [{"index": 0, "delta": {}, "error": {"code": 502, "message": "no"}}]},
]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("end", [DONE, ""])
async def test_an_error_in_mid_stream_makes_an_answer_unfinished(error: object, end: str) -> None:
    body = f"{said('The dose is ')}data: {json.dumps(error)}\n\n{end}"

    assert await routes_of(body) == "quotes"


async def test_an_error_before_any_text_that_blames_the_request_is_a_refusal() -> None:
    event = {"object": "error", "message": "x", "type": "BadRequestError", "code": 400}
    async with (
        saying(f"data: {json.dumps(event)}\n\n{DONE}") as url,
        gateway(openai(url, "m"), QUOTES) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened)

    assert "refused in mid-stream (400)" in caught.value.reason


async def test_a_prompt_that_grows_too_long_in_mid_stream_is_told_as_that() -> None:
    error = {"code": 400, "type": "exceed_context_size_error", "message": "no"}
    async with (
        saying(f"{said('The dose is ')}data: {json.dumps({'error': error})}\n\n") as url,
        gateway(openai(url, "m"), QUOTES) as opened,
    ):
        with pytest.raises(GatewayError) as caught:
            await events(opened)

    assert "the prompt is too long" in caught.value.reason


@pytest.mark.parametrize(
    "error",
    [
        'event: error\ndata: {"code": "x"}\n\n',
        "event: error\ndata: it broke\n\n",
        "event: error\n\n",
        f"event: error\n{said('The model is away.')}",
        'error: {"code": 500, "message": "slot unavailable"}\n\n',
        '{"error": {"message": "no field"}}\n\n',
    ],
)
async def test_an_error_that_is_no_event_of_data_makes_an_answer_unfinished(error: str) -> None:
    assert await routes_of(f"{said('The dose is ')}{error}{DONE}") == "quotes"


@pytest.mark.parametrize("cut", ["\n", ""])
async def test_the_last_event_needs_no_empty_line_after_it(cut: str) -> None:
    body = f"{said('It is ')}{said('190.', finish='stop').rstrip()}{cut}"

    assert (await heard(body))[0] == "It is 190."


async def test_half_an_event_at_the_end_is_none() -> None:
    assert await routes_of(f"{said('It is ')}{said('190.', finish='stop')[:-9]}") == "quotes"


async def test_events_without_a_line_between_them_are_events() -> None:
    body = f"{said('It is ')}{said('190.', finish='stop')}{DONE}".replace("\n\n", "\n")

    assert (await heard(body))[0] == "It is 190."


async def test_what_is_said_all_once_more_at_the_end_is_said_once() -> None:
    message = {"role": "assistant", "content": "It is 190."}
    end = {"choices": [{"index": 0, "delta": {}, "message": message, "finish_reason": "stop"}]}

    assert (await heard(f"{said('It is 190.')}data: {json.dumps(end)}\n\n{DONE}"))[0] == (
        "It is 190."
    )


async def test_a_stream_that_is_all_of_the_odd_shapes_together_is_the_answer() -> None:
    odd: list[object] = [
        {"choices": None, "prompt_filter_results": []},
        None,
        {"type": "ping"},
        {"choices": [{"index": "0", "delta": {"role": "assistant", "content": None}}]},
        {"choices": [{"index": 0, "delta": {"reasoning_content": "Secret plan."}}]},
        {"choices": [{"index": 0, "delta": {"content": [THINKING]}, "finish_reason": "stop"}]},
        {"choices": [{"index": 1, "delta": {"content": "Another answer."}}]},
        {"choices": [{"index": 0, "delta": {"content": "Secret plan.</th"}}]},
        {"choices": [{"index": 0, "delta": {"content": "ink>\n<ans"}, "finish_reason": ""}]},
        {"choices": [{"index": 0, "delta": {"content": [{"type": None, "text": "wer>It "}]}}]},
        {"choices": [{"index": None, "delta": {"content": "is "}, "finish_reason": "stop"}]},
        {"choices": [{"delta": {"content": {"type": "text", "text": "190"}}}], "usage": None},
        {"choices": {}, "usage": {"prompt_tokens": 11, "completion_tokens": None}},
        {"choices": [{"delta": {"content": ".</answer>"}, "finish_reason": "STOP"}]},
        {"choices": [{"delta": None, "finish_reason": None}], "error": None},
        {"choices": None, "usage": {"prompt_tokens": 11, "completion_tokens": 7}},
    ]
    events_of = "\r\r".join(f"event: message\rdata:{json.dumps(each)}" for each in odd)
    body = f": a comment\r\r{events_of}\r\rdata: \r\rdata: [DONE]"

    async with saying(body) as url, gateway(openai(url, "m")) as opened:
        happened = await events(opened)

    assert page_of(happened) == "It is 190."
    assert (finish_of(happened).reason, finish_of(happened).usage) == ("stop", Usage(11, 7))


@pytest.mark.parametrize(
    "reason",
    ["error", "abort", "cancelled", "malformed_output", "tool_calls", "function_call", "x" * 9999],
)
async def test_a_reason_to_end_that_nobody_foresaw_makes_an_answer_unfinished(reason: str) -> None:
    assert await routes_of(f"{said('The dose is ')}{said('', finish=reason)}{DONE}") == "quotes"


@pytest.mark.parametrize("reason", ["stop", "STOP", "eos", "end_turn", ""])
async def test_a_reason_of_a_whole_answer_is_one(reason: str) -> None:
    text, finished = await heard(f"{said('It is 190.')}{said('', finish=reason)}{DONE}")

    assert (text, finished.reason) == ("It is 190.", "stop")


@pytest.mark.parametrize("reason", ["length", "max_tokens", "MAX_TOKENS", "model_length"])
async def test_a_limit_of_the_model_cuts_an_answer_whatever_it_is_called(reason: str) -> None:
    assert (await heard(f"{said('It is')}{said('', finish=reason)}{DONE}"))[1].reason == CUT


async def test_an_emoji_that_two_events_cut_in_half_is_whole() -> None:
    halves = said("Good \ud83d") + said("\ude00 day")
    assert "\\ud83d" in halves

    text, _ = await heard(f"{halves}{said('', finish='stop')}{DONE}")

    assert text == "Good 😀 day"


async def test_half_an_emoji_at_the_end_is_no_character() -> None:
    cut = said("Good \ud83d")

    text, _ = await heard(f"{cut}{said('', finish='stop')}{DONE}")

    assert text == "Good \ufffd"


@pytest.mark.parametrize(
    "text", ["[1]", "[1] [2] [3]", "【1】, [2].", " [1†source]", "［2］", "[1, 2]"]
)
async def test_markers_alone_are_no_answer(text: str) -> None:
    assert await routes_of(f"{said(text)}{said('', finish='stop')}{DONE}") == "quotes"


async def test_what_came_together_with_an_error_is_shown_as_what_was_written() -> None:
    happened: list[GatewayEvent] = []
    body = f'{said("The dose is ")}data: {{"object": "error", "message": "x"}}\n\n'
    async with saying(body) as url, gateway(openai(url, "m")) as opened:
        with pytest.raises(GatewayError):
            await events(opened, into=happened)

    assert text_of(happened) == "The dose is "


async def test_a_server_that_does_not_stream_is_read_all_the_same() -> None:
    message = {"role": "assistant", "content": "It is 190 CHF."}
    whole = {
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7},
    }

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(whole)

    async with serving(answer) as url, gateway(openai(url, "m")) as opened:
        happened = await events(opened)

    assert text_of(happened) == "It is 190 CHF."
    assert finish_of(happened).usage == Usage(11, 7)


@pytest.mark.parametrize("said", [{"error": {"message": "overloaded", "code": 503}}, {}, [], "x"])
async def test_an_error_with_the_status_of_an_answer_is_an_error(said: object) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(said)

    async with serving(answer) as url, gateway(openai(url, "m"), QUOTES) as opened:
        assert text_of(await events(opened)).startswith("The hotel limit")


THINKING = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me see."}]}


@pytest.mark.parametrize(
    "event",
    [
        {"choices": None},
        {"choices": [None]},
        {"choices": [{"index": None, "delta": None, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {"content": None, "refusal": None}}]},
        {"choices": [{"index": 0, "delta": {"content": []}}]},
        {"choices": [{"index": 0, "delta": {"content": [THINKING]}}]},
        {"choices": [{"index": 0, "delta": {"content": [{"type": "thinking", "thinking": 5}]}}]},
        {"choices": [{"index": 0, "delta": {"content": [{"type": ["x"]}, {"type": {}}]}}]},
        {
            "choices": [
                {"index": 0, "delta": {"content": [None, 1, {"type": "text", "text": None}]}}
            ]
        },
        {"choices": [], "usage": None, "error": None},
        {"prompt_filter_results": []},
        {"type": "ping"},
        {"choices": {}},
        {"code": 0, "message": "success"},
        {"base_resp": {"status_code": 0, "status_msg": ""}},
        {"status": "processing"},
        None,
        {},
    ],
)
async def test_what_says_nothing_of_the_answer_is_passed_over(event: object) -> None:
    nothing = f"data: {json.dumps(event)}\n\n"

    assert (await heard(f"{nothing}{said('It is ')}{nothing}{said('190.')}{nothing}{DONE}"))[0] == (
        "It is 190."
    )


async def test_of_a_content_in_parts_the_texts_are_the_answer() -> None:
    parts = [
        THINKING,
        {"type": "text", "text": "It is "},
        "190",
        {"type": "output_text", "text": {"value": "."}},
        {"type": None, "text": " It"},
        {"type": "text", "text": "Secret plan.", "thought": True},
        {"text": " is."},
    ]
    event = {"choices": [{"index": 0, "delta": {"content": parts}}]}

    assert (await heard(f"data: {json.dumps(event)}\n\n{DONE}"))[0] == "It is 190. It is."


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning_content": "Let me see."},
        {"reasoning": "Let me see.", "reasoning_content": "Let me see."},
        {"content": [THINKING]},
        {"content": [{"type": "text", "text": "Let me see.", "thought": True}]},
        {"content": "<think>Let me see.</think>"},
    ],
)
async def test_a_route_keeps_thoughts_apart_from_the_answer_where_its_file_says_so(
    delta: dict[str, object],
) -> None:
    begun = f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta}]})}\n\n"
    async with saying(f"{begun}{said('It is 190.')}{DONE}") as url:
        async with gateway(openai(url, "m", keep_thoughts=True)) as opened:
            happened = await events(opened)
        async with gateway(openai(url, "m")) as opened:
            without = await events(opened)

    assert finish_of(happened).thoughts == "Let me see."
    assert finish_of(without).thoughts == ""
    assert page_of(happened) == page_of(without) == "It is 190."


@pytest.mark.parametrize(
    "event", ["1", "[]", "{", '{"choices": 1}', '{"choices": [1]}', "[" * 9000,
              '{"choices": [{"delta": 1}]}', '{"choices": [{"delta": {"content": 1}}]}'],
)  # fmt: skip
async def test_an_event_that_cannot_be_read_is_a_failure(event: str) -> None:
    assert await routes_of(f"{said('It is ')}data: {event}\n\n{DONE}") == "quotes"


async def charged(body: str, status: int = 200) -> list[Usage]:
    """What is booked for an answer that the model, or its filter, refuses."""
    booked: list[Usage] = []
    asked = replace(call(), charged=lambda usage, _: booked.append(usage))
    async with saying(body, status) as url, gateway(openai(url, "m")) as opened:
        with pytest.raises(AnswerRefusedError):
            await events(opened, asked)
    return booked


USED = {"choices": [], "usage": {"prompt_tokens": 25, "completion_tokens": 7}}
NONE_USED = {"choices": [], "usage": {"prompt_tokens": 0, "completion_tokens": 0}}


@pytest.mark.parametrize(
    "end",
    [
        said("", finish="content_filter"),
        said("", finish="guardrail_intervened"),
        'data: {"choices": [{"delta": {"refusal": "I cannot help."}}]}\n\n',
        'data: {"error": {"message": "no", "code": "content_filter"}}\n\n',
        'data: {"error": {"message": "no", "type": "guardrail_violation", "code": 400}}\n\n',
    ],
)
@pytest.mark.parametrize(("told", "booked"), [(USED, Usage(25, 7)), (NONE_USED, Usage(0, 0))])
async def test_what_a_filter_says_that_was_used_is_booked(
    end: str, told: object, booked: Usage
) -> None:
    body = f"{said('The dose')}{end}data: {json.dumps(told)}\n\n{DONE}"

    assert await charged(body) == [booked]


async def test_what_a_filter_stopped_before_any_model_read_it_costs_nothing() -> None:
    assert await charged('{"error": {"code": "content_filter", "message": "no"}}', 400) == []


ODD = [
    {"choices": None, "prompt_filter_results": []},
    {"choices": [{"index": 0, "delta": None, "finish_reason": None}], "error": None},
    {"choices": [{"delta": {"role": "assistant", "content": None}, "finish_reason": "stop"}]},
    {"choices": [{"index": 0, "delta": {"reasoning_content": "Hm."}, "finish_reason": "stop"}]},
    {"choices": [{"index": 0, "delta": {"content": "<think>Is it "}}], "usage": None},
    {"choices": [{"index": 0, "delta": {"content": "120?</think>"}}, {"index": 1, "delta": {}}]},
    {"choices": [{"index": 1, "delta": {"content": "Another answer."}, "finish_reason": "stop"}]},
    {"choices": [{"index": "0", "delta": {"content": [{"type": "text", "text": "It is "}]}}]},
    {"choices": [{"index": None, "delta": {"content": {"text": "190"}}, "finish_reason": ""}]},
    {"choices": [{"delta": {"content": " CHF."}, "finish_reason": "stop"}]},
    {"choices": [{"delta": {}, "message": {"content": "It is 190 CHF."}, "finish_reason": "stop"}]},
    {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}, "timings": {}},
]


def oddly_said(*more: dict[str, Any]) -> str:
    """All the shapes in which servers say an answer, in one stream, between what says nothing."""
    lines = "".join(f"data:{json.dumps(each)}\r\n\r\n" for each in (*ODD, *more))
    return f"\ufeff: hello\n\nevent: message\nid: 1\nretry: 5\n{lines}data:\n\ndata: null\n\n"


async def test_a_stream_of_all_odd_shapes_together_is_one_whole_answer() -> None:
    text, end = await heard(f"{oddly_said()}data: [DONE]\n\n")

    assert (text, end.reason) == ("It is 190 CHF.", "stop")
    assert end.usage == Usage(11, 7)


@pytest.mark.parametrize("error", ERRORS)
async def test_a_stream_of_all_odd_shapes_that_ends_in_an_error_is_unfinished(
    error: dict[str, Any],
) -> None:
    assert await routes_of(oddly_said(error)) == "quotes"
