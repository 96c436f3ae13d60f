"""W3: a part fails; people are served as far as possible, and doctor and ``/readyz`` name it."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from app.commands.doctor.checks import examine
from app.errors import CommandError
from app.health import probes
from app.records.database.outages import DatabaseAwayError
from app.service import run_service
from app.settings import Settings
from retrieval.indexes import server
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.server import VectorsAwayError
from tests.abuse.serving import Service, open_services
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASK = "/api/v1/assistants/it/ask"
QUESTION = {"question": "How do I connect to the VPN from home?"}
_UNLOCK = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The sample company with a lake of its own."""
    var = tmp_path_factory.mktemp("parts") / "var"
    var.mkdir()
    begin_with(var, environment(var), {})
    async with open_services(var) as open_service:
        yield await open_service(lake_url=str(var.parent / "lake"))


@pytest.fixture(autouse=True)
def _looks_each_time(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.parts.checkup, "_fresh_s", 0.0)
    monkeypatch.setattr(probes, "LAKE_EVERY_S", 0.0)


async def ready(service: Service) -> tuple[int, list[str]]:
    """What a load balancer is told, and the parts that are named."""
    told = await (await service.visitor()).get("/readyz")
    return told.status_code, told.json()["parts"]


async def named_by_doctor(service: Service) -> list[str]:
    findings = await examine(service.parts.settings, offline=True)
    return [finding.part for finding in findings if not finding.ok]


async def answer(service: Service) -> dict[str, Any]:
    ivy = await service.signed_in("ivy")
    answered = await ivy.post(ASK, json=QUESTION)
    assert answered.status_code == 200, answered.text
    turn = answered.json()["turn_id"]
    receipt: dict[str, Any] = (await ivy.get(f"/api/v1/turns/{turn}/receipt")).json()
    return receipt


async def test_w3_nothing_is_named_while_nothing_fails(service: Service) -> None:
    receipt = await answer(service)

    # What waits for long is named as well.
    await service.parts.shipper.drain()
    assert (receipt["status"], receipt["kind"]) == ("completed", "answer")
    assert "words_alone" not in receipt["retrieval_parameters"]
    assert await ready(service) == (200, [])
    assert await named_by_doctor(service) == []


async def test_w3_without_vectors_the_search_goes_on_by_words_and_says_so(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def gone(*_: Any, **__: Any) -> Any:
        raise VectorsAwayError("nothing listens at its address")

    monkeypatch.setattr(DenseIndex, "nearest", gone)

    receipt = await answer(service)

    assert receipt["kind"] == "answer"
    assert receipt["retrieval_parameters"]["words_alone"] is True


@pytest.mark.parametrize("how", ["gone", "hung"])
async def test_w3_a_chroma_that_is_gone_or_hung_is_named(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_HEARTBEAT_S", 0.2)
    # It takes a connection, and says nothing.
    with socket.create_server(("127.0.0.1", 0)) as hung:
        url = f"http://127.0.0.1:{hung.getsockname()[1]}"
        if how == "gone":
            hung.close()
        complaint = await probes.vectors(url)

    assert complaint is not None
    assert (complaint.part, complaint.stops) == ("vectors", False)


async def test_w3_a_full_disk_is_named_and_nobody_is_sent_here(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = SimpleNamespace(total=10**12, used=10**12, free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)

    assert await ready(service) == (503, ["room"])
    assert "room" in await named_by_doctor(service)


@pytest.mark.parametrize("gone", [DatabaseAwayError("it restarts"), TimeoutError()])
async def test_w3_a_database_that_goes_after_it_was_tried_is_named(
    service: Service, monkeypatch: pytest.MonkeyPatch, gone: Exception
) -> None:
    async def away() -> Any:
        raise gone

    monkeypatch.setattr(service.parts.configurations, "all_live", away)

    assert await ready(service) == (503, ["database"])


async def test_w3_a_lake_that_takes_nothing_is_named_and_people_are_answered(
    service: Service,
) -> None:
    lake = Path(service.parts.settings.var).parent / "lake"
    shutil.move(lake, lake.with_name("aside"))
    lake.write_text("no folder", "utf-8")
    try:
        receipt = await answer(service)
        told, doctor = await ready(service), await named_by_doctor(service)
    finally:
        lake.unlink()
        shutil.move(lake.with_name("aside"), lake)

    assert receipt["status"] == "completed"
    assert told == (200, ["lake"])
    assert "lake" in doctor


async def test_w3_a_trail_that_does_not_fit_is_named_and_people_are_answered(
    service: Service,
) -> None:
    file = service.parts.settings.var / "almanac.db"
    with closing(sqlite3.connect(file)) as somebody:
        for (name,) in somebody.execute(_UNLOCK).fetchall():
            somebody.execute(f"DROP TRIGGER {name}")
        last = "(SELECT max(number) FROM audit_entries)"
        gone = somebody.execute(f"DELETE FROM audit_entries WHERE number = {last}").rowcount
        somebody.commit()

    assert gone == 1
    assert await ready(service) == (200, ["audit trail"])
    assert "audit trail" in await named_by_doctor(service)
    assert (await answer(service))["kind"] == "answer"


async def test_w3_a_port_that_is_taken_ends_the_start_with_a_line(tmp_path: Path) -> None:
    async def nothing_to_read(_: Any) -> Any:
        raise AssertionError("a service without a port reads no documents")

    with socket.create_server(("127.0.0.1", 0)) as other, capture_logs() as logs:
        port = other.getsockname()[1]
        settings = Settings(_env_file=None, var=tmp_path / "var", demo=True, port=port)
        with pytest.raises(CommandError, match=f"Port {port} of 127.0.0.1 is taken"):
            await run_service(settings, nothing_to_read)

    assert "service.started" not in [entry["event"] for entry in logs]
