"""W5: a trail or a lake that somebody emptied gives a verdict, and never a traceback."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.audit.events import Action, Actor, Event
from app.settings import Settings
from app.wiring import open_records
from tests.servers.commands import almanac
from tests.servers.databases import migrated

SECRET = "a-secret-key-of-more-than-32-characters"
_UNLOCK = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'"


@pytest.fixture
async def var(tmp_path: Path) -> Path:
    """The state folder of an installation whose trail was signed."""
    var = tmp_path / "var"
    settings = Settings(_env_file=None, var=var, secret_key=SECRET, demo=True)
    await migrated(settings.database)
    async with open_records(settings) as records:
        for number in range(8):
            await records.audit.add(Event(Action.AUDIT_READ, Actor("p"), f"thing:{number}"))
        assert await records.notary.sign() is not None
    return var


def tamper(var: Path, *statements: str) -> None:
    """As whoever may do everything with the database could."""
    with closing(sqlite3.connect(var / "almanac.db")) as database:
        for (name,) in database.execute(_UNLOCK).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
        database.commit()


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit_entries", "DELETE FROM audit_head"],
        ["DELETE FROM audit_entries"],
        ["DELETE FROM audit_head"],
        ["DELETE FROM audit_entries", f"UPDATE audit_head SET number = 0, hash = '{'0' * 64}'"],
        ["UPDATE audit_entries SET detail = 'nonsense' WHERE number = 3"],
        ["UPDATE audit_entries SET at = 'nonsense' WHERE number = 1"],
        ["UPDATE audit_entries SET number = -5 WHERE number = 3"],
    ],
    ids=lambda statements: "; ".join(statements)[:80],
)
@pytest.mark.parametrize("lake", ["whole", "emptied"])
def test_whatever_is_emptied_the_verdict_is_that_it_is_not_whole(
    var: Path, statements: list[str], lake: str
) -> None:
    tamper(var, *statements)
    if lake == "emptied":
        shutil.rmtree(var / "lake")

    verdict = json.loads(
        almanac(var, "audit", "verify", "--json", status=1, ALMANAC_SECRET_KEY=SECRET).stdout
    )

    assert verdict["whole"] is False
    assert verdict["flaw"]["message"]
    checked = almanac(var, "restore-check", "--json", status=None, ALMANAC_SECRET_KEY=SECRET)
    assert json.loads(checked.stdout)["trail"]["message"]


def test_checkpoints_alone_that_were_deleted_give_a_verdict(var: Path) -> None:
    shutil.rmtree(var / "lake" / "audit")

    done = almanac(var, "audit", "verify", "--json", status=1, ALMANAC_SECRET_KEY=SECRET)

    assert "is not in the lake" in json.loads(done.stdout)["flaw"]["message"]
