"""The import contracts: each one is broken here on purpose, so that it is known to hold."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.settings import ROOT

LAYERS = ("app", "evaluation", "assistants", "retrieval", "gateway", "feedback")
INSIDE_APP = ("records", "chat", "identity", "api", "audit")


WELCOME = [
    ("app/records/database/tables", "sqlalchemy.orm"),
    ("app/records/database/migration", "alembic"),
    ("app/chat/handlers", "chainlit"),
    ("app/identity/provider", "authlib.integrations"),
    ("retrieval/indexes/chroma", "chromadb"),
    ("retrieval/indexes/lexical", "tantivy"),
    ("retrieval/sources/buckets", "boto3"),
    ("retrieval/langchain", "langchain_core.retrievers"),
    ("feedback/lake/stores/object_store", "boto3"),
    ("gateway/routes/openai", "langchain_openai"),
    ("gateway/routes/bedrock", "langchain_aws"),
    ("assistants/answering", "retrieval"),
    ("feedback/turns", "assistants"),
    ("evaluation/runs", "feedback"),
    ("app/checks/runs", "evaluation"),
    ("app/wiring", "feedback"),
    ("app/observing/tracing", "opentelemetry.sdk"),
    ("gateway/telemetry", "prometheus_client"),
]
WRONG = [
    ("gateway/wrong", "app"),
    ("retrieval/wrong", "assistants"),
    ("retrieval/wrong", "gateway"),
    ("assistants/wrong", "feedback"),
    ("feedback/wrong", "evaluation"),
    ("evaluation/wrong", "app"),
    ("evaluation/wrong", "sqlalchemy"),
    ("app/wrong", "sqlalchemy.ext.asyncio"),
    ("feedback/wrong", "alembic"),
    ("app/api/wrong", "chainlit"),
    ("app/wrong", "chromadb"),
    ("assistants/wrong", "tantivy"),
    ("assistants/wrong", "langchain_core.messages"),
    ("app/wrong", "langchain_openai"),
    ("retrieval/wrong", "langchain_aws"),
    ("retrieval/wrong", "langchain_core.retrievers"),
    ("gateway/wrong", "boto3"),
    ("app/chat/wrong", "authlib.jose"),
    ("app/audit/wrong", "app.records"),
    ("app/audit/wrong", "app.identity"),
    ("assistants/wrong", "prometheus_client"),
    ("app/middleware/wrong", "opentelemetry.trace"),
]
# Reading the linter takes longer than its work: one process reads it, and each project is a fork.
LINT_EACH = """
import os, sys
from importlinter.cli import lint_imports

for project in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        os.chdir(project)
        sys.path.insert(0, project)
        os.dup2(os.open("said", os.O_WRONLY | os.O_CREAT), 1)
        status = lint_imports(no_cache=True)
        sys.stdout.flush()
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(ended), flush=True)
"""
Imports = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Outcome:
    """What the linter says of a project."""

    status: int
    said: str


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[Imports, Outcome]:
    """Each project of these tests under our contracts, by its imports."""
    cases = [tuple(WELCOME), *((wrong,) for wrong in WRONG), *map(_circle, LAYERS)]
    projects = [_project(tmp_path_factory.mktemp("project"), imports) for imports in cases]
    linter = subprocess.run(
        [sys.executable, "-c", LINT_EACH, *projects],
        check=True,
        env={"COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    return {
        imports: Outcome(int(status), (project / "said").read_text("utf-8"))
        for imports, project, status in zip(cases, projects, linter.stdout.split(), strict=True)
    }


def _circle(layer: str) -> Imports:
    one, other = f"{layer}/one/inner", f"{layer}/other"
    return ((one, f"{layer}.other"), (other, f"{layer}.one.inner"))


def _project(folder: Path, imports: Imports) -> Path:
    """A project of packages that are empty but for these imports."""
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    for package in (*LAYERS, *(f"app/{name}" for name in INSIDE_APP)):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    for place, imported in imports:
        file = folder / f"{place}.py"
        for parent in (file.parent, *file.parent.parents):
            if parent == folder:
                break
            parent.mkdir(parents=True, exist_ok=True)
            (parent / "__init__.py").touch()
        file.write_text(f"import {imported}\n", "utf-8")
    return folder


def test_every_library_is_welcome_where_it_lives(outcomes: dict[Imports, Outcome]) -> None:
    outcome = outcomes[tuple(WELCOME)]

    assert outcome.status == 0, outcome.said


@pytest.mark.parametrize(("place", "imported"), WRONG)
def test_an_import_in_the_wrong_place_is_caught(
    outcomes: dict[Imports, Outcome], place: str, imported: str
) -> None:
    outcome = outcomes[((place, imported),)]

    culprit = place.replace("/", ".")
    assert outcome.status == 1, outcome.said
    assert f"{culprit} -> {imported.split('.', maxsplit=1)[0]}" in outcome.said
    assert "1 broken" in outcome.said


@pytest.mark.parametrize("layer", LAYERS)
def test_files_that_import_each_other_are_caught(
    outcomes: dict[Imports, Outcome], layer: str
) -> None:
    outcome = outcomes[_circle(layer)]

    assert outcome.status == 1, outcome.said
    assert "Nothing inside a layer imports in a circle BROKEN" in outcome.said
    assert "1 broken" in outcome.said


def test_nothing_in_app_bears_the_name_of_a_top_level_folder() -> None:
    # Chainlit puts the folder of its target first on the path, where such a file would hide it.
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    inside = {path.stem for path in (ROOT / "app").rglob("*.py")}
    inside |= {path.name for path in (ROOT / "app").rglob("*") if path.is_dir()}

    assert inside & folders - {"__pycache__"} == set()
