"""The documents: every link leads somewhere, and the map shows what is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.commands.main import cli
from app.settings import ROOT

MAPS = [ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md")]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [ROOT / "README.md", *MAPS, ROOT / "findings" / "README.md", *DOCS]
LAYERS = ("app", "evaluation", "feedback", "assistants", "retrieval", "gateway")
_FOLDERS = "|".join((*LAYERS, "tests", "docs", "public", "samples", "findings"))
# A path from the project's folder, as in "app/pages/site.py"; what stands before it may not make it
# a part of a longer one.
_PATH = re.compile(rf"(?<![\w./*-])(?:{_FOLDERS})/[\w./*-]*")
_IMPORT = re.compile(rf"^(?:from|import) ((?:{'|'.join(LAYERS)})(?:\.\w+)*)", re.M)
_IN_A_SHELL = re.compile(r"^ {4}(?:\.venv/bin/)?almanac ([^#\n]+)", re.M)
_IN_A_SENTENCE = re.compile(r"`almanac ((?!COMMAND)[^`]+)`")
_SETTING = re.compile(r"\bALMANAC_[A-Z0-9_]*[A-Z0-9]")
# Variables of the programs of others, in examples.
_OF_OTHERS = {"ALMANAC_ADDRESS", "ALMANAC_TOKEN"}
# Names that whoever follows the steps chooses.
_CHOSEN = re.compile(r"NNNN|NAME")


def name_of(page: Path) -> str:
    """A page as a test names it."""
    return str(page.relative_to(ROOT))


def links_of(page: Path) -> list[tuple[str, str]]:
    """The links of a page that stay in the project: the path, and the heading behind the mark."""
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    inside = (target.partition("#") for target in targets if "://" not in target)
    return [(path, heading) for path, _, heading in inside]


def headings_of(page: Path) -> set[str]:
    """The headings of a page, as a link names them."""
    found = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def paths_in(page: Path) -> set[str]:
    """The paths that a page names, without marks at the end of a sentence."""
    named = (path.rstrip(".-") for path in _PATH.findall(page.read_text("utf-8")))
    return {path for path in named if not _CHOSEN.search(path)}


def commands_in(page: Path) -> list[str]:
    """What stands behind ``almanac`` in a page, in its lines of a shell and in its sentences."""
    text = page.read_text("utf-8")
    return [*_IN_A_SHELL.findall(text), *_IN_A_SENTENCE.findall(text)]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [path for path, _ in links_of(page) if not (page.parent / path).exists()]

    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_to_a_heading_finds_it(page: Path) -> None:
    wanted = [(page.parent / path if path else page, head) for path, head in links_of(page) if head]

    assert [head for target, head in wanted if head not in headings_of(target)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_that_is_named_exists(page: Path) -> None:
    assert {path for path in paths_in(page) if not list(ROOT.glob(path.rstrip("/")))} == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_module_that_an_example_imports_exists(page: Path) -> None:
    modules = [name.replace(".", "/") for name in _IMPORT.findall(page.read_text("utf-8"))]
    places = {name: (ROOT / f"{name}.py", ROOT / name / "__init__.py") for name in modules}

    assert [name for name, files in places.items() if not any(map(Path.exists, files))] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_named_takes_what_is_given(page: Path) -> None:
    wrong = [line for line in commands_in(page) if not _is_taken(shlex.split(line))]

    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_is_named_can_be_set(page: Path) -> None:
    known = set(_SETTING.findall((ROOT / ".env.example").read_text("utf-8")))

    assert set(_SETTING.findall(page.read_text("utf-8"))) - known - _OF_OTHERS == set()


def _is_taken(words: list[str]) -> bool:
    command: Any = get_command(cli)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    if hasattr(command, "commands") and words and not words[0].startswith("-"):
        return False
    takes = {"--help", *(name for each in command.params for name in each.opts)}
    takes |= {name for each in command.params for name in each.secondary_opts}
    return all(word.partition("=")[0] in takes for word in words if re.match(r"--?[a-z]", word))


@pytest.mark.parametrize("page", MAPS, ids=name_of)
def test_a_map_names_many_places(page: Path) -> None:
    assert len(paths_in(page)) > 20


def test_every_layer_and_every_room_is_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    layers = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    rooms = {name_of(path.parent) for layer in layers for path in ROOT.glob(f"{layer}/*/*.py")}

    assert layers == set(LAYERS)
    assert {place for place in layers | rooms if f"`{place}/`" not in text} == set()


def test_every_document_can_be_found_from_the_index() -> None:
    found: set[Path] = set()
    waiting = [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        nexts = {(page.parent / path).resolve() for path, _ in links_of(page) if path}
        waiting += [one for one in nexts - found if one.suffix == ".md"]

    decisions = ROOT / "docs" / "decisions"
    assert {page for page in DOCS if page.parent != decisions} - found == set()


def test_a_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_every_sample_person_is_introduced() -> None:
    people = re.findall(r"name: (\w+)", (ROOT / "samples/cryodyne/people.yaml").read_text("utf-8"))
    introduced = re.findall(r"^\| (\w+) \|", (ROOT / "README.md").read_text("utf-8"), re.M)

    assert introduced[1:] == people
