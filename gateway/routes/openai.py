"""The ``openai`` route: any address that speaks the OpenAI dialect of chat completions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing

import aiohttp

from gateway.attempts import FieldRefusedError, RouteFailedError, Written
from gateway.calls import ModelCall
from gateway.configuration.route import Route
from gateway.routes.event_stream import MOST_BYTES, EventStream, EventTooLongError
from gateway.routes.openai_address import OpenAiAddress
from gateway.routes.openai_answer import AnswerReader
from gateway.routes.refused_parameters import LeftOut

# Of so many answers at once each comes in lumps of this length; of more, in longer ones, so that
# those who still wait for their first word need not wait for lumps of others.
LUMP_S, FEW, LONGEST_LUMP_S = 0.05, 25, 0.2
# So much shorter are lumps until something can be shown: a first token is seldom a whole word.
AWAITED = 0.1
# How long a model that is done may take to say what it used, and to end the response.
AFTERWARDS_S = 2.0


class OpenAiClient:
    """Streams from one OpenAI-compatible address, over connections that it keeps.

    It speaks HTTP itself: see ``docs/decisions/0002-the-openai-route-speaks-http-itself.md``.
    """

    def __init__(
        self, route: Route, environment: Mapping[str, str], left_out: LeftOut | None = None
    ) -> None:
        self._route = route
        self._left_out = left_out or LeftOut(route)
        self._address = OpenAiAddress(route, environment, "chat/completions", "text/event-stream")
        self._written = 0

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield what each read brought; raises `RouteFailedError` and `RouteRefusedError`.

        A field that the address does not take is left out at once, and from then on.
        """
        while True:
            self._written += 1
            try:
                async with aclosing(self._stream(call)) as pieces:
                    async for piece in pieces:
                        yield piece
                return
            except FieldRefusedError as error:
                if not self._left_out.note(error.field, error.instead):
                    raise
            except EventTooLongError as error:
                raise RouteFailedError("malformed event") from error
            finally:
                self._written -= 1

    async def aclose(self) -> None:
        await self._address.aclose()

    async def _stream(self, call: ModelCall) -> AsyncGenerator[str | Written]:
        messages = self._left_out.messages(call.messages)
        body: dict[str, object] = {
            **self._left_out.parameters(),
            "model": self._route.model,
            "messages": [{"role": each.author, "content": each.text} for each in messages],
            "stream": True,
        }
        if self._left_out.takes("stream_options"):
            body["stream_options"] = {"include_usage": True}
        sent = self._left_out.sent(body, messages)
        async with self._address.posted(call, body, sent) as response:
            events, answer = EventStream(), AnswerReader()
            if response.content_type == "application/json":
                yield answer.read([await _whole(response.content)])
            while answer.failure is None and (received := await _next(response.content, answer)):
                text = answer.read(events.feed(received))
                if text:
                    yield text
                    # People read lumps: a wake-up for every token would be most of an answer's
                    # cost.
                    awaited = call.awaited is not None and call.awaited()
                    pause_s = lump_s(self._written, awaited=awaited)
                    await _let_come(response, 0 if answer.has_ended else pause_s)
            if text := answer.read(events.close()):
                yield text
            yield answer.written()


def lump_s(written: int, *, awaited: bool = False) -> float:
    """How long the lumps are in which answers come, ``written`` of them at once.

    ``awaited`` tells that nothing of this one can be shown yet.
    """
    longest = min(LUMP_S * max(1.0, written / FEW), LONGEST_LUMP_S)
    return longest * AWAITED if awaited else longest


async def _let_come(response: aiohttp.ClientResponse, pause_s: float) -> None:
    """Let tokens come for a while, and wait with the system and not here until then."""
    connection = response.connection
    transport = connection.transport if connection is not None and pause_s else None
    if transport is None:
        await asyncio.sleep(pause_s)
        return
    transport.pause_reading()
    try:
        await asyncio.sleep(pause_s)
    finally:
        transport.resume_reading()


async def _whole(content: aiohttp.StreamReader) -> bytes:
    """An answer that is not streamed; raises `EventTooLongError`."""
    received = bytearray()
    async for piece in content.iter_any():
        received += piece
        if len(received) > MOST_BYTES:
            raise EventTooLongError
    return bytes(received)


async def _next(content: aiohttp.StreamReader, answer: AnswerReader) -> bytes:
    """What comes next; nothing where the model is done, whether the response ends or not."""
    if not answer.has_ended:
        return await content.readany()
    try:
        async with asyncio.timeout(AFTERWARDS_S):
            return await content.readany()
    except TimeoutError:
        return b""
