"""Refusing bodies that are larger than anything this service asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.refusals import refusal

LARGEST_BODY = 1_000_000

# How much an address takes, by method and path; ``None`` where it takes no more than others.
Larger = Callable[[str, str], int | None]


def nothing_larger(_method: str, _path: str) -> None:
    """No address takes more than the others."""
    return


class _BodyTooLargeError(ValueError):
    """More has arrived than is read."""


class BoundedBodies:
    """Answers 413 where a request announces too much, or sends more than it may.

    What lies beyond the bound is never kept: the server throws it away as it arrives.
    """

    def __init__(
        self, app: ASGIApp, *, largest: int = LARGEST_BODY, larger: Larger = nothing_larger
    ) -> None:
        self._app = app
        self._largest = largest
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = self._larger(scope["method"], scope["path"]) or self._largest
        refuse = refusal(
            413, "too_large", f"The request is too large: {largest:,} bytes are allowed at most."
        )
        if _is_beyond(Headers(scope=scope).get("content-length", "0"), largest):
            await refuse(scope, receive, send)
            return
        counted = _Counted(receive, send, largest)
        with suppress(_BodyTooLargeError):
            await self._app(scope, counted.receive, counted.send)
        if counted.refused:
            await refuse(scope, receive, send)


def _is_beyond(announced: str, largest: int) -> bool:
    # A longer number is a larger one, and Python refuses to read the longest.
    digits = announced.lstrip("0") or "0"
    return not digits.isdecimal() or len(digits) > len(str(largest)) or int(digits) > largest


class _Counted:
    """One exchange, its body counted; once refused, the application's own answer is dropped.

    An application may well turn the error that it meets while reading into an answer of its own.
    """

    def __init__(self, receive: Receive, send: Send, largest: int) -> None:
        self._receive = receive
        self._send = send
        self._left = largest
        self._begun = False
        self.refused = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request":
            return message
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        if self._begun:
            # Too late for another status: to the application it is as if nobody listened any more.
            return {"type": "http.disconnect"}
        self.refused = True
        raise _BodyTooLargeError

    async def send(self, message: Message) -> None:
        if not self.refused:
            self._begun = True
            await self._send(message)
