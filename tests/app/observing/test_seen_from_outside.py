"""A running product as its operators see it: traces at a collector, numbers at /metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.servers.collector import Collector, running_collector
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

QUESTION = "What is the usual dose of Qavoretin?"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ROUTE = {"role": "answer", "route": "model"}


@dataclass(slots=True)
class Observed:
    """A product, the model it asks, and the collector it tells."""

    product: Product
    model: ModelServer
    collector: Collector

    def ask(self, **headers: str) -> dict[str, object]:
        path = "/api/v1/assistants/medical-information/ask"
        with closing(self.product.sign_in("alice@cryodyne.example")) as alice:
            reply = alice.post(path, json={"question": QUESTION}, headers=headers)
        assert reply.status_code == 200, reply.text
        answer: dict[str, object] = reply.json()
        return answer

    def metrics(self) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        text = httpx.get(f"{self.product.url}/metrics", trust_env=False).text
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        return self.metrics().get((name, frozenset(labels.items())), 0.0)


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observed]:
    folder = tmp_path_factory.mktemp("seen")
    with running_collector() as collector, ModelServer().in_thread() as model:
        price = {"input_per_million": 1, "output_per_million": 2, "currency": "CHF"}
        route = {"kind": "openai", "base_url": model.base_url, "model": "writer", "retries": 0}
        route["price"] = {**price, "valid_from": "2026-01-01"}
        routes = {"model": route, "quotes": {"kind": "extractive"}}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": routes, "roles": {"answer": ["model", "quotes"]}}))
        settings = {
            "ALMANAC_GATEWAY_FILE": str(file),
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
        }
        # What is still to be told is told as the interpreter ends.
        with running(folder / "var", settings, new=True) as product:
            yield Observed(product, model, collector)


def test_one_question_is_one_trace_from_the_gateway_in_front_to_the_one_behind(
    observed: Observed,
) -> None:
    answer = observed.ask(traceparent=f"00-{TRACE}-{PARENT}-01")

    spans = [*observed.collector.wait_for(1, "turn"), *observed.collector.wait_for(1, "retrieval")]
    turn, search = spans
    (attempt,) = observed.collector.wait_for(1, "gateway.attempt")
    assert {turn.trace, search.trace, attempt.trace} == {TRACE}
    assert (turn.parent, search.parent, attempt.parent) == (PARENT, turn.id, turn.id)
    assert turn.attributes["almanac.turn"] == answer["turn_id"]
    assert attempt.attributes["almanac.department"] == "medical-information"
    assert attempt.attributes["gen_ai.usage.input_tokens"] == 1000
    head = observed.model.heads[-1].lower()
    assert f"traceparent: 00-{TRACE}-{attempt.id}-01" in head
    assert f"x-almanac-trace: {TRACE}" in head


def test_a_fault_shows_in_the_numbers_and_in_nothing_that_was_said(observed: Observed) -> None:
    labels = {**ROUTE, "cause": "throttled"}
    before = observed.value("almanac_gateway_fall_throughs_total", **labels)
    observed.model.chosen.choose("throttled", times=1)

    answer = observed.ask()

    assert answer["route"] == "quotes"
    assert observed.value("almanac_gateway_fall_throughs_total", **labels) == before + 1
    assert observed.value("almanac_gateway_breaker", route="model", state="closed") == 1.0
    assert observed.value("almanac_gateway_queue_waiting", route="model") == 0.0
    observed.collector.wait_for(3, "gateway.attempt")
    sent = bytes(observed.collector.raw)
    for words in (QUESTION, "Qavoretin", "30 mg", "alice"):
        assert words.encode() not in sent


def test_what_a_department_spends_and_how_long_it_waits_can_be_asked_for(
    observed: Observed,
) -> None:
    department = "medical-information"
    booked = {"department": department, "assistant": department, **ROUTE}
    before = observed.value("almanac_gateway_price_total", **booked, currency="CHF")

    observed.ask()

    assert observed.value("almanac_gateway_price_total", **booked, currency="CHF") > before
    assert observed.value("almanac_gateway_first_token_seconds_count", **ROUTE) >= 1
    names = {name for name, _ in observed.metrics()}
    assert {"almanac_turns_total", "almanac_turn_seconds_count"} <= names


def test_no_label_names_a_person_or_a_turn(observed: Observed) -> None:
    answer = observed.ask()

    text = httpx.get(f"{observed.product.url}/metrics", trust_env=False).text
    assert str(answer["turn_id"]) not in text
    assert "alice" not in text


def test_a_service_that_is_told_to_end_closes_its_parts_first(observed: Observed) -> None:
    """The last of the file, since nothing can be asked afterwards."""
    product = observed.product

    product.stop()

    assert product.process.returncode == 0
    assert not (product.var / "service.json").exists()
    assert "service.stopped" in product.log.read_text()
