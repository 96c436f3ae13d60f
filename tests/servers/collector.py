"""A collector of spans: an OTLP receiver over gRPC that keeps what it is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services


@dataclass(frozen=True, slots=True)
class Received:
    """One span, as it came; ids are hexadecimal."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]
    service: str
    failed: bool


@dataclass(slots=True)
class Collector:
    """What was received, and the address to send it to. ``raw`` is every byte of it."""

    url: str = ""
    spans: list[Received] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, count: int, name: str, *, limit_s: float = 20.0) -> list[Received]:
        """The spans of a name, once there are as many; fails where there never are."""
        with self._news:
            enough = self._news.wait_for(lambda: len(self._named(name)) >= count, limit_s)
            assert enough, f"{len(self._named(name))} of {count} spans {name!r} came"
            return self._named(name)

    def _named(self, name: str) -> list[Received]:
        return [span for span in self.spans if span.name == name]

    def take(self, request: Any) -> None:
        with self._news:
            self.raw += request.SerializeToString()
            for resource in request.resource_spans:
                facts = {each.key: each.value.string_value for each in resource.resource.attributes}
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        self.spans.append(_received(span, facts.get("service.name", "")))
            self._news.notify_all()


class _Service(services.TraceServiceServicer):
    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def Export(self, request: Any, context: Any) -> Any:  # noqa: N802 - the protocol's name
        self._collector.take(request)
        return messages.ExportTraceServiceResponse()


@contextmanager
def running_collector() -> Iterator[Collector]:
    """Receive on a free port of loopback."""
    server = grpc.server(ThreadPoolExecutor(2))
    collector = Collector()
    services.add_TraceServiceServicer_to_server(_Service(collector), server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    collector.url = f"http://127.0.0.1:{port}"
    server.start()
    try:
        yield collector
    finally:
        server.stop(None).wait(5)


def _received(span: Any, service: str) -> Received:
    attributes = {each.key: _value(each.value) for each in span.attributes}
    return Received(
        name=span.name,
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        attributes=attributes,
        service=service,
        failed=span.status.code == 2,
    )


def _value(value: Any) -> Any:
    return getattr(value, value.WhichOneof("value"))
