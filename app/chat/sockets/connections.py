"""The sockets that are open: how many a person holds, how much each sends, when each must close."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from chainlit.server import sio
from chainlit.session import WebsocketSession
from engineio.async_drivers.asgi import WebSocket
from engineio.packet import Packet

from app.chat.live.ending import end_forbidden_turns
from app.chat.live.notices import refuse, tell_session_ended
from app.chat.parts import mounted
from app.chat.visitor import cookies_of, people_of_cookies
from app.middleware.rate_limits import LARGEST_MESSAGE, SOCKETS_PER_PERSON, TooManyRequestsError
from app.observing.logs import trail
from app.runtime.background import see_through

log = structlog.get_logger()

CHECK_EVERY_S = 2.0
# A browser says at once who it is; whoever does not only holds a place.
HANDSHAKE_S = 10.0

Handler = Callable[..., Awaitable[Any]]
# Whose sockets are open. Chainlit's own list keeps closed ones for a while, to let people return.
_open: dict[str, str] = {}
_nameless_since: dict[str, float] = {}
_watch: dict[str, asyncio.Task[None]] = {}


def bound_transport() -> None:
    """Put the bounds below the protocol, where a message is still one piece of text."""
    # The origin is checked at the connect event, by rules that know where we are open.
    sio.eio.cors_allowed_origins = "*"
    sio.eio.max_http_buffer_size = LARGEST_MESSAGE
    # A connection is of one kind from its beginning.
    sio.eio.allow_upgrades = False
    sio.eio._async = {**sio.eio._async, "websocket": _ReadableWebSocket}
    for event, ours in (("connect", _arrive), ("message", _receive)):
        sio.eio.handlers[event] = partial(ours, sio.eio.handlers[event])


class _ReadableWebSocket(WebSocket):  # type: ignore[misc]
    """A websocket that ends with the first frame that is no packet.

    The protocol reads packets outside of what it catches: its other half went on for a minute, and
    the page's place with it.
    """

    async def wait(self) -> str | bytes | None:
        """The next frame, or ``None`` where the connection is to end."""
        said: str | bytes = await super().wait()
        try:
            Packet(encoded_packet=said)
        except Exception as error:  # noqa: BLE001 - whatever a reader stumbles over
            log.warning("socket.malformed", error=type(error).__name__)
            return None
        return said


def take_place(sid: str, person_id: str) -> bool:
    """Hold one of the person's places for a socket; False if they have none left."""
    if sum(owner == person_id for owner in _open.values()) >= SOCKETS_PER_PERSON:
        return False
    _open[sid] = person_id
    return True


def leave_place(sid: str) -> None:
    """Give the place back."""
    _open.pop(sid, None)


async def close(sid: str) -> None:
    """Close a socket, whether its other side wants to or not."""
    eio_sid = sio.manager.eio_sid_from_sid(sid, "/")
    await sio.disconnect(sid)
    if eio_sid is not None:
        await close_connection(eio_sid)


async def break_off(sid: str) -> None:
    """Cut a connection as a network would: the page opens another one by itself."""
    eio_sid = sio.manager.eio_sid_from_sid(sid, "/")
    if eio_sid is not None:
        await close_connection(eio_sid)


async def close_connection(eio_sid: str) -> None:
    """Close the connection itself: the protocol only asks the other side to do so."""
    socket = sio.eio.sockets.pop(eio_sid, None)
    if socket is not None:
        await socket.close(wait=False)
        # Its writer ends here, once it has sent what was said before.
        await socket.queue.put(None)


async def _arrive(theirs: Handler, eio_sid: str, environ: Any) -> Any:
    _start_watch()
    return await theirs(eio_sid, environ)


async def _receive(theirs: Handler, eio_sid: str, data: Any) -> None:
    try:
        mounted().limits.message(eio_sid, len(data))
    except TooManyRequestsError as error:
        await _send_away(eio_sid, str(error))
        return
    try:
        await theirs(eio_sid, data)
    except Exception as error:  # noqa: BLE001 - the outermost edge of a socket
        # An honest page sends nothing that the protocol stumbles over.
        log.warning("socket.malformed", error=type(error).__name__, trail=trail(error)[-1:])
        await close_connection(eio_sid)


async def _send_away(eio_sid: str, sentence: str) -> None:
    sid = sio.manager.sid_from_eio_sid(eio_sid, "/")
    session = WebsocketSession.get(sid) if sid else None
    if session is not None:
        log.warning("socket.flooded", person=session.user.identifier if session.user else None)
        await refuse(session, sentence)
    await close_connection(eio_sid)


def _start_watch() -> None:
    task = _watch.get("task")
    if task is None or task.done():
        work = see_through("watching sockets", _watch_sockets, pause_s=CHECK_EVERY_S)
        _watch["task"] = asyncio.create_task(work, name="chat-sockets")


async def _watch_sockets() -> None:
    """Close what should not be open, and end what nobody may hear; ends when nothing is left."""
    await asyncio.sleep(CHECK_EVERY_S)
    while sio.eio.sockets or len(mounted().live):
        await _close_nameless()
        await _close_ended_sessions()
        await end_forbidden_turns()
        await asyncio.sleep(CHECK_EVERY_S)
    _nameless_since.clear()


async def _close_nameless() -> None:
    now = time.monotonic()
    nameless = [
        eio_sid
        for eio_sid in list(sio.eio.sockets)
        if sio.manager.sid_from_eio_sid(eio_sid, "/") is None
    ]
    for gone in _nameless_since.keys() - set(nameless):
        del _nameless_since[gone]
    for eio_sid in nameless:
        if now - _nameless_since.setdefault(eio_sid, now) >= HANDSHAKE_S:
            await close_connection(eio_sid)


async def _close_ended_sessions() -> None:
    """Close the sockets of people who have signed out, asking once for all of them."""
    sessions = {sid: WebsocketSession.get(sid) for sid in list(_open)}
    cookies = {sid: cookies_of(s.environ or {}) for sid, s in sessions.items() if s is not None}
    people = await people_of_cookies(set(cookies.values()))
    for sid, cookie in cookies.items():
        session, person = sessions[sid], people[cookie]
        if person is None or session.user.identifier != person.id:
            log.info("socket.closed", person=session.user.identifier)
            session.to_clear = True
            await tell_session_ended(session)
            await sio.disconnect(sid)
