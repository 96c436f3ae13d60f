"""Connections of the chat by plain requests, for networks that let no websocket through.

A websocket says once who it is, and ends with its line. Here each request says so again, and what
it may ask of a connection depends on it: only the browser that began it, one question for news at
a time. The rest is the same protocol, so every event passes the same gate as over a websocket.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from chainlit.server import sio
from engineio.async_socket import AsyncSocket
from engineio.exceptions import EngineIOError, QueueEmpty
from engineio.packet import CLOSE, Packet
from engineio.payload import Payload
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.chat.parts import mounted
from app.chat.sockets.connections import close_connection
from app.chat.sockets.frames import next_packets
from app.chat.visitor import person_of_request
from app.middleware.rate_limits import SOCKETS_PER_PERSON

_NAMES = frozenset({"EIO", "transport", "sid", "t"})
_TEXT = "text/plain; charset=UTF-8"
# What an honest page sends: that it closes, that it still lives, and messages.
_KINDS = ("1", "3", "4")
_BETWEEN = "\x1e"
# For so long a page that was closed may come for what was said to it before.
_KEPT_S = 10.0
# Whoever waits when the service ends is told within this how its answer ended.
_LAST_WORDS_S = 0.5


@dataclass(slots=True)
class _Polled:
    """A connection: whose it is, the browser that began it, and whether that asks for news."""

    person: str
    token: str
    socket: AsyncSocket
    asks: bool = False
    closed_at: float | None = None


_polled: dict[str, _Polled] = {}
_beginning: ContextVar[tuple[str, str] | None] = ContextVar("beginning", default=None)


def know_polled() -> None:
    """Have every connection that begins by a plain request noted, with whoever began it."""
    sio.eio.handlers["connect"] = partial(_arrive, sio.eio.handlers["connect"])


async def _arrive(theirs: Callable[..., Awaitable[Any]], eio_sid: str, environ: Any) -> Any:
    begins = _beginning.get()
    if begins is not None:
        _polled[eio_sid] = _Polled(*begins, sio.eio.sockets[eio_sid])
    return await theirs(eio_sid, environ)


def is_malformed(scope: Scope) -> bool:
    """Tell whether no page of ours would ask like this.

    A websocket is one from its beginning: none takes over what began by plain requests.
    """
    asked = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    names = [name for name, _ in asked]
    if len(names) != len(set(names)) or not _NAMES.issuperset(names):
        return True
    said = dict(asked)
    if scope["type"] == "websocket":
        return said.get("transport") != "websocket" or "sid" in said
    return said.get("transport") != "polling" or said.get("EIO") != "4"


async def refuse_malformed(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer what no page of ours would ask."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close"})
        return
    await _refusal(400, "Malformed")(scope, receive, send)


async def serve(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request of a polled connection; ``app`` begins one."""
    request = Request(scope, receive)
    eio_sid = request.query_params.get("sid")
    if eio_sid is None:
        answer = await _before_it_begins(request)
        await (answer or app)(scope, receive, send)
        return
    polled = _polled.get(eio_sid)
    if polled is None or polled.token != mounted().sessions.session_token(request.cookies):
        answer = _refusal(400, "No such connection")
    elif request.method == "POST":
        answer = await _take(eio_sid, polled.socket, request)
    elif request.method == "GET":
        answer = await _tell(eio_sid, polled, receive)
    else:
        answer = _refusal(405, "Method not allowed")
    await answer(scope, receive, send)


async def _before_it_begins(request: Request) -> Response | None:
    """Why it does not begin; ``None`` where it does."""
    if request.method != "GET":
        return _refusal(405, "Method not allowed")
    person = await person_of_request(request)
    token = mounted().sessions.session_token(request.cookies)
    if person is None or token is None:
        return _refusal(401, "Please sign in first.")
    _forget_closed()
    held = sum(one.person == person.id and not one.socket.closed for one in _polled.values())
    if held >= SOCKETS_PER_PERSON:
        return _refusal(429, "Too many open windows", {"Retry-After": "10"})
    _beginning.set((person.id, token))
    return None


def _forget_closed() -> None:
    now = time.monotonic()
    for eio_sid, polled in list(_polled.items()):
        if not polled.socket.closed:
            continue
        if polled.closed_at is None:
            polled.closed_at = now
        elif now - polled.closed_at >= _KEPT_S:
            del _polled[eio_sid]


async def _take(eio_sid: str, socket: AsyncSocket, request: Request) -> Response:
    """What a page sends, one packet after the other."""
    packets = _packets_in(await request.body())
    if packets is None:
        await close_connection(eio_sid)
        return _refusal(400, "Malformed")
    try:
        for packet in packets:
            if socket.closed:
                return _refusal(400, "No such connection")
            await socket.receive(packet)
    except EngineIOError:
        await close_connection(eio_sid)
        return _refusal(400, "No such connection")
    if socket.closed:
        # Whoever still asks for news is told that there are none.
        await socket.queue.put(None)
    return PlainTextResponse("ok")


def _packets_in(body: bytes) -> list[Packet] | None:
    try:
        parts = body.decode("utf-8").split(_BETWEEN)
    except UnicodeDecodeError:
        return None
    if len(parts) > Payload.max_decode_packets or not all(p.startswith(_KINDS) for p in parts):
        return None
    try:
        return [Packet(encoded_packet=part) for part in parts]
    except ValueError:
        return None


async def _tell(eio_sid: str, polled: _Polled, receive: Receive) -> Response:
    """What there is to be told, once there is something."""
    if polled.asks:
        return _refusal(400, "Asked twice")
    polled.asks = True
    try:
        packets = await _news(polled.socket, receive)
    finally:
        polled.asks = False
    if packets is None:
        await close_connection(eio_sid)
        packets = []
    packets = packets or [Packet(CLOSE)]
    if packets[-1].packet_type == CLOSE:
        _polled.pop(eio_sid, None)
    return PlainTextResponse(Payload(packets=packets).encode(), headers={"Content-Type": _TEXT})


async def _news(socket: AsyncSocket, receive: Receive) -> list[Packet] | None:
    """The next packets; ``None`` where nobody waits for them any more, or the service ends."""
    news = asyncio.create_task(next_packets(socket))
    gone = asyncio.create_task(_gone(receive))
    ended = asyncio.create_task(mounted().stopping.wait_until_interrupted())
    try:
        await asyncio.wait({news, gone, ended}, return_when=asyncio.FIRST_COMPLETED)
        if not gone.done() and not news.done():
            await asyncio.wait({news}, timeout=_LAST_WORDS_S)
        return await news if news.done() else None
    except QueueEmpty:
        return None
    finally:
        for task in (news, gone, ended):
            task.cancel()
        await asyncio.gather(news, gone, ended, return_exceptions=True)


async def _gone(receive: Receive) -> None:
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


def _refusal(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"detail": detail}, status, headers=headers)
