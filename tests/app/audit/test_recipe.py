"""The recipe of the docs, run as an auditor would run it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.audit.events import Action, Event
from app.settings import ROOT
from tests.app.audit.conftest import GRACE, ListedTrail

_RECIPE = re.compile(r"```python\n(.*?)```", re.DOTALL)


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    [recipe] = _RECIPE.findall(page)
    return subprocess.run(
        [sys.executable, "-c", recipe], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
async def exported(trail: ListedTrail, tmp_path: Path) -> list[str]:
    """An export as the command writes it, with facts of every kind."""
    facts: dict[str, bool | int | list[str]] = {"z": True, "a": ["Zürich", "\u2028é"], "n": 7}
    await trail.add(Event(Action.AUDIT_READ, GRACE, "thing:ü", detail=facts))
    return [json.dumps(entry.as_json(), ensure_ascii=False) for entry in trail.entries]


def test_the_recipe_reproduces_every_hash(exported: list[str], tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").write_text("\n".join(exported) + "\n", "utf-8")

    done = run(tmp_path)

    assert done.returncode == 0, done.stderr
    assert f"whole up to entry {len(exported)}" in done.stdout


def test_the_recipe_finds_what_was_altered(exported: list[str], tmp_path: Path) -> None:
    spoilt = [*exported[:4], exported[4].replace('"rows": 4', '"rows": 5'), *exported[5:]]
    assert spoilt != exported
    (tmp_path / "audit.jsonl").write_text("\n".join(spoilt) + "\n", "utf-8")

    done = run(tmp_path)

    assert done.returncode == 1
    assert "entry 5 was altered" in done.stderr
