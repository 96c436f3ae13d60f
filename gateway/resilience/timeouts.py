"""How long is waited for vectors: a question has a person behind it, a document has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gateway.configuration.route import Route
from gateway.resilience.retries import FIRST_PAUSE_S, MOST_PAUSE_S, Retries

Purpose = Literal["search", "ingest"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The timeouts and retries of one kind of text, in seconds.

    ``total_s`` is for all routes together.
    """

    purpose: Purpose
    total_s: float
    first_pause_s: float
    most_pause_s: float
    least_retries: int

    @property
    def waits(self) -> bool:
        """Whether a route that rests is waited for."""
        return self.purpose == "ingest"

    def retries(self, route: Route) -> Retries:
        """The further tries at one route."""
        return Retries(
            max(route.retries, self.least_retries),
            first_s=self.first_pause_s,
            most_s=self.most_pause_s,
        )

    def limit_s(self, route: Route) -> float:
        """How long one request may take."""
        return route.total_timeout_s if self.waits else route.first_token_timeout_s


DOCUMENTS = Timeouts("ingest", 600, 2.0, 60.0, 4)
QUESTION = Timeouts("search", 30, FIRST_PAUSE_S, MOST_PAUSE_S, 0)
