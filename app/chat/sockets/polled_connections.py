"""The connections by plain requests: whose each is, and how many a person holds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chainlit.server import sio
from engineio.async_socket import AsyncSocket

from app.middleware.rate_limits import SOCKETS_PER_PERSON

# For so long a page that was closed may come for what was said to it before.
_KEPT_S = 10.0
# One window too many, and one more, may begin, and are told so in words by the gate of sockets.
_MOST = SOCKETS_PER_PERSON + 2
_Handler = Callable[..., Awaitable[Any]]


@dataclass(slots=True)
class PolledConnection:
    """Whose it is, the browser that began it, whether that asks for news, and what it sends.

    What is sent is read one request after the other, in the order in which they came.
    """

    person: str
    token: str
    socket: AsyncSocket
    asks: bool = False
    sending: int = 0
    in_order: asyncio.Lock = field(default_factory=asyncio.Lock)
    left: asyncio.Event = field(default_factory=asyncio.Event)


# By their ids; those that have ended leave it by themselves.
POLLED: dict[str, PolledConnection] = {}
_beginning: ContextVar[tuple[str, str] | None] = ContextVar("beginning", default=None)


def know_polled() -> None:
    """Have every connection that begins by a plain request noted, with whoever began it."""
    for event, ours in (("connect", _arrive), ("disconnect", _depart)):
        sio.eio.handlers[event] = partial(ours, sio.eio.handlers[event])


def begin_for(person: str, token: str) -> None:
    """Have the connection that this request begins belong to a person and their browser."""
    _beginning.set((person, token))


def has_room(person: str) -> bool:
    """Tell whether a person may begin another."""
    return sum(one.person == person and not one.socket.closed for one in POLLED.values()) < _MOST


async def _arrive(theirs: _Handler, eio_sid: str, environ: Any) -> Any:
    begins = _beginning.get()
    if begins is not None:
        # Others may have begun since this one was let in.
        if not has_room(begins[0]):
            return False
        POLLED[eio_sid] = PolledConnection(*begins, sio.eio.sockets[eio_sid])
    return await theirs(eio_sid, environ)


async def _depart(theirs: _Handler, eio_sid: str, *reason: Any) -> Any:
    if eio_sid in POLLED:
        asyncio.get_running_loop().call_later(_KEPT_S, POLLED.pop, eio_sid, None)
    return await theirs(eio_sid, *reason)
