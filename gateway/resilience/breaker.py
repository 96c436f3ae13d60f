"""A circuit breaker: a route that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

LONGEST_REST_S = 120.0


class Admission:
    """Lets one call through; whoever holds it says once how the call ended."""

    def __init__(self, breaker: Breaker, *, probe: bool) -> None:
        self._breaker = breaker
        self._probe = probe
        self._told = False

    def succeeded(self) -> None:
        """The route works."""
        if self._tell():
            self._breaker.close()

    def failed(self, retry_after: float | None = None) -> None:
        """The route failed, and perhaps named the seconds after which to come back."""
        if self._tell():
            self._breaker.count(retry_after, probe=self._probe)

    def abandoned(self) -> None:
        """It is not known how the call would have ended; the next one may probe."""
        if self._tell():
            self._breaker.give_back(probe=self._probe)

    def _tell(self) -> bool:
        told, self._told = self._told, True
        return not told


class Breaker:
    """Opens after failures in a row; after a rest, one call at a time probes the route.

    A route that names a time to come back, longer than a person is kept waiting for it, rests at
    once.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        rest_s: float = 15.0,
        patience_s: float = 3.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._rest = rest_s
        self._patience = patience_s
        self._clock = clock
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    @property
    def state(self) -> Literal["closed", "open", "probing"]:
        """How the circuit is: ``probing`` is from the end of a rest until the probe is back."""
        if self._open_until is None:
            return "closed"
        return "open" if self._clock() < self._open_until else "probing"

    @property
    def admits(self) -> bool:
        """Whether a call would be let through now."""
        return self.state == "closed" or (self.state == "probing" and not self._probing)

    def admit(self) -> Admission | None:
        """Let a call through, as the probe when a rest is over; ``None`` while resting."""
        if not self.admits:
            return None
        probe = self.state == "probing"
        self._probing = self._probing or probe
        return Admission(self, probe=probe)

    def insist(self) -> Admission:
        """Let a call through although the route rests, since there is no other."""
        return Admission(self, probe=False)

    def close(self) -> None:
        """The route works again, whoever found out."""
        self._failures, self._open_until, self._probing = 0, None, False

    def count(self, retry_after: float | None, *, probe: bool) -> None:
        """Count a failure; a time that the route named lengthens the rest within bounds."""
        self._failures += 1
        self.give_back(probe=probe)
        named = min(retry_after or 0.0, LONGEST_REST_S)
        due = probe or self._failures >= self._limit
        if due or named > self._patience:
            until = self._clock() + (max(self._rest, named) if due else named)
            self._open_until = max(until, self._open_until or 0.0)

    def give_back(self, *, probe: bool) -> None:
        """The probe is back; a call that was none leaves another's probe alone."""
        if probe:
            self._probing = False
