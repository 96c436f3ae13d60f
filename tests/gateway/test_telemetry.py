"""The gateway as traces and metrics show it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode, format_span_id, format_trace_id
from prometheus_client import REGISTRY

from gateway.calls import GatewayError, ModelCall, Token
from gateway.configuration.gateway_file import GatewayRoutes
from gateway.configuration.route import Route
from gateway.resilience.failure_reasons import CAUSES, Cause, cause_of
from gateway.serving import RoutedGateway
from gateway.telemetry import AttemptTelemetry, showing_states
from tests.gateway.calling import WordSimilarity, call, events, openai
from tests.servers.model_server import ModelServer

QUOTES = Route(kind="extractive", name="quotes")
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PRICE = {
    "input_per_million": "10",
    "output_per_million": "1000",
    "currency": "CHF",
    "valid_from": "2026-01-01",
}


class Spans:
    """A tracer whose spans stay here."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracer = provider.get_tracer("test")


@asynccontextmanager
async def watched(*routes: Route, spans: Spans | None = None) -> AsyncIterator[RoutedGateway]:
    """A gateway whose every attempt is observed, and which pauses no time."""

    async def at_once(_seconds: float) -> None:
        return None

    opened = RoutedGateway(
        GatewayRoutes(routes=routes, roles={"answer": tuple(route.name for route in routes)}),
        WordSimilarity(),
        {},
        watchers=(AttemptTelemetry(spans.tracer if spans else None),),
        pause=at_once,
    )
    try:
        yield opened
    finally:
        await opened.aclose()


def asked(**said: str) -> ModelCall:
    attribution = {"department": "hr", "assistant": "hr-chat", "turn": "turn-1", **said}
    return replace(call(), attribution=attribution)


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_an_attempt_is_a_span_in_the_trace_of_its_turn_and_carries_it_to_the_route() -> None:
    spans = Spans()
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "steady", "traced"), spans=spans) as gateway,
    ):
        await events(gateway, asked(traceparent=f"00-{TRACE}-{PARENT}-01"))

    (span,) = spans.exporter.get_finished_spans()
    context = span.get_span_context()
    assert context is not None
    assert format_trace_id(context.trace_id) == TRACE
    assert span.parent is not None
    assert format_span_id(span.parent.span_id) == PARENT
    assert span.attributes is not None
    assert span.attributes["almanac.route"] == "traced"
    assert span.attributes["almanac.outcome"] == "answered"
    assert span.attributes["gen_ai.usage.output_tokens"] == 24
    sent = f"traceparent: 00-{TRACE}-{format_span_id(context.span_id)}-01"
    assert sent in server.heads[0].lower()


async def test_without_a_tracer_a_foreign_trace_reaches_the_route_as_it_came() -> None:
    header = f"00-{TRACE}-{PARENT}-01"
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "steady", "passing")) as gateway,
    ):
        await events(gateway, asked(traceparent=header))
        await events(gateway, asked())

    assert f"traceparent: {header}" in server.heads[0].lower()
    assert "traceparent" not in server.heads[1].lower()


async def test_every_attempt_and_every_fall_through_is_counted_with_its_cause() -> None:
    spans = Spans()
    route = {"role": "answer", "route": "slowing"}
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "broken", "slowing", retries=1), QUOTES, spans=spans) as g,
    ):
        await events(g, asked())

    failed = value(
        "almanac_gateway_attempts_total", **route, outcome="failed", cause="server_error"
    )
    assert failed == 2
    assert value("almanac_gateway_fall_throughs_total", **route, cause="server_error") == 1
    assert value("almanac_gateway_attempts_running", route="slowing") == 0
    codes = [span.status.status_code for span in spans.exporter.get_finished_spans()]
    assert codes == [StatusCode.ERROR, StatusCode.ERROR, StatusCode.UNSET]


async def test_a_call_that_no_route_answers_is_counted_and_is_no_fall_through() -> None:
    before = value("almanac_gateway_calls_failed_total", role="answer", cause="cut_off")
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "cut:interval=1", "cutting", retries=0)) as gateway,
    ):
        with pytest.raises(GatewayError):
            await events(gateway, asked())

    causes = [c for c in CAUSES if value("almanac_gateway_fall_throughs_total",
                                         role="answer", route="cutting", cause=c)]  # fmt: skip
    assert causes == []
    after = sum(
        value("almanac_gateway_calls_failed_total", role="answer", cause=cause)
        for cause in ("cut_off", "connection")
    )
    assert after > before


