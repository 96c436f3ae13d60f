"""The trace that a request belongs to already, where a gateway in front of us began one."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

# W3C Trace Context. Baggage, the third header of its kind, may hold anything and is left alone.
_HEADERS = {b"traceparent": "traceparent", b"tracestate": "tracestate"}
_MOST_LETTERS = 512
_NOTHING: Mapping[str, str] = {}

carried: ContextVar[Mapping[str, str]] = ContextVar("carried", default=_NOTHING)


class CarriedTraces:
    """Remembers the trace headers of a request for as long as the request lasts.

    They are read as text here and judged where a span begins; a request in itself has no span.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A socket outlives the trace that opened it, so its questions begin traces of their own.
        found = _headers(scope) if scope["type"] == "http" else _NOTHING
        if not found:
            await self._app(scope, receive, send)
            return
        token = carried.set(found)
        try:
            await self._app(scope, receive, send)
        finally:
            carried.reset(token)


def _headers(scope: Scope) -> Mapping[str, str]:
    found = {
        _HEADERS[name]: value.decode("latin-1")
        for name, value in scope["headers"]
        if name in _HEADERS and len(value) <= _MOST_LETTERS
    }
    return found if "traceparent" in found else _NOTHING
