"""The ``openai`` route: any address that speaks the OpenAI dialect of chat completions."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from yarl import URL

from gateway.attempts import RouteFailedError, RouteRefusedError, Written, plausible_usage
from gateway.attributing import headers_of, trace_of
from gateway.calls import ModelCall, Usage
from gateway.event_stream import EventStream, EventTooLongError
from gateway.route import Route

LUMP_S = 0.03
# What gateways call it when a guardrail or a filter ends an answer in mid-stream.
GUARDED = ("content_filter", "content_policy", "guardrail")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class _Dialect(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Delta(_Dialect):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Dialect):
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
    usage: _Usage | None = None
    error: Any = None


class OpenAiClient:
    """Streams from one OpenAI-compatible address, over connections that it keeps.

    It speaks HTTP itself: see ``docs/decisions/0002-the-openai-route-speaks-http-itself.md``.
    """

    def __init__(self, route: Route, environment: Mapping[str, str]) -> None:
        self._route = route
        address = URL(f"{str(route.base_url).rstrip('/')}/chat/completions", encoded=True)
        self._url = address.with_query(dict(route.query)) if route.query else address
        self._headers = {"Accept": "text/event-stream", **route.headers}
        for header, variable in route.headers_env.items():
            self._headers[header] = environment[variable]
        if route.api_key_env is not None:
            self._headers["Authorization"] = f"Bearer {environment[route.api_key_env]}"
        self._session: aiohttp.ClientSession | None = None

    async def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield what each read brought; raises `RouteFailedError` and `RouteRefusedError`."""
        try:
            async with self._posted(call) as response:
                _check_status(response)
                events, answer = EventStream(), _AnswerReader()
                while received := await response.content.readany():
                    text = answer.read(events.feed(received))
                    if text:
                        yield text
                        # People read lumps: a wake-up for every token would be most of an answer's
                        # cost. The first token has gone out already.
                        await asyncio.sleep(0 if answer.done else LUMP_S)
                yield answer.written()
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            reason = f"connection: {type(error).__name__}"
            raise RouteFailedError(reason, passing=True) from error
        except EventTooLongError as error:
            raise RouteFailedError("malformed event") from error

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @asynccontextmanager
    async def _posted(self, call: ModelCall) -> AsyncIterator[aiohttp.ClientResponse]:
        session, body = self._open(), self._body(call)
        said = {**headers_of(call, self._route.attribution), **trace_of(call)}
        try:
            response = await self._post(session, body, said)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            # A kept connection may have been closed by the other side in the meantime.
            await asyncio.sleep(0)
            response = await self._post(session, body, said)
        async with response:
            yield response

    async def _post(
        self, session: aiohttp.ClientSession, body: object, said: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        return await session.post(self._url, json=body, headers=said, allow_redirects=False)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            host = self._route.base_url.host if self._route.base_url else None
            self._session = aiohttp.ClientSession(
                headers=self._headers,
                # The gateway keeps the deadlines, and people are not queued for a connection.
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=15),
                trust_env=host not in LOOPBACK,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _body(self, call: ModelCall) -> dict[str, object]:
        messages = [{"role": message.author, "content": message.text} for message in call.messages]
        return {
            **self._route.parameters,
            "model": self._route.model,
            "messages": messages,
            "stream": True,
            "stream_options": {"include_usage": True},
        }


class _AnswerReader:
    def __init__(self) -> None:
        self._usage: Usage | None = None
        self._reason: str | None = None
        self.done = False

    def read(self, events: list[bytes]) -> str:
        text = ""
        for event in events:
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
            details = chunk.usage.prompt_tokens_details
            cached = (details.cached_tokens if details else None) or 0
            self._usage = plausible_usage(
                chunk.usage.prompt_tokens, chunk.usage.completion_tokens, cached
            )
        text = ""
        for choice in chunk.choices:
            self._reason = choice.finish_reason or self._reason
            if choice.delta.refusal:
                raise RouteRefusedError("the model refused")
            text += choice.delta.content or ""
        return text


def _check_status(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status == 200:
        return
    # The body may repeat the prompt or the key, so the status has to say it all.
    if _passes(status):
        raise RouteFailedError(f"HTTP {status}", passing=True, retry_after=_seconds(response))
    raise RouteRefusedError(f"HTTP {status}")


def _passes(status: int) -> bool:
    return status in (408, 425, 429) or status >= 500


def _judged(error: object) -> RouteFailedError | RouteRefusedError:
    """An error in mid-stream; as with a status, only what may pass is tried elsewhere."""
    said = error if isinstance(error, dict) else {}
    words = [str(said.get(name, "")) for name in ("code", "type", "status")]
    if any(guarded in word for word in words for guarded in GUARDED):
        return RouteRefusedError("a content filter ended the answer")
    status = next((int(word) for word in words if re.fullmatch(r"\d{3}", word)), 500)
    if 400 <= status < 500 and not _passes(status):
        return RouteRefusedError(f"refused in mid-stream ({status})")
    return RouteFailedError("an error in mid-stream")


def _seconds(response: aiohttp.ClientResponse) -> float | None:
    """When to come back: in milliseconds as OpenAI says it, in seconds, or as an instant."""
    milliseconds = response.headers.get("Retry-After-Ms", "")
    if milliseconds.isdecimal():
        return float(milliseconds) / 1000
    value = response.headers.get("Retry-After", "")
    if value.isdecimal():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max((then - datetime.now(UTC)).total_seconds(), 0.0)
