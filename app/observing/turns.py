"""What a turn shows to the outside: its span, the span of its search, and its numbers.

Ids, counts and names of ours go in; what people wrote does not. `docs/observability.md` lists all.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field

from opentelemetry.context import Context
from opentelemetry.trace import (
    INVALID_SPAN,
    NoOpTracer,
    Span,
    SpanKind,
    StatusCode,
    Tracer,
    format_trace_id,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Gauge, Histogram

from app.observing.trace_context import carried
from assistants.answers import Answer
from feedback.turns import TurnOpening, TurnStatus
from gateway.attribution import on_behalf_of
from gateway.calls import Gateway, GatewayError, GatewayEvent, ModelCall, Role
from gateway.resilience.failure_reasons import cause_of
from gateway.spending.charges import BudgetSpentError
from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120)
TURNS = Counter(
    "almanac_turns",
    "Turns that ended, by how they ended and what kind of answer there was.",
    ("assistant", "department", "origin", "status", "kind"),
)
KEPT_ENDINGS = Gauge("almanac_turns_kept", "Ends of turns that wait for the database to be back.")
LIVE_TURNS = Gauge(
    "almanac_turns_live", "Questions from the chat whose answers are being written now."
)
TURN_SECONDS = Histogram(
    "almanac_turn_seconds", "From the question to the end.", ("assistant",), buckets=_SECONDS
)
FIRST_TOKEN_SECONDS = Histogram(
    "almanac_turn_first_token_seconds",
    "From the question to the first piece of text that a person sees.",
    ("assistant",),
    buckets=_SECONDS,
)
RETRIEVAL_SECONDS = Histogram(
    "almanac_retrieval_seconds",
    "One search for passages.",
    ("assistant",),
    buckets=(0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
)
_PROPAGATOR = TraceContextTextMapPropagator()


@dataclass(frozen=True, slots=True)
class TurnObserver:
    """Begins to observe turns; without a tracer only the numbers are kept."""

    tracer: Tracer = field(default_factory=NoOpTracer)

    def begins(self, opening: TurnOpening) -> ObservedTurn:
        """Observe a turn, in the trace of the request that asks where there is one."""
        context = _PROPAGATOR.extract(carried.get(), context=Context())
        span = self.tracer.start_span("turn", context=context, kind=SpanKind.SERVER)
        if span.is_recording():
            span.set_attributes(
                {
                    "almanac.turn": opening.id,
                    "almanac.assistant": opening.profile,
                    "almanac.department": opening.department,
                    "almanac.configuration": opening.configuration_number,
                    "almanac.origin": opening.origin,
                }
            )
        return ObservedTurn(self.tracer, opening, span)


class ObservedTurn:
    """One turn, from its question to its end."""

    def __init__(self, tracer: Tracer, opening: TurnOpening, span: Span = INVALID_SPAN) -> None:
        self._tracer = tracer
        self._opening = opening
        self._span = span
        self._context = set_span_in_context(span, Context())
        self._cause: str | None = None
        self._ended = False

    @property
    def attribution(self) -> tuple[tuple[str, str], ...]:
        """The trace's id, and the header by which a model call joins it; empty without a trace."""
        carrier: dict[str, str] = {}
        _PROPAGATOR.inject(carrier, self._context)
        if "traceparent" not in carrier:
            return ()
        trace = format_trace_id(self._span.get_span_context().trace_id)
        return (("trace", trace), *carrier.items())

    @contextmanager
    def storing(self) -> Iterator[None]:
        """A time in which the records are at work; where they fail, nothing else ends the span."""
        try:
            yield
        except Exception as error:
            self._finish(StatusCode.ERROR, type(error).__name__)
            raise

    def search_with(self, search: PassageSearch, attribution: Mapping[str, str]) -> PassageSearch:
        """The same search, observed as a part of this turn; its calls are ``attribution``'s."""
        return _ObservedSearch(search, self, attribution)

    def calling_with(self, gateway: Gateway) -> Gateway:
        """The same gateway; why it gave no answer is why the turn has none."""
        return _ObservedGateway(gateway, self)

    def fails_by(self, cause: str) -> None:
        """Keep why the turn fails, should it fail: a cause or the type of an error, no words."""
        self._cause = cause

    def ended(self, status: TurnStatus, answer: Answer) -> None:
        """Count the turn, and end its span."""
        asked, timings = self._opening, answer.timings
        kind = answer.kind.value
        TURNS.labels(asked.profile, asked.department, asked.origin, status.value, kind).inc()
        if timings.total_ms is not None:
            TURN_SECONDS.labels(asked.profile).observe(timings.total_ms / 1000)
        if timings.first_token_ms is not None:
            FIRST_TOKEN_SECONDS.labels(asked.profile).observe(timings.first_token_ms / 1000)
        if self._span.is_recording():
            facts: dict[str, str | int | float | None] = {
                "almanac.status": status.value,
                "almanac.kind": kind,
                "almanac.passages": len(answer.passages),
                "almanac.citations": len(answer.citations),
                "almanac.quotes": answer.quotes,
                "almanac.route": answer.route,
                "almanac.first_token_ms": timings.first_token_ms,
            }
            known = {name: value for name, value in facts.items() if value is not None}
            self._span.set_attributes(known)
        if status is TurnStatus.FAILED:
            cause = "withheld" if answer.withheld else self._cause or "other"
            self._finish(StatusCode.ERROR, cause)
        self._finish(StatusCode.UNSET)

    @contextmanager
    def searching(self, name: str, sources: Sequence[str]) -> Iterator[Span]:
        """Time one search; an error leaves its type behind, and none of its words."""
        span = self._tracer.start_span(name, context=self._context)
        span.set_attribute("almanac.sources", len(sources))
        began = time.perf_counter()
        try:
            yield span
        except BaseException as error:
            span.set_status(StatusCode.ERROR, type(error).__name__)
            raise
        finally:
            RETRIEVAL_SECONDS.labels(self._opening.profile).observe(time.perf_counter() - began)
            span.end()

    def _finish(self, code: StatusCode, description: str | None = None) -> None:
        if self._ended:
            return
        self._ended = True
        if code is StatusCode.ERROR:
            self._span.set_status(code, description)
        self._span.end()


