"""Where spans go: to the collector that the standard ``OTEL_`` variables name, or nowhere.

Without a collector nothing of the SDK is imported, and spans are empty words.
"""

from __future__ import annotations

import importlib.metadata
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from opentelemetry.trace import NoOpTracer, Tracer

from app.errors import CommandError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

log = structlog.get_logger()

NAME = "almanac"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_HTTP_PORT = re.compile(r":4318(?![0-9])")
# A service that ends sends what it has; a collector that is away must not hold it up.
_FLUSH_LIMIT_S, _CLOSE_LIMIT_S = 2.0, 1.0


def is_on(environment: Mapping[str, str]) -> bool:
    """Tell whether spans are sent anywhere."""
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp").strip().lower() == "none":
        return False
    return any(environment.get(name, "").strip() for name in ENDPOINTS)


def wrong_port(environment: Mapping[str, str]) -> str | None:
    """What to do where spans go to the port at which collectors take HTTP; else ``None``.

    Whoever states the protocol knows what listens there.
    """
    stated = any(environment.get(name, "").strip() for name in PROTOCOLS)
    if stated or not is_on(environment):
        return None
    name = next(name for name in ENDPOINTS if environment.get(name, "").strip())
    if not _HTTP_PORT.search(environment[name]):
        return None
    return (
        f"{name} names port 4318, where collectors take HTTP, and spans are sent over gRPC: none "
        "will arrive. Give the collector's gRPC port, which is mostly 4317; if 4318 does take "
        f"gRPC, set {PROTOCOLS[-1]}=grpc."
    )


@contextmanager
def tracing(environment: Mapping[str, str]) -> Iterator[Tracer]:
    """Give the tracer of the service, and send what is left at the end, within three seconds.

    The SDK reads the other ``OTEL_`` variables itself: headers, certificates, sampler, service
    name. Raises `CommandError` for a protocol that is not spoken here.
    """
    if not is_on(environment):
        yield NoOpTracer()
        return
    _require_grpc(environment)
    if (remedy := wrong_port(environment)) is not None:
        log.warning("telemetry.port_of_http", remedy=remedy)
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    with exporting_to(OTLPSpanExporter(), environment) as tracer:
        log.info("telemetry.on")
        yield tracer


@contextmanager
def exporting_to(exporter: SpanExporter, environment: Mapping[str, str]) -> Iterator[Tracer]:
    """Send spans to an exporter in batches, from a thread of its own."""
    from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    # It warns for every batch that it could not send; `_HeardOnce` says it once.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    facts = {SERVICE_VERSION: importlib.metadata.version(NAME)}
    if not environment.get("OTEL_SERVICE_NAME"):
        facts[SERVICE_NAME] = NAME
    heard = _heard_once(exporter)
    # No interpreter hook: this service ends its parts itself, in order and within a limit.
    provider = TracerProvider(resource=Resource.create(facts), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(heard))
    try:
        yield provider.get_tracer(NAME)
    finally:
        flushing = threading.Thread(target=provider.shutdown, name="last spans", daemon=True)
        flushing.start()
        flushing.join(_FLUSH_LIMIT_S)
        if flushing.is_alive():
            log.warning("telemetry.spans_lost", remedy="the collector did not answer in time")
            closing = threading.Thread(target=exporter.shutdown, name="no spans", daemon=True)
            closing.start()
            closing.join(_CLOSE_LIMIT_S)


def _require_grpc(environment: Mapping[str, str]) -> None:
    named = next((environment[name] for name in PROTOCOLS if environment.get(name)), "grpc")
    if named.strip().lower() != "grpc":
        raise CommandError(
            f"Spans are sent by OTLP over gRPC only, and {' or '.join(PROTOCOLS)} names another "
            "protocol. Set it to grpc and give the collector's gRPC port, which is mostly 4317."
        )


def _heard_once(exporter: SpanExporter) -> SpanExporter:
    """The exporter, saying when the collector is away and when it is back, and nothing between."""
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class HeardOnce(SpanExporter):
        away = False

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            result = exporter.export(spans)
            away = result is not SpanExportResult.SUCCESS
            if away and not self.away:
                log.warning(
                    "telemetry.collector_away",
                    spans_lost=len(spans),
                    remedy="check OTEL_EXPORTER_OTLP_ENDPOINT; answers are not held up",
                )
            elif self.away and not away:
                log.info("telemetry.collector_back")
            self.away = away
            return result

        def shutdown(self) -> None:
            exporter.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> Any:
            return exporter.force_flush(timeout_millis)

    return HeardOnce()
