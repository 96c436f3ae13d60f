"""When a route is asked again: how often, and after which pause."""

from __future__ import annotations

import random
from collections.abc import Callable

from gateway.attempts import RouteFailedError

# A person waits for it, so the pauses are short, and a route that asks for more is left.
FIRST_PAUSE_S, MOST_PAUSE_S = 0.25, 3.0


class Retries:
    """The further tries of one call at one route.

    Pauses have full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS, 2015): anything
    between nothing and a bound that doubles. To a time that the route named, up to a quarter is
    added, so that not everybody comes back at once. Where nobody waits, ``first_s`` and ``most_s``
    may be longer.
    """

    def __init__(
        self,
        most: int,
        draw: Callable[[float, float], float] = random.uniform,
        *,
        first_s: float = FIRST_PAUSE_S,
        most_s: float = MOST_PAUSE_S,
    ) -> None:
        self._left = most
        self._bound = first_s
        self._most_s = most_s
        self._draw = draw

    def pause_after(self, error: RouteFailedError, time_left: float) -> float | None:
        """Seconds to wait before the next try; ``None`` for the next route at once."""
        if not error.passing or self._left <= 0:
            return None
        named = error.retry_after
        if named is not None and named > self._most_s:
            return None
        self._left -= 1
        bound, self._bound = self._bound, min(2 * self._bound, self._most_s)
        pause = self._draw(0, bound) if not named else self._draw(named, 1.25 * named)
        return pause if pause < time_left else None
