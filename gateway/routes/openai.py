"""The ``openai`` route: any address that speaks the OpenAI dialect of chat completions."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.attempts import RouteFailedError, RouteRefusedError, Written, plausible_usage
from gateway.calls import ModelCall, Usage
from gateway.configuration.route import Route
from gateway.routes.event_stream import EventStream, EventTooLongError
from gateway.routes.openai_address import OpenAiAddress, passes

LUMP_S = 0.03
# How long a model that is done may take to say what it used, and to end the response.
AFTERWARDS_S = 2.0
# What gateways call it when a guardrail or a filter ends an answer in mid-stream.
GUARDED = ("content_filter", "content_policy", "guardrail")


class _Dialect(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Delta(_Dialect):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Dialect):
    index: Any = 0
    delta: _Delta = Field(default_factory=_Delta)
    finish_reason: str | None = None


class _CachedTokens(_Dialect):
    cached_tokens: int | None = None


class _Usage(_Dialect):
    prompt_tokens: int
    completion_tokens: int
    prompt_tokens_details: _CachedTokens | None = None


class _Chunk(_Dialect):
    choices: list[_Choice] = Field(default_factory=list)
    usage: Any = None
    error: Any = None


class OpenAiClient:
    """Streams from one OpenAI-compatible address, over connections that it keeps.

    It speaks HTTP itself: see ``docs/decisions/0002-the-openai-route-speaks-http-itself.md``.
    """

    def __init__(self, route: Route, environment: Mapping[str, str]) -> None:
        self._route = route
        self._address = OpenAiAddress(route, environment, "chat/completions", "text/event-stream")

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield what each read brought; raises `RouteFailedError` and `RouteRefusedError`."""
        try:
            async with self._address.posted(call, self._body(call)) as response:
                events, answer = EventStream(), _AnswerReader()
                while received := await _next(response.content, answer):
                    text = answer.read(events.feed(received))
                    if text:
                        yield text
                        # People read lumps: a wake-up for every token would be most of an answer's
                        # cost. The first token has gone out already.
                        await asyncio.sleep(0 if answer.has_ended else LUMP_S)
                yield answer.written()
        except EventTooLongError as error:
            raise RouteFailedError("malformed event") from error

    async def aclose(self) -> None:
        await self._address.aclose()

    def _body(self, call: ModelCall) -> dict[str, object]:
        messages = [{"role": message.author, "content": message.text} for message in call.messages]
        return {
            **self._route.parameters,
            "model": self._route.model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
        }


async def _next(content: aiohttp.StreamReader, answer: _AnswerReader) -> bytes:
    """What comes next; nothing where the model is done, whether the response ends or not."""
    if not answer.has_ended:
        return await content.readany()
    try:
        async with asyncio.timeout(AFTERWARDS_S):
            return await content.readany()
    except TimeoutError:
        return b""


class _AnswerReader:
    def __init__(self) -> None:
        self._usage: Usage | None = None
        self._reason: str | None = None
        self.done = False

    @property
    def has_ended(self) -> bool:
        """Whether the model has said that nothing more of the answer comes."""
        return self.done or self._reason is not None

    def read(self, events: list[bytes]) -> str:
        text = ""
        for event in events:
            if self.done:
                break
            if event == b"[DONE]":
                self.done = True
                continue
            try:
                chunk = _Chunk.model_validate_json(event)
            except ValidationError as error:
                raise RouteFailedError("malformed event") from error
            text += self._take(chunk)
        return text

    def written(self) -> Written:
        if not self.done and self._reason is None:
            raise RouteFailedError("the answer was cut off")
        return Written(self._usage, self._reason or "stop")

    def _take(self, chunk: _Chunk) -> str:
        if chunk.error is not None:
            raise _judged(chunk.error)
        if chunk.usage is not None:
            self._usage = _usage_of(chunk.usage)
        text = ""
        for choice in chunk.choices:
            # One answer was asked for, and it ends once.
            if choice.index not in (0, None) or self._reason is not None:
                continue
            self._reason = choice.finish_reason or None
            if choice.delta.refusal:
                raise RouteRefusedError("the model refused")
            text += choice.delta.content or ""
        return text


def _usage_of(said: object) -> Usage | None:
    """What a model says that it used; ``None`` where that cannot be, which spoils no answer."""
    try:
        usage = _Usage.model_validate(said)
    except ValidationError:
        return None
    cached = usage.prompt_tokens_details.cached_tokens if usage.prompt_tokens_details else None
    return plausible_usage(usage.prompt_tokens, usage.completion_tokens, cached or 0)


def _judged(error: object) -> RouteFailedError | RouteRefusedError:
    """An error in mid-stream; as with a status, only what may pass is tried elsewhere."""
    said = error if isinstance(error, dict) else {}
    words = [str(said.get(name, "")) for name in ("code", "type", "status")]
    if any(guarded in word for word in words for guarded in GUARDED):
        return RouteRefusedError("a content filter ended the answer")
    status = next((int(word) for word in words if re.fullmatch(r"\d{3}", word)), 500)
    if 400 <= status < 500 and not passes(status):
        return RouteRefusedError(f"refused in mid-stream ({status})")
    return RouteFailedError("an error in mid-stream")