async def test_an_attempt_that_the_person_left_is_counted_as_left() -> None:
    spans = Spans()
    async with ModelServer().running() as server:
        endless = openai(server.base_url, "steady:tokens=5000,interval=2", "leaving")
        async with (
            watched(endless, spans=spans) as gateway,
            aclosing(gateway.stream(asked())) as stream,
        ):
            async for event in stream:
                if isinstance(event, Token):
                    break

    labels = {"role": "answer", "route": "leaving", "outcome": "left", "cause": ""}
    assert value("almanac_gateway_attempts_total", **labels) == 1
    assert len(spans.exporter.get_finished_spans()) == 1


async def test_tokens_and_price_are_booked_on_the_department() -> None:
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "steady", "priced", price=PRICE)) as gateway,
    ):
        await events(gateway, asked())

    booked = {"department": "hr", "assistant": "hr-chat", "role": "answer", "route": "priced"}
    assert value("almanac_gateway_tokens_total", **booked, kind="input") == 1000
    assert value("almanac_gateway_tokens_total", **booked, kind="output") == 24
    assert value("almanac_gateway_price_total", **booked, currency="CHF") == pytest.approx(0.034)
    assert value("almanac_gateway_first_token_seconds_count", role="answer", route="priced") == 1


async def test_an_answer_without_a_price_is_counted_as_unpriced_and_costs_nothing() -> None:
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "steady", "unpriced")) as gateway,
    ):
        await events(gateway, asked())

    booked = {"department": "hr", "assistant": "hr-chat", "role": "answer", "route": "unpriced"}
    assert value("almanac_gateway_unpriced_total", **booked) == 1
    assert (
        REGISTRY.get_sample_value("almanac_gateway_price_total", {**booked, "currency": "CHF"})
        is None
    )


async def test_an_open_breaker_shows_and_the_route_is_passed_over() -> None:
    async with (
        ModelServer().running() as server,
        watched(openai(server.base_url, "broken", "opening", retries=0), QUOTES) as gateway,
    ):
        with showing_states(gateway.breakers, gateway.places):
            for _ in range(6):
                await events(gateway, asked())
            states = {
                state: value("almanac_gateway_breaker", route="opening", state=state)
                for state in ("closed", "open", "probing")
            }
            free = value("almanac_gateway_places_free", route="opening")
        gone = REGISTRY.get_sample_value(
            "almanac_gateway_breaker", {"route": "opening", "state": "open"}
        )

    assert states == {"closed": 0, "open": 1, "probing": 0}
    assert free > 0
    assert gone is None
    labels = {"role": "answer", "route": "opening", "cause": "resting"}
    assert value("almanac_gateway_fall_throughs_total", **labels) == 1


async def test_no_span_holds_a_word_that_anybody_wrote() -> None:
    spans = Spans()
    async with ModelServer(reply=lambda _: "a-word-of-the-model " * 9).running() as server:
        for model in ("steady", "refusal", "error_event", "refused"):
            route = openai(server.base_url, model, f"quiet-{model}", retries=0)
            async with watched(route, spans=spans) as gateway:
                with suppress(GatewayError):
                    await events(gateway, asked(person="a-pseudonym"))

    finished = spans.exporter.get_finished_spans()
    assert len(finished) == 4
    text = "".join(str(span.to_json()) for span in finished)
    for word in ("a-word-of-the-model", "hotel", "a-pseudonym", server.base_url):
        assert word not in text


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("HTTP 429", "throttled"),
        ("Converse: ThrottlingException", "throttled"),
        ("HTTP 401", "unauthorised"),
        ("Converse: AccessDeniedException", "unauthorised"),
        ("HTTP 404", "unknown_model"),
        ("HTTP 400", "refused"),
        ("HTTP 503", "server_error"),
        ("Converse: ModelStreamErrorException", "server_error"),
        ("too slow", "too_slow"),
        ("connection: ClientConnectorError", "connection"),
        ("too many wait already", "busy"),
        ("a content filter withheld the answer", "filtered"),
        ("over budget", "over_budget"),
        ("what nobody foresaw", "other"),
    ],
)
def test_a_reason_has_one_of_a_few_causes(reason: str, cause: Cause) -> None:
    assert cause_of(reason) == cause
    assert cause in CAUSES
