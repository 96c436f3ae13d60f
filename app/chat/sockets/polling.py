"""Connections of the chat by plain requests, for networks that let no websocket through.

A websocket says once who it is, and ends with its line. Here each request says so again, and what
it may ask of a connection depends on it: only the browser that began it, one question for news at
a time. The rest is the same protocol, so every event passes the same gate as over a websocket.
"""

from __future__ import annotations

import asyncio
from asyncio import FIRST_COMPLETED
from urllib.parse import parse_qsl

from engineio.async_socket import AsyncSocket
from engineio.exceptions import EngineIOError, QueueEmpty
from engineio.packet import CLOSE, Packet
from engineio.payload import Payload
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.chat.parts import mounted
from app.chat.sockets.connections import close_connection
from app.chat.sockets.frames import next_packets
from app.chat.sockets.polled_connections import POLLED, PolledConnection, begin_for, has_room
from app.chat.visitor import person_of_request

_NAMES = frozenset({"EIO", "transport", "sid", "t"})
_TEXT = "text/plain; charset=UTF-8"
# What an honest page sends: that it closes, that it still lives, and messages.
_KINDS = ("1", "3", "4")
_BETWEEN = "\x1e"
# Whoever waits when the service ends is told within this how its answer ended.
_LAST_WORDS_S = 0.5
# What a page sent before it left may arrive for so long after its question for news is gone.
_LAST_POSTS_S = 2.0
# A page sends one request after the other, and one more when it is left.
_SENDING_AT_ONCE = 2
_BODY_S = 20.0


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
        await (answer or app)(scope, _without_body(receive), send)
        return
    polled = POLLED.get(eio_sid)
    if polled is None or polled.token != mounted().sessions.session_token(request.cookies):
        answer = _refusal(400, "No such connection")
    elif request.method == "POST":
        answer = await _take(eio_sid, polled, request)
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
    if not has_room(person.id):
        return _refusal(429, "Too many open windows", {"Retry-After": "10"})
    begin_for(person.id, token)
    return None


def _without_body(receive: Receive) -> Receive:
    """What is received of a request that has no body; whoever sends one is not waited for."""
    told = False

    async def next_message() -> Message:
        nonlocal told
        if told:
            await _gone(receive)
            return {"type": "http.disconnect"}
        told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return next_message


async def _take(eio_sid: str, polled: PolledConnection, request: Request) -> Response:
    """What a page sends, after what it sent before."""
    if polled.sending >= _SENDING_AT_ONCE:
        return _refusal(429, "Too many requests at once", {"Retry-After": "1"})
    polled.sending += 1
    try:
        async with polled.in_order:
            async with asyncio.timeout(_BODY_S):
                body = await request.body()
            answer = await _hear(polled.socket, _packets_in(body))
        if answer.status_code != 200:
            await close_connection(eio_sid)
        return answer
    except ClientDisconnect:
        return _refusal(400, "Malformed")
    except TimeoutError:
        await close_connection(eio_sid)
        return _refusal(408, "Too slow")
    finally:
        polled.sending -= 1
        if polled.socket.closed:
            polled.left.set()
            # Whoever still asks for news is told that there are none.
            await polled.socket.queue.put(None)


async def _hear(socket: AsyncSocket, packets: list[Packet] | None) -> Response:
    """Take one packet after the other."""
    if packets is None:
        return _refusal(400, "Malformed")
    try:
        for packet in packets:
            if socket.closed:
                return _refusal(400, "No such connection")
            await socket.receive(packet)
    except EngineIOError:
        return _refusal(400, "No such connection")
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
    except (ValueError, RecursionError):
        return None


async def _tell(eio_sid: str, polled: PolledConnection, receive: Receive) -> Response:
    """What there is to be told, once there is something."""
    if polled.asks:
        return _refusal(400, "Asked twice")
    polled.asks = True
    try:
        packets = await _news(polled, receive)
    finally:
        polled.asks = False
    if packets is None:
        await close_connection(eio_sid)
        packets = []
    packets = packets or [Packet(CLOSE)]
    if packets[-1].packet_type == CLOSE:
        POLLED.pop(eio_sid, None)
    return PlainTextResponse(Payload(packets=packets).encode(), headers={"Content-Type": _TEXT})


async def _news(polled: PolledConnection, receive: Receive) -> list[Packet] | None:
    """The next packets; ``None`` where nobody waits for them any more, or the service ends."""
    news = asyncio.create_task(next_packets(polled.socket))
    gone = asyncio.create_task(_gone(receive))
    ended = asyncio.create_task(mounted().stopping.wait_until_interrupted())
    try:
        await asyncio.wait({news, gone, ended}, return_when=FIRST_COMPLETED)
        if gone.done():
            await _let_arrive(polled, ended)
            return None
        if not news.done():
            await asyncio.wait({news}, timeout=_LAST_WORDS_S)
        return await news if news.done() else None
    except QueueEmpty:
        return None
    finally:
        for task in (news, gone, ended):
            task.cancel()
        await asyncio.gather(news, gone, ended, return_exceptions=True)


async def _let_arrive(polled: PolledConnection, ended: asyncio.Task[None]) -> None:
    """Wait for what a page that is gone sent before: it may be on its way, or half read."""
    left = asyncio.create_task(polled.left.wait())
    try:
        await asyncio.wait({left, ended}, timeout=_LAST_POSTS_S, return_when=FIRST_COMPLETED)
        if not ended.done():
            async with polled.in_order:
                """What is being read is read now."""
    finally:
        left.cancel()


async def _gone(receive: Receive) -> None:
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await receive()


def _refusal(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"detail": detail}, status, headers=headers)
