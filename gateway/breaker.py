"""A circuit breaker: a route that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

LONGEST_REST_S = 120.0


class Breaker:
    """Opens after failures in a row; after a rest, one call at a time probes the route."""

    def __init__(
        self,
        *,
        failures: int = 5,
        rest_s: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._rest = rest_s
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0
        self._probing = False

    def admits(self) -> bool:
        """Tell whether a call may go through; when resting is over, it becomes the probe."""
        if self._failures < self._limit:
            return True
        if self._probing or self._clock() < self._open_until:
            return False
        self._probing = True
        return True

    def succeeded(self) -> None:
        """Close the circuit."""
        self._failures, self._probing = 0, False

    def failed(self, retry_after: float | None = None) -> None:
        """Count a failure; ``retry_after`` (seconds) lengthens the rest within bounds."""
        self._failures += 1
        self._probing = False
        rest = max(self._rest, min(retry_after or 0.0, LONGEST_REST_S))
        self._open_until = self._clock() + rest

    def abandoned(self) -> None:
        """The person left before it was known; the next call may probe."""
        self._probing = False
