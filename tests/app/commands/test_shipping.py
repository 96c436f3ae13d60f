"""``ship`` and ``doctor`` say what is wrong on the way to the lake."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import typer
from structlog.testing import capture_logs

from app.audit.events import Event
from app.commands.doctor.checks import Finding, examine
from app.commands.turns.records import ship
from app.records.audit import SqlAuditTrail
from app.settings import Settings
from app.wiring import open_records
from feedback.outbox.packing import key_of
from feedback.turns import TurnStatus
from tests.feedback.samples import AT, answer, opening


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo installation of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALMANAC_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ALMANAC_DEMO", "true")


async def record(turn_id: str, *, in_the_way: bool = False) -> None:
    """Record a turn; with another object where its batch will stand, if asked for."""
    async with open_records(Settings()) as records:
        await records.turns.begin(opening(turn_id))
        await records.turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT)
        if in_the_way:
            for batch in await records.outbox.seal(1_000_000):
                if batch.dataset == "turns":
                    await records.lake.put_new(key_of(batch), b"other", "another hash")


def shipped(
    capsys: pytest.CaptureFixture[str], *, status: int = 0, compact: bool = False
) -> object:
    """What the command says as JSON; it must end with the status."""
    capsys.readouterr()
    ended = 0
    with capture_logs():
        try:
            ship(as_json=True, compact=compact)
        except typer.Exit as error:
            ended = error.exit_code
    assert ended == status
    return json.loads(capsys.readouterr().out)


def test_no_record_is_taken_out_where_that_cannot_be_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: SqlAuditTrail, event: Event) -> None:
        raise OSError(28, "No space left on device")

    asyncio.run(record("a"))
    monkeypatch.setattr(SqlAuditTrail, "add", full)

    with pytest.raises(OSError, match="No space"):
        ship(set_aside_to=tmp_path / "aside.jsonl")
    assert not (tmp_path / "aside.jsonl").exists()


def on_outbox() -> list[Finding]:
    return [one for one in asyncio.run(examine(Settings())) if one.part == "outbox"]


def test_what_waits_is_shipped_and_compacted(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(record("a"))
    shipped(capsys)
    asyncio.run(record("b"))

    report = shipped(capsys, compact=True)

    assert isinstance(report, dict)
    assert (report["complete"], report["records"], report["alarms"]) == (True, 1, [])
    assert report["compaction"]["merged"] == 2
    assert [finding.ok for finding in on_outbox()] == [True]


def test_divergence_ends_with_status_1_and_the_doctor_names_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asyncio.run(record("a", in_the_way=True))

    report = shipped(capsys, status=1)

    assert isinstance(report, dict)
    assert not report["complete"]
    assert "Nothing was overwritten" in report["alarms"][0]
    findings = on_outbox()
    assert [finding.ok for finding in findings] == [False] * len(findings)
    # What waits behind it is late as well, since it was recorded long ago.
    assert [report["diverged"][0] in finding.message for finding in findings] == [True, False]
