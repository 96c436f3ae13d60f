"""An address that speaks the OpenAI dialect: how it is reached, and what its statuses mean."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from gateway.attempts import RouteFailedError
from gateway.attribution import headers_of, trace_of
from gateway.calls import ModelCall
from gateway.configuration.route import Route
from gateway.routes.errors import judged, read

# How much of an error is read, and for how long it is waited for.
_MOST_OF_AN_ERROR, _ERROR_S = 32_000, 2.0
_MOST_OF_A_LIST = 4_000_000
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


class OpenAiAddress:
    """Posts to one path below a route's address, over connections that it keeps.

    ``accept`` is the media type that is asked for.
    """

    def __init__(
        self, route: Route, environment: Mapping[str, str], path: str, accept: str
    ) -> None:
        self._route = route
        address = URL(f"{str(route.base_url).rstrip('/')}/{path}", encoded=True)
        self._url = address.with_query(dict(route.query)) if route.query else address
        # A little that is compressed may be very much, and takes the time of everybody else.
        self._headers = {"Accept": accept, "Accept-Encoding": "identity", **route.headers}
        for header, variable in route.headers_env.items():
            self._headers[header] = environment[variable]
        if route.api_key_env is not None:
            self._headers["Authorization"] = f"Bearer {environment[route.api_key_env]}"
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def posted(
        self, call: ModelCall, body: object, sent: frozenset[str] = frozenset()
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Post a body, and say who the call is for; the response has the status 200.

        ``sent`` are the fields of it that an answer could do without. Raises `RouteFailedError`,
        also where the connection fails while the response is read, and `RouteRefusedError`.
        """
        session = self._open()
        said = {**headers_of(call, self._route.attribution), **trace_of(call)}
        try:
            try:
                response = await self._post(session, body, said)
            except (aiohttp.ServerDisconnectedError, ConnectionResetError):
                # A kept connection may have been closed by the other side in the meantime.
                await asyncio.sleep(0)
                response = await self._post(session, body, said)
            async with response:
                await _check_status(response, sent)
                _check_encoding(response)
                yield response
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            reason = f"connection: {type(error).__name__}"
            raise RouteFailedError(reason, passing=True) from error

    async def got(self, *, within_s: float) -> bytes:
        """What stands at the address; nothing where it says no, or too much, or nothing in time."""
        received = bytearray()
        try:
            async with (
                asyncio.timeout(within_s),
                self._open().get(self._url, allow_redirects=False) as response,
            ):
                if response.status != 200:
                    return b""
                async for piece in response.content.iter_any():
                    received += piece
                    if len(received) > _MOST_OF_A_LIST:
                        return b""
        except (aiohttp.ClientError, ConnectionError, TimeoutError):
            return b""
        return bytes(received)

    async def aclose(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

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
                auto_decompress=False,
            )
        return self._session


async def _check_status(response: aiohttp.ClientResponse, sent: frozenset[str]) -> None:
    if response.status != 200:
        said = read(await _beginning(response))
        raise judged(response.status, said, sent=sent, retry_after=_seconds(response))


async def _beginning(response: aiohttp.ClientResponse) -> bytes:
    """What an error says, as far as it comes soon; nothing where it is compressed."""
    received = bytearray()
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        return b""
    try:
        async with asyncio.timeout(_ERROR_S):
            async for piece in response.content.iter_any():
                received += piece
                if len(received) > _MOST_OF_AN_ERROR:
                    break
    except (TimeoutError, aiohttp.ClientError, ConnectionError):
        # The status alone has to say it.
        pass
    return bytes(received[:_MOST_OF_AN_ERROR])


def _check_encoding(response: aiohttp.ClientResponse) -> None:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RouteFailedError("malformed: a compressed answer, and none was asked for")


def _seconds(response: aiohttp.ClientResponse) -> float | None:
    """When to come back: in milliseconds as OpenAI says it, in seconds, or as an instant.

    A gateway may pass on what its own upstream said under a name of its own.
    """
    for prefix in ("", "llm_provider-"):
        milliseconds = response.headers.get(f"{prefix}Retry-After-Ms", "")
        if milliseconds.isdecimal():
            return float(milliseconds) / 1000
        named = _time_of(response.headers.get(f"{prefix}Retry-After", ""))
        if named is not None:
            return named
    return None


def _time_of(value: str) -> float | None:
    if value.isdecimal():
        return float(value)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max((then - datetime.now(UTC)).total_seconds(), 0.0)
