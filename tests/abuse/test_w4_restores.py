"""W4: a restored database says so and goes on; a drill leaves the live lake as it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from app.audit.events import Action, Actor, Event
from app.settings import Settings
from app.wiring import open_records
from tests.servers.commands import almanac

SECRET = "a-secret-key-of-more-than-32-characters"


def settings(var: Path, lake: Path) -> Settings:
    return Settings(_env_file=None, var=var, lake_url=str(lake), secret_key=SECRET, demo=True)


def run(var: Path, lake: Path, *words: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    return almanac(
        var, *words, status=status, ALMANAC_LAKE_URL=str(lake), ALMANAC_SECRET_KEY=SECRET
    )


async def work(var: Path, lake: Path, count: int) -> bool:
    """Let things happen, and the trail be signed; whether it could be."""
    async with open_records(settings(var, lake)) as records:
        for number in range(count):
            await records.audit.add(Event(Action.AUDIT_READ, Actor("p"), f"thing:{number}"))
        return await records.notary.sign() is not None


def back_up(var: Path, to: Path) -> None:
    """As docs/operations.md says: SQLite's own backup, never a copy of the file."""
    to.mkdir(parents=True)
    with (
        closing(sqlite3.connect(var / "almanac.db")) as live,
        closing(sqlite3.connect(to / "almanac.db")) as copy,
    ):
        live.backup(copy)


def content(lake: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(lake)): path.read_bytes()
        for path in sorted(lake.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
async def live(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The state folder and the lake of a service at work, and an older backup."""
    var, lake, backup = tmp_path / "live", tmp_path / "lake", tmp_path / "backup"
    assert await work(var, lake, 5)
    back_up(var, backup)
    assert await work(var, lake, 5)
    return var, lake, backup


async def test_a_drill_beside_the_live_service_changes_nothing_there(
    live: tuple[Path, Path, Path],
) -> None:
    var, lake, backup = live
    before = content(lake)

    assert await work(backup, lake, 40) is False
    async with open_records(settings(backup, lake)) as drill:
        report = await drill.shipper.ship_once()

    assert content(lake) == before
    assert report.records == 0
    assert await work(var, lake, 1), "the live service goes on"


async def test_a_restored_database_says_so_goes_on_and_its_trail_shows_the_gap(
    live: tuple[Path, Path, Path],
) -> None:
    var, lake, backup = live
    shutil.copy(backup / "almanac.db", var / "almanac.db")
    for left in var.glob("almanac.db-*"):
        left.unlink()

    found = json.loads(run(var, lake, "restore-check", "--json", status=1).stdout)
    run(var, lake, "audit", "verify", status=1)
    opened = run(var, lake, "restore-check", "--open-epoch", "disk lost", "--json")
    verified = json.loads(run(var, lake, "audit", "verify", "--json").stdout)

    assert found["trail"]["state"] == "older"
    assert json.loads(opened.stdout)["opened"] == 2
    assert verified["whole"] is True
    (epoch,) = verified["epochs"]
    assert (epoch["epoch"], epoch["agreed"], epoch["lost"]) == (2, 5, 10)
    assert await work(var, lake, 1)


async def test_a_database_of_another_company_is_refused(
    live: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    _, lake, _ = live
    other = tmp_path / "other"
    await work(other, tmp_path / "another-lake", 30)

    refused = run(other, lake, "restore-check", "--open-epoch", "why not", status=1)

    assert "another installation" in refused.stderr