class _ObservedSearch:
    """A `PassageSearch` whose searches are spans of a turn."""

    def __init__(
        self, search: PassageSearch, turn: ObservedTurn, attribution: Mapping[str, str]
    ) -> None:
        self._search = search
        self._turn = turn
        self._attribution = attribution

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        with self._turn.searching("retrieval", sources) as span, on_behalf_of(self._attribution):
            found = await self._search.search(
                query, access, sources, limit=limit, table_letters=table_letters
            )
            span.set_attribute("almanac.passages", len(found.passages))
            span.set_attribute("almanac.evidence", found.evidence)
        return found

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        return await self._search.readable(chunks, access)

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        # A span of its own would tell, to whoever reads traces, that somebody lacks a right. So
        # would a call for a vector on their behalf.
        return await self._search.answered_elsewhere(query, access, sources, threshold=threshold)


class _ObservedGateway:
    """A `Gateway` that tells a turn why no model answers it."""

    def __init__(self, gateway: Gateway, turn: ObservedTurn) -> None:
        self._gateway = gateway
        self._turn = turn

    def prompt_tokens(self, role: Role) -> int | None:
        return self._gateway.prompt_tokens(role)

    def only_quotes(self, role: Role) -> bool:
        return self._gateway.only_quotes(role)

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        try:
            async with aclosing(self._gateway.stream(call)) as events:
                async for event in events:
                    yield event
        except GatewayError as error:
            # Without a rewritten question the turn goes on with the words as they are.
            if call.role == "answer":
                spent = isinstance(error, BudgetSpentError)
                self._turn.fails_by("over_budget" if spent else cause_of(error.reason))
            raise
