"""Server-sent events, for whoever asks for them."""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing

import structlog
from fastapi.responses import StreamingResponse
from starlette.types import Send

from app.api.errors import describe
from app.observing.logs import trail
from app.turns.runner import TurnFailedError

log = structlog.get_logger()
EVENT_STREAM = "text/event-stream"


class EventStream(StreamingResponse):
    """Sends events as they are made, and ends their making however the sending ends."""

    def __init__(self, events: AsyncGenerator[str]) -> None:
        super().__init__(
            events,
            media_type=EVENT_STREAM,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )
        self._events = events

    async def stream_response(self, send: Send) -> None:
        """Send all of them. A generator that nobody asks for more would never come to its end."""
        async with aclosing(self._events):
            await super().stream_response(send)


def event(name: str, data: object) -> str:
    """One event; of a text that cannot be sent as it is, what can."""
    said = json.dumps(data, ensure_ascii=False).encode(errors="replace").decode()
    return f"event: {name}\ndata: {said}\n\n"


def broken(error: Exception) -> str:
    """The event that ends a stream for a reason that is ours; the log has the same reference."""
    reference = secrets.token_hex(4)
    log.error("stream.failed", reference=reference, error=type(error).__name__, trail=trail(error))
    return event("error", describe(TurnFailedError(reference))[1]["error"])


def wants_events(accept: str) -> bool:
    """Tell whether an ``Accept`` header asks for events rather than JSON: RFC 9110, 12.5.1.

    They have to be named: whoever takes anything is answered in JSON.
    """
    named, wanted = _range_of(accept, EVENT_STREAM)
    return named > 0 and wanted > 0 and wanted >= _range_of(accept, "application/json")[1]


def _range_of(accept: str, kind: str) -> tuple[int, float]:
    """How exactly a header names a media type, and how much it is wanted there."""
    ranges = {kind: 2, f"{kind.partition('/')[0]}/*": 1, "*/*": 0}
    found = (-1, 0.0)
    for each in accept.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        if name in ranges:
            found = max(found, (ranges[name], _weight(parameters)))
    return found


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                # What cannot be read is not wanted.
                return 0.0
    return 1.0
