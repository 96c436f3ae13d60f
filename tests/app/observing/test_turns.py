"""A turn as traces and metrics show it: everything that matters, and nothing that people wrote."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext, StatusCode, format_span_id, format_trace_id
from prometheus_client import REGISTRY
from pydantic import SecretStr

from app.identity.people import Person
from app.identity.tokens import Pseudonyms
from app.observing.trace_context import CarriedTraces, carried
from app.observing.turns import TurnObserver
from app.records.configurations import SqlConfigurationStore
from app.records.database.engine import open_engine, open_sessions
from app.records.turns.turns import SqlTurnStore
from app.turns.runner import TurnFailedError, TurnRunner
from gateway.calls import AnswerRefusedError, GatewayError
from gateway.configuration.budgets import AtLimit
from gateway.spending.charges import BudgetSpentError, Spent
from retrieval.access import Access
from retrieval.passages import Found
from tests.fakes.gateway import FakeGateway, writing
from tests.fakes.publishing import publish
from tests.fakes.search import FakeSearch, passage
from tests.feedback.samples import AT, configuration
from tests.servers.databases import migrated

ALICE = Person("alice", "alice@x", "Alice", frozenset({"everyone"}), frozenset())
SECRET = "a-thing-that-only-Alice-wrote"
PASSAGES = (passage(1, "There are 30 days of leave."), passage(2, "Ask your manager."))
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Broken(FakeSearch):
    """A search that fails with what somebody wrote in its words."""

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        raise RuntimeError(SECRET)

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        return frozenset()


class Seen:
    """A tracer whose spans stay here."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.tracer = provider.get_tracer("test")

    def all(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self._exporter.get_finished_spans()}

    def text(self) -> str:
        return "".join(str(span.to_json()) for span in self._exporter.get_finished_spans())


async def ask(
    folder: Path, gateway: FakeGateway, search: FakeSearch, seen: Seen | None
) -> FakeGateway:
    """One turn over a real database."""
    url = f"sqlite:///{folder / 'records.db'}"
    await migrated(url)
    engine = open_engine(url, inline=True)
    sessions = open_sessions(engine)
    await publish(sessions, configuration(), AT)
    turns = TurnRunner(
        turns=SqlTurnStore(sessions),
        configurations=SqlConfigurationStore(sessions),
        search=search,
        gateway=gateway,
        pseudonyms=Pseudonyms(SecretStr("a-secret-key-of-more-than-32-characters")),
        observer=TurnObserver(seen.tracer) if seen else TurnObserver(),
    )
    version = await turns.assistant_for(ALICE, "hr")
    with suppress(TurnFailedError):
        async for _ in turns.run(ALICE, version, f"How many days, {SECRET}?", thread_id="t"):
            pass
    await engine.dispose()
    return gateway


@contextmanager
def carrying(**headers: str) -> Iterator[None]:
    token = carried.set(headers)
    try:
        yield
    finally:
        carried.reset(token)


