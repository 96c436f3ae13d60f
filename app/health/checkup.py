"""Whether each part does what people need of it: tried when asked, and not too often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from app.observing.logs import trail

log = structlog.get_logger()

# However many ask: a load balancer on each replica, a monitor, a person.
FRESH_S = 5.0
LIMIT_S = 5.0


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a part, and the remedy; safe for anybody to read.

    ``stops`` tells that no question can be answered because of it.
    """

    part: str
    message: str
    stops: bool = False


# Does a little of what people do; what is wrong, or nothing.
Probe = Callable[[], Awaitable[Complaint | None]]


class Checkup:
    """Tries every part at once, each within a limit; whoever asks meanwhile gets the same answer.

    ``stopping`` names the parts without which nothing can be answered.
    """

    def __init__(
        self,
        probes: Mapping[str, Probe],
        *,
        stopping: frozenset[str] = frozenset(),
        fresh_s: float = FRESH_S,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._probes = probes
        self._stopping = stopping
        self._fresh_s = fresh_s
        self._limit_s = limit_s
        self._clock = clock
        self._found: tuple[Complaint, ...] = ()
        self._looked_at: float | None = None
        self._turn = asyncio.Lock()

    async def complaints(self) -> tuple[Complaint, ...]:
        """What is wrong, as it was within the last seconds."""
        async with self._turn:
            now = self._clock()
            if self._looked_at is None or now - self._looked_at >= self._fresh_s:
                found = await asyncio.gather(*(self._try(part) for part in self._probes))
                self._found = tuple(one for one in found if one is not None)
                self._looked_at = self._clock()
            return self._found

    async def _try(self, part: str) -> Complaint | None:
        stops = part in self._stopping
        try:
            async with asyncio.timeout(self._limit_s):
                return await self._probes[part]()
        except TimeoutError:
            message = f"It did not answer within {self._limit_s:g} seconds. Run `almanac doctor`."
            return Complaint(part, message, stops)
        except Exception as error:  # noqa: BLE001 - a part may fail in ways of its own
            log.error("health.failed", part=part, error=type(error).__name__, trail=trail(error))
            return Complaint(part, "It failed. Run `almanac doctor`, and see the log.", stops)
