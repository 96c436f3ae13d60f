"""The documents: every link leads somewhere, and the map shows what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import ROOT

PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
    inside = [target for target in targets if "://" not in target]

    assert [target for target in inside if not (page.parent / target).exists()] == []


def test_every_path_on_the_map_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    paths = set(re.findall(r"`([a-z_/]+/[a-z_]*(?:\.py)?)`", text)) - {"var/"}
    beside_the_tests = {"journeys/", "abuse/", "faults/", "servers/", "fakes/"}
    inside_app = {"front/", "chat/", "api/", "pages/", "commands/", "identity/", "records/"}
    inside_retrieval = {path.name + "/" for path in (ROOT / "retrieval").iterdir() if path.is_dir()}

    places = {
        ROOT / "tests" / path
        if path in beside_the_tests
        else ROOT / "app" / path
        if path in inside_app
        else ROOT / "retrieval" / path
        if path in inside_retrieval
        else ROOT / path
        for path in paths
    }

    assert len(paths) > 20
    assert {place for place in places if not place.exists()} == set()


def test_every_layer_is_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert {name for name in packages if f"`{name}/`" not in text} == set()


def test_a_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_every_sample_person_is_introduced() -> None:
    people = re.findall(r"name: (\w+)", (ROOT / "samples/cryodyne/people.yaml").read_text("utf-8"))
    introduced = re.findall(r"^\| (\w+) \|", (ROOT / "README.md").read_text("utf-8"), re.M)

    assert introduced[1:] == people
