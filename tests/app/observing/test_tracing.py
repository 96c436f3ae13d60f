"""Where spans go: nowhere unless somebody says so, and to no harm where nobody takes them."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import NoOpTracer
from prometheus_client.metrics import MetricWrapperBase

import app.observing.turns
import gateway.telemetry
from app.commands.doctor.checks import examine
from app.errors import CommandError
from app.observing.tracing import ENDPOINTS, PROTOCOLS, exporting_to, is_on, tracing, wrong_port
from app.settings import ROOT, Settings
from gateway.telemetry import States
from tests.servers.collector import running_collector

OFF: list[dict[str, str]] = [
    {},
    {"OTEL_EXPORTER_OTLP_ENDPOINT": " "},
    {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317", "OTEL_SDK_DISABLED": "true"},
    {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4317", "OTEL_TRACES_EXPORTER": "none"},
]
_PROBE = """
import sys
import app.observing.turns, app.turns.runner, app.observing.tracing
with app.observing.tracing.tracing({}) as tracer:
    tracer.start_span("turn").end()
print([name for name in sys.modules if name.startswith(("opentelemetry.sdk", "grpc"))])
"""


class Slow(SpanExporter):
    """An exporter to a collector that takes spans and never says so."""

    def __init__(self) -> None:
        self.taken = threading.Event()
        self.let_go = threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.taken.set()
        self.let_go.wait(60)
        return SpanExportResult.FAILURE

    def shutdown(self) -> None:
        self.let_go.set()


class Away(SpanExporter):
    """An exporter to a collector that is away until it is back."""

    away = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return SpanExportResult.FAILURE if self.away else SpanExportResult.SUCCESS


@pytest.mark.parametrize("environment", OFF)
def test_without_a_collector_spans_are_empty_words(environment: dict[str, str]) -> None:
    assert not is_on(environment)
    with tracing(environment) as tracer:
        assert isinstance(tracer, NoOpTracer)


def test_without_a_collector_nothing_of_the_kit_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )

    assert done.stdout.strip() == "[]"


def test_spans_reach_the_collector_before_the_service_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running_collector() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        with tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}) as tracer:
            tracer.start_span("turn").end()

        (span,) = collector.spans
    assert (span.name, span.service) == ("turn", "almanac")


@pytest.mark.parametrize("protocol", ["http/protobuf", "http/json"])
def test_a_protocol_that_is_not_spoken_is_refused_with_the_remedy(protocol: str) -> None:
    environment = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
    }
    with pytest.raises(CommandError, match="gRPC port"), tracing(environment):
        pass


@pytest.mark.parametrize("name", ENDPOINTS)
def test_the_port_of_http_is_told_once_at_start_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    environment = {name: "http://127.0.0.1:4318"}
    monkeypatch.setenv(name, environment[name])
    with structlog.testing.capture_logs() as logs, tracing(environment):
        pass

    (told,) = [entry for entry in logs if entry["log_level"] == "warning"]
    assert (told["event"], told["remedy"]) == ("telemetry.port_of_http", wrong_port(environment))
    assert name in told["remedy"]
    assert "4317" in told["remedy"]


async def test_the_doctor_fails_where_spans_go_to_the_port_of_http(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, var=tmp_path / "var", demo=True)
    monkeypatch.setenv(ENDPOINTS[1], "http://collector:4318")

    found = {each.part: each for each in await examine(settings, offline=True)}

    assert not found["traces"].ok
    assert "4317" in found["traces"].message


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {ENDPOINTS[1]: "http://collector:4317"},
        {ENDPOINTS[1]: "http://collector:43180"},
        {ENDPOINTS[1]: "http://collector:4318", PROTOCOLS[1]: "grpc"},
        {ENDPOINTS[1]: "http://collector:4318", "OTEL_SDK_DISABLED": "true"},
        {ENDPOINTS[0]: "http://collector:4317", ENDPOINTS[1]: "http://collector:4318"},
    ],
    ids=["off", "port of gRPC", "another port", "stated", "disabled", "traces apart"],
)
def test_nothing_is_told_of_a_port_that_may_be_right(environment: dict[str, str]) -> None:
    assert wrong_port(environment) is None


def test_a_collector_that_is_away_is_told_of_once_and_that_it_is_back_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A batch is one span, so that every span is tried.
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1")
    exporter = Away()
    with structlog.testing.capture_logs() as logs, exporting_to(exporter, {}) as tracer:
        provider = tracer.span_processor  # type: ignore[attr-defined]
        for away in (True, True, True, False, False):
            exporter.away = away
            tracer.start_span("turn").end()
            provider.force_flush()

    assert [entry["event"] for entry in logs] == [
        "telemetry.collector_away",
        "telemetry.collector_back",
    ]


def test_nothing_of_the_kit_itself_reaches_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", nobody)
    with tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": nobody}) as tracer:
        tracer.start_span("turn").end()

    assert caplog.text == ""


def test_a_collector_that_hangs_does_not_keep_the_service_from_ending() -> None:
    exporter = Slow()
    with structlog.testing.capture_logs() as logs, exporting_to(exporter, {}) as tracer:
        tracer.start_span("turn").end()

    # It had begun to send, was not waited for, and was told to let go.
    assert exporter.taken.is_set()
    assert exporter.let_go.wait(10)
    assert "telemetry.spans_lost" in [entry["event"] for entry in logs]


DOCUMENTS = (ROOT / "docs" / "observability.md").read_text("utf-8")


def test_the_documents_name_every_metric_and_no_other() -> None:
    here = {metric.name for metric in (*vars(app.observing.turns).values(), *_of_the_gateway())
            if isinstance(metric, MetricWrapperBase) for metric in metric.collect()}  # fmt: skip
    shown = {metric.name for metric in States({}, {}).collect()}
    documented = set(re.findall(r"(?m)^\| `(almanac_[a-z_]+)`", DOCUMENTS))

    assert {name.removesuffix("_total") for name in documented} == here | shown


@pytest.mark.parametrize("module", ["app/observing/turns.py", "gateway/telemetry.py"])
def test_the_documents_name_every_attribute_of_a_span(module: str) -> None:
    written = (ROOT / module).read_text("utf-8")
    attributes = set(re.findall(r'"((?:almanac|gen_ai)\.[a-z_.]+)"', written))

    assert len(attributes) > 5
    assert {name for name in attributes if f"`{name}`" not in DOCUMENTS} == set()


def test_the_documents_name_every_variable_that_is_read_here() -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER"):
        assert name in DOCUMENTS


def _of_the_gateway() -> tuple[object, ...]:
    return tuple(vars(gateway.telemetry).values())
