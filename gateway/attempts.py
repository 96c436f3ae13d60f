"""One attempt at one route: what a client of a model yields, how it ends, and what it used."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from gateway.calls import ModelCall, Price, Usage
from gateway.configuration.route import Route
from gateway.token_counts import estimate_tokens


@dataclass(frozen=True, slots=True)
class Written:
    """The model is done. ``reason`` is its own word for how; `ending_of` tells what it means.

    ``thoughts`` are those that its server set apart from the answer.
    """

    usage: Usage | None
    reason: str = "stop"
    thoughts: str = ""


class RouteFailedError(Exception):
    """The route cannot answer now, and another one may: throttled, too slow, broken or away.

    ``passing`` is what may be over in a moment: throttled, an error of the server, a connection
    that broke. ``retry_after`` is in seconds, where the route named a time.
    """

    def __init__(
        self, reason: str, *, passing: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
        self.retry_after = retry_after


class RouteBusyError(RouteFailedError):
    """All places of the route are taken, which says nothing against the route."""


class OutOfTimeError(RouteFailedError):
    """The time of the whole call is over, which says nothing against the route."""


class RouteRefusedError(Exception):
    """The route refuses this call, and another one must not be tried in its place.

    ``begun`` tells that a model had read the prompt by then, so that it cost something.
    """

    def __init__(self, reason: str, *, begun: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.begun = begun


class FieldRefusedError(RouteRefusedError):
    """The route does not take one field of the request, which may do without.

    ``instead`` is the name under which the field would be taken.
    """

    def __init__(self, reason: str, field: str, instead: str | None = None) -> None:
        super().__init__(reason)
        self.field = field
        self.instead = instead


Outcome = Literal["answered", "failed", "refused", "left"]


@dataclass(slots=True)
class Attempt:
    """One call at one route, from before anything is sent until its connection is closed.

    ``outcome`` is ``left`` unless something else is known: the person pressed Stop, or went away.
    ``usage`` and ``price`` are what `Finished` says, and ``None`` without it; ``reported`` is what
    the model said, also of an answer that was not taken. ``turned_away`` is a call that the route
    did not begin to answer. A watcher that begins may put another ``call`` in its place, with more
    said about it.
    """

    route: Route
    call: ModelCall
    began_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcome: Outcome = "left"
    reason: str = ""
    usage: Usage | None = None
    price: Price | None = None
    reported: Usage | None = None
    turned_away: bool = False
    pieces: list[str] = field(default_factory=list)
    first_token_s: float | None = None

    @property
    def characters(self) -> int:
        """How much was written."""
        return sum(map(len, self.pieces))

    def has_begun(self) -> None:
        """Note when the first text came."""
        if self.first_token_s is None:
            self.first_token_s = (datetime.now(UTC) - self.began_at).total_seconds()

    def estimated_usage(self) -> Usage:
        """What it used by our own count, also where it broke off."""
        asked = "\n".join(message.text for message in self.call.messages)
        written = estimate_tokens("".join(self.pieces))
        return Usage(estimate_tokens(asked), written, estimated=True)


class AttemptWatcher(Protocol):
    """Hears of every attempt, at once and without waiting for anything."""

    def began(self, attempt: Attempt) -> None: ...

    def ended(self, attempt: Attempt) -> None: ...


class RouteClient(Protocol):
    """Speaks to one model."""

    def stream(self, call: ModelCall) -> AsyncIterator[str | Written]:
        """Yield pieces of text, then `Written`.

        Raises `RouteFailedError` or `RouteRefusedError`. Closing the iterator, or cancelling it,
        closes the connection.
        """
        ...

    async def aclose(self) -> None: ...


def plausible_usage(
    input_tokens: int, output_tokens: int, cached_tokens: int, *, filtered: bool = False
) -> Usage | None:
    """Believe a model's own count only within reason; ``None`` for one that cannot be.

    A guardrail that lets nothing through to the model says, as ``filtered``, that it used nothing.
    """
    counts = (input_tokens, output_tokens, cached_tokens)
    if any(not 0 <= count <= 10_000_000 for count in counts) or cached_tokens > input_tokens:
        return None
    if not input_tokens and not filtered:
        # Nothing is answered to nothing.
        return None
    return Usage(input_tokens, output_tokens, cached_tokens)
