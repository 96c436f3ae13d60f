"""What the gateway shows to the outside: a span for every attempt, and its numbers.

Labels are names of ours and closed sets, so there are few of them: no ids, nothing that people or
models wrote. `docs/observability.md` lists all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from opentelemetry.context import Context
from opentelemetry.trace import NoOpTracer, Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import REGISTRY, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from gateway.attempts import Attempt
from gateway.calls import Role
from gateway.configuration.route import Route
from gateway.resilience.failure_reasons import cause_of

if TYPE_CHECKING:
    from gateway.resilience.breaker import Breaker
    from gateway.resilience.queue import Places

_PROPAGATOR = TraceContextTextMapPropagator()
_ROUTE = ("role", "route")
_BOOKED = ("department", "assistant", "role", "route")
_FIRST = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)

ATTEMPTS = Counter(
    "almanac_gateway_attempts",
    "Attempts at a route that ended; the cause is empty where it answered, or was left.",
    (*_ROUTE, "outcome", "cause"),
)
RUNNING = Gauge("almanac_gateway_attempts_running", "Attempts that go on now.", ("route",))
QUEUE_SECONDS = Histogram(
    "almanac_gateway_queue_seconds",
    "How long calls waited for a place, also those that got none.",
    _ROUTE,
    buckets=_FIRST,
)
FALL_THROUGHS = Counter(
    "almanac_gateway_fall_throughs",
    "Times that the next route was tried in place of this one.",
    (*_ROUTE, "cause"),
)
CALLS_FAILED = Counter(
    "almanac_gateway_calls_failed", "Calls that no route answered.", ("role", "cause")
)
FIRST_TOKEN_SECONDS = Histogram(
    "almanac_gateway_first_token_seconds",
    "From the beginning of an attempt to its first text.",
    _ROUTE,
    buckets=_FIRST,
)
ATTEMPT_SECONDS = Histogram(
    "almanac_gateway_attempt_seconds",
    "From the beginning of an attempt to its end.",
    (*_ROUTE, "outcome"),
    buckets=(*_FIRST, 120),
)
TOKENS = Counter(
    "almanac_gateway_tokens",
    "Tokens that were used; cached ones are counted as such and not as input again.",
    (*_BOOKED, "kind"),
)
PRICE = Counter("almanac_gateway_price", "What was spent.", (*_BOOKED, "currency"))
UNPRICED = Counter(
    "almanac_gateway_unpriced", "Answers whose price is unknown, which is not zero.", _BOOKED
)


def count_fall_through(role: Role, route: Route, reason: str) -> None:
    """Count that the next route is tried in place of this one."""
    FALL_THROUGHS.labels(role, route.name, cause_of(reason)).inc()


def count_resting(role: Role, routes: Sequence[Route], tried: Sequence[Route]) -> None:
    """Count the routes that rest and are passed over before the first one is tried."""
    for route in routes[: routes.index(tried[0])]:
        count_fall_through(role, route, "resting")


def count_waited(role: Role, route: Route, seconds: float) -> None:
    """Count how long a call waited for a place at a route."""
    QUEUE_SECONDS.labels(role, route.name).observe(seconds)


def count_failed(role: Role, reason: str) -> None:
    """Count that no route answered a call."""
    CALLS_FAILED.labels(role, cause_of(reason)).inc()


class AttemptTelemetry:
    """Watches attempts: a span and the numbers of each. Without a tracer, the numbers alone."""

    def __init__(self, tracer: Tracer | None = None) -> None:
        self._tracer = tracer or NoOpTracer()
        self._spans: dict[int, Span] = {}

    def began(self, attempt: Attempt) -> None:
        """Begin the span, and let the call carry it on to the route."""
        RUNNING.labels(attempt.route.name).inc()
        call = attempt.call
        context = _PROPAGATOR.extract(call.attribution, context=Context())
        span = self._tracer.start_span("gateway.attempt", context=context, kind=SpanKind.CLIENT)
        if span.is_recording():
            span.set_attributes(_facts(attempt))
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier, set_span_in_context(span, Context()))
        if carrier:
            attempt.call = replace(call, attribution={**call.attribution, **carrier})
        self._spans[id(attempt)] = span

    def ended(self, attempt: Attempt) -> None:
        """Count the attempt, and end its span."""
        route, role, outcome = attempt.route.name, attempt.call.role, attempt.outcome
        cause = cause_of(attempt.reason) if attempt.reason else ""
        RUNNING.labels(route).dec()
        ATTEMPTS.labels(role, route, outcome, cause).inc()
        lasted = (datetime.now(UTC) - attempt.began_at).total_seconds()
        ATTEMPT_SECONDS.labels(role, route, outcome).observe(lasted)
        if attempt.first_token_s is not None:
            FIRST_TOKEN_SECONDS.labels(role, route).observe(attempt.first_token_s)
        _book(attempt)
        span = self._spans.pop(id(attempt), None)
        if span is None:
            return
        if span.is_recording():
            span.set_attributes(_ending(attempt, cause))
        if outcome in ("failed", "refused"):
            span.set_status(StatusCode.ERROR, cause)
        span.end()


def _book(attempt: Attempt) -> None:
    """Count tokens and price, for whom they were."""
    usage, said = attempt.usage, attempt.call.attribution
    booked = (said.get("department", ""), said.get("assistant", ""), attempt.call.role)
    labels = (*booked, attempt.route.name)
    if usage is not None:
        TOKENS.labels(*labels, "input").inc(usage.input_tokens - usage.cached_tokens)
        TOKENS.labels(*labels, "cached").inc(usage.cached_tokens)
        TOKENS.labels(*labels, "output").inc(usage.output_tokens)
    if attempt.price is not None:
        PRICE.labels(*labels, attempt.price.currency).inc(float(attempt.price.amount))
    elif attempt.outcome == "answered" and attempt.route.kind != "extractive":
        UNPRICED.labels(*labels).inc()


def _facts(attempt: Attempt) -> dict[str, str]:
    said, route = attempt.call.attribution, attempt.route
    ours = {f"almanac.{name}": said[name] for name in ("turn", "assistant", "department")
            if name in said}  # fmt: skip
    return ours | {
        "almanac.role": attempt.call.role,
        "almanac.route": route.name,
        "almanac.route.kind": route.kind,
        "gen_ai.operation.name": "embeddings" if route.embedding else "chat",
        "gen_ai.request.model": route.model,
    }


def _ending(attempt: Attempt, cause: str) -> dict[str, str | int | float]:
    facts: dict[str, str | int | float] = {"almanac.outcome": attempt.outcome}
    if cause:
        facts["almanac.cause"] = cause
    if attempt.first_token_s is not None:
        facts["almanac.first_token_ms"] = round(attempt.first_token_s * 1000, 1)
    if attempt.usage is not None:
        facts["gen_ai.usage.input_tokens"] = attempt.usage.input_tokens
        facts["gen_ai.usage.output_tokens"] = attempt.usage.output_tokens
        facts["almanac.usage.estimated"] = attempt.usage.estimated
    if attempt.price is not None:
        facts["almanac.price"] = float(attempt.price.amount)
        facts["almanac.price.currency"] = attempt.price.currency
    return facts


class States(Collector):
    """Breakers and queues as they are at the moment somebody looks."""

    def __init__(self, breakers: Mapping[str, Breaker], places: Mapping[str, Places]) -> None:
        self._breakers = breakers
        self._places = places

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that a process may have two gateways for a moment."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """The metrics, made now."""
        breaker = GaugeMetricFamily(
            "almanac_gateway_breaker",
            "1 for the state that a route's breaker is in.",
            labels=("route", "state"),
        )
        for route, each in self._breakers.items():
            for state in ("closed", "open", "probing"):
                breaker.add_metric((route, state), float(each.state == state))
        waiting = GaugeMetricFamily(
            "almanac_gateway_queue_waiting", "Calls that wait for a place.", labels=("route",)
        )
        free = GaugeMetricFamily(
            "almanac_gateway_places_free", "Calls that may begin at once.", labels=("route",)
        )
        for route, places in self._places.items():
            waiting.add_metric((route,), places.waiting)
            free.add_metric((route,), places.free)
        yield from (breaker, waiting, free)


@contextmanager
def showing_states(breakers: Mapping[str, Breaker], places: Mapping[str, Places]) -> Iterator[None]:
    """Show the states of a gateway's routes among the metrics for as long as this lasts."""
    states = States(breakers, places)
    REGISTRY.register(states)
    try:
        yield
    finally:
        REGISTRY.unregister(states)