def count(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def context_of(span: ReadableSpan) -> SpanContext:
    context = span.get_span_context()
    assert context is not None
    return context


def answering() -> FakeGateway:
    return FakeGateway(answer=writing("There are 30 days [1]."))


async def test_a_turn_is_a_span_and_its_search_is_one_within_it(tmp_path: Path) -> None:
    seen = Seen()

    await ask(tmp_path, answering(), FakeSearch(PASSAGES), seen)

    turn, search = seen.all()["turn"], seen.all()["retrieval"]
    assert turn.attributes is not None
    assert turn.attributes["almanac.assistant"] == "hr"
    assert turn.attributes["almanac.status"] == "completed"
    assert turn.attributes["almanac.citations"] == 1
    assert search.parent is not None
    assert search.parent.span_id == context_of(turn).span_id
    assert search.attributes is not None
    assert search.attributes["almanac.passages"] == 2


async def test_what_is_unknown_of_a_turn_is_absent_from_its_span(tmp_path: Path) -> None:
    seen = Seen()

    await ask(tmp_path, answering(), FakeSearch(()), seen)

    attributes = seen.all()["turn"].attributes
    assert attributes is not None
    assert attributes["almanac.kind"] == "not_found"
    assert "almanac.route" not in attributes


async def test_the_model_call_carries_the_trace_on(tmp_path: Path) -> None:
    seen = Seen()

    gateway = await ask(tmp_path, answering(), FakeSearch(PASSAGES), seen)

    context = context_of(seen.all()["turn"])
    trace, span = format_trace_id(context.trace_id), format_span_id(context.span_id)
    said = gateway.calls[0].attribution
    assert said["trace"] == trace
    assert said["traceparent"].startswith(f"00-{trace}-{span}-")


async def test_a_turn_continues_the_trace_of_the_request_that_asks(tmp_path: Path) -> None:
    seen = Seen()

    with carrying(traceparent=PARENT):
        await ask(tmp_path, answering(), FakeSearch(PASSAGES), seen)

    turn = seen.all()["turn"]
    assert format_trace_id(context_of(turn).trace_id) == PARENT.split("-")[1]
    assert turn.parent is not None
    assert format_span_id(turn.parent.span_id) == PARENT.split("-")[2]


async def test_without_a_collector_a_foreign_trace_is_passed_on_as_it_came(tmp_path: Path) -> None:
    with carrying(traceparent=PARENT):
        gateway = await ask(tmp_path, answering(), FakeSearch(PASSAGES), None)

    assert gateway.calls[0].attribution["traceparent"] == PARENT


@pytest.mark.parametrize("headers", [{}, {"traceparent": "nonsense"}, {"traceparent": "00-0-0-1"}])
async def test_without_any_trace_a_model_call_joins_none(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    with carrying(**headers):
        gateway = await ask(tmp_path, answering(), FakeSearch(PASSAGES), None)

    assert "traceparent" not in gateway.calls[0].attribution


async def test_a_turn_that_breaks_is_a_failed_span_without_the_words_of_the_error(
    tmp_path: Path,
) -> None:
    seen = Seen()
    labels = {"assistant": "hr", "department": "hr", "origin": "api"}
    labels |= {"status": "failed", "kind": "failed"}
    before = count("almanac_turns_total", **labels)

    await ask(tmp_path, answering(), Broken(PASSAGES), seen)

    assert seen.all()["turn"].status.status_code is StatusCode.ERROR
    assert seen.all()["turn"].status.description == "RuntimeError"
    assert seen.all()["retrieval"].status.description == "RuntimeError"
    assert count("almanac_turns_total", **labels) == before + 1


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (BudgetSpentError("answer", "hr", Spent(AtLimit.MESSAGE, date(2026, 4, 1))), "over_budget"),
        (AnswerRefusedError("answer", "first: HTTP 401"), "unauthorised"),
        (GatewayError("answer", "first: too slow"), "too_slow"),
        (GatewayError("answer", SECRET), "other"),
    ],
    ids=["over budget", "unauthorised", "too slow", "other"],
)
async def test_a_turn_without_an_answer_says_the_cause(
    tmp_path: Path, error: GatewayError, cause: str
) -> None:
    seen = Seen()

    await ask(tmp_path, FakeGateway(answer=[error]), FakeSearch(PASSAGES), seen)

    status = seen.all()["turn"].status
    assert (status.status_code, status.description) == (StatusCode.ERROR, cause)


@pytest.mark.parametrize(
    ("gateway", "search"),
    [
        (answering(), FakeSearch(PASSAGES)),
        (answering(), FakeSearch(())),
        (answering(), Broken(PASSAGES)),
        (FakeGateway(answer=[GatewayError("answer", SECRET)]), FakeSearch(PASSAGES)),
    ],
    ids=["answered", "not found", "broken", "no route"],
)
async def test_no_span_holds_a_word_that_anybody_wrote(
    tmp_path: Path, gateway: FakeGateway, search: FakeSearch
) -> None:
    seen = Seen()

    await ask(tmp_path, gateway, search, seen)

    text = seen.text()
    assert '"turn"' in text
    for word in (SECRET, "30 days", "Ask your manager", "alice"):
        assert word not in json.dumps(text)


async def test_a_turn_is_counted_and_timed(tmp_path: Path) -> None:
    labels = {"assistant": "hr", "department": "hr", "origin": "api"}
    labels |= {"status": "completed", "kind": "answer"}
    before = count("almanac_turns_total", **labels)
    searches = count("almanac_retrieval_seconds_count", assistant="hr")
    firsts = count("almanac_turn_first_token_seconds_count", assistant="hr")

    await ask(tmp_path, answering(), FakeSearch(PASSAGES), None)

    assert count("almanac_turns_total", **labels) == before + 1
    assert count("almanac_retrieval_seconds_count", assistant="hr") == searches + 1
    assert count("almanac_turn_first_token_seconds_count", assistant="hr") == firsts + 1


@pytest.mark.parametrize(
    ("kind", "headers", "expected"),
    [
        (
            "http",
            [(b"traceparent", PARENT.encode()), (b"baggage", b"a=b")],
            {"traceparent": PARENT},
        ),
        ("http", [(b"tracestate", b"a=b")], {}),
        ("http", [(b"traceparent", b"0" * 600)], {}),
        ("websocket", [(b"traceparent", PARENT.encode())], {}),
    ],
)
async def test_a_request_carries_its_trace_headers_and_no_others(
    kind: str, headers: list[tuple[bytes, bytes]], expected: dict[str, str]
) -> None:
    within: list[dict[str, str]] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        within.append(dict(carried.get()))

    async def nothing(*_: Any) -> Any:
        return None

    await CarriedTraces(inner)({"type": kind, "headers": headers}, nothing, nothing)

    assert within == [expected]
    assert dict(carried.get()) == {}
