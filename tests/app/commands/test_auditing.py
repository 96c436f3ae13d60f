"""``almanac audit`` as an operator uses it, on a trail that somebody then spoils."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.servers.commands import almanac


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder with a few entries: profiles were proposed."""
    var = tmp_path_factory.mktemp("auditing") / "var"
    almanac(var, "profiles", "propose", "assistants/profiles")
    return var


def spoil(var: Path, statement: str) -> None:
    """Do to the trail what somebody with the database in hand can do."""
    with sqlite3.connect(var / "almanac.db") as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)


def test_the_trail_is_listed_for_people_and_for_programs(var: Path) -> None:
    lines = almanac(var, "audit", "list", "--action", "draft.created").stdout
    found = json.loads(
        almanac(var, "audit", "list", "--actor", "operator", "--limit", "2", "--json").stdout
    )

    assert '"profile":"it"' in lines.replace(" ", "")
    assert [entry["actor"] for entry in found] == ["operator", "operator"]
    assert found[0]["action"] == "audit.read"
    assert found[0]["address"]


def test_an_action_that_does_not_exist_says_which_do(var: Path) -> None:
    done = almanac(var, "audit", "list", "--action", "nothing", status=1)

    assert "session.opened" in done.stderr


def test_the_whole_trail_is_exported_and_says_so(var: Path, tmp_path: Path) -> None:
    out = tmp_path / "trail.jsonl"

    count = json.loads(almanac(var, "audit", "export", "--out", str(out), "--json").stdout)

    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [line["number"] for line in lines] == list(range(1, count["entries"] + 1))
    assert (lines[-1]["action"], lines[-1]["detail"]) == ("audit.read", {"format": "jsonl"})


def test_the_public_key_is_printed_for_an_auditor(var: Path) -> None:
    pem = almanac(var, "audit", "key").stdout
    known = json.loads(almanac(var, "audit", "key", "--json").stdout)

    assert pem.startswith("-----BEGIN PUBLIC KEY-----")
    assert known["pem"] == pem
    assert len(known["key"]) == 16


def test_a_file_that_is_no_key_is_refused(var: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("nothing")

    done = almanac(var, "audit", "verify", "--trust", str(tmp_path / "key.pem"), status=1)

    assert "not an Ed25519 public key" in done.stderr


def test_a_spoilt_entry_is_named(var: Path) -> None:
    whole = json.loads(almanac(var, "audit", "verify", "--json").stdout)
    spoil(var, "UPDATE audit_entries SET actor = 'somebody' WHERE number = 2")

    said = almanac(var, "audit", "verify", status=1).stdout
    report = json.loads(almanac(var, "audit", "verify", "--json", status=1).stdout)

    assert (whole["whole"], whole["flaw"]) == (True, None)
    assert "NOT whole: Entry 2 was altered" in said
    assert (report["flaw"]["kind"], report["flaw"]["number"]) == ("altered", 2)
    newest = json.loads(almanac(var, "audit", "list", "--limit", "1", "--json").stdout)[0]
    assert (newest["action"], newest["outcome"]) == ("audit.verified", "failed")
    assert newest["detail"]["entry"] == 2
