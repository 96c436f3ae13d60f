"""One attempt at one route: what a client of a model yields, and the two ways it ends badly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from gateway.calls import ModelCall, Usage


@dataclass(frozen=True, slots=True)
class Written:
    """The model is done. ``reason`` is ``stop``, ``length`` or ``content_filter``, or its own."""

    usage: Usage | None
    reason: str = "stop"


class RouteFailedError(Exception):
    """The route cannot answer now, and another one may: throttled, too slow, broken or away.

    ``retry_after`` is in seconds, where the route named a time.
    """

    def __init__(self, reason: str, *, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class RouteRefusedError(Exception):
    """The route refuses this call, and another one must not be tried in its place."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RouteClient(Protocol):
    """Speaks to one model."""

    def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield pieces of text, then `Written`.

        Raises `RouteFailedError` or `RouteRefusedError`. Closing the iterator, or cancelling it,
        closes the connection.
        """
        ...

    async def aclose(self) -> None: ...


def plausible_usage(input_tokens: int, output_tokens: int, cached_tokens: int) -> Usage | None:
    """Believe a model's own count only within reason; ``None`` for one that cannot be."""
    counts = (input_tokens, output_tokens, cached_tokens)
    if any(not 0 <= count <= 10_000_000 for count in counts) or cached_tokens > input_tokens:
        return None
    return Usage(input_tokens, output_tokens, cached_tokens)
