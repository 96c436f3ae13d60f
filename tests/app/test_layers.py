"""The import contracts: each one is broken here on purpose, so that it is known to hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT

LAYERS = ("app", "assistants", "retrieval", "gateway", "feedback")
INSIDE_APP = ("records", "chat", "identity", "api", "audit")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A project of empty packages under our contracts."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    for folder in (*LAYERS, *(f"app/{name}" for name in INSIDE_APP)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    return tmp_path


def _lint(project: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        check=False,
        cwd=project,
        env={"PYTHONPATH": str(project), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _write(project: Path, imports: list[tuple[str, str]]) -> None:
    for place, imported in imports:
        file = project / f"{place}.py"
        for folder in (file.parent, *file.parent.parents):
            if folder == project:
                break
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "__init__.py").touch()
        file.write_text(f"import {imported}\n", "utf-8")


def test_every_library_is_welcome_where_it_lives(skeleton: Path) -> None:
    _write(
        skeleton,
        [
            ("app/records/database/tables", "sqlalchemy.orm"),
            ("app/records/database/migration", "alembic"),
            ("app/chat/handlers", "chainlit"),
            ("app/identity/provider", "authlib.integrations"),
            ("retrieval/indexes/dense", "chromadb"),
            ("retrieval/indexes/lexical", "tantivy"),
            ("retrieval/sources/buckets", "boto3"),
            ("retrieval/langchain", "langchain_core.retrievers"),
            ("feedback/lake/object_store", "boto3"),
            ("gateway/routes/openai", "langchain_openai"),
            ("gateway/routes/bedrock", "langchain_aws"),
            ("assistants/answering", "retrieval"),
            ("feedback/turns", "assistants"),
            ("app/wiring", "feedback"),
            ("app/observing/tracing", "opentelemetry.sdk"),
            ("gateway/telemetry", "prometheus_client"),
        ],
    )

    outcome = _lint(skeleton)

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("place", "imported"),
    [
        ("gateway/wrong", "app"),
        ("retrieval/wrong", "assistants"),
        ("retrieval/wrong", "gateway"),
        ("assistants/wrong", "feedback"),
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
    ],
)
def test_an_import_in_the_wrong_place_is_caught(skeleton: Path, place: str, imported: str) -> None:
    _write(skeleton, [(place, imported)])

    outcome = _lint(skeleton)

    culprit = place.replace("/", ".")
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert f"{culprit} -> {imported.split('.', maxsplit=1)[0]}" in outcome.stdout
    assert "1 broken" in outcome.stdout


@pytest.mark.parametrize("layer", ["app", "feedback", "assistants", "retrieval", "gateway"])
def test_files_that_import_each_other_are_caught(skeleton: Path, layer: str) -> None:
    one, other = f"{layer}/one/inner", f"{layer}/other"
    _write(skeleton, [(one, f"{layer}.other"), (other, f"{layer}.one.inner")])

    outcome = _lint(skeleton)

    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert "Nothing inside a layer imports in a circle BROKEN" in outcome.stdout
    assert "1 broken" in outcome.stdout


def test_nothing_in_app_bears_the_name_of_a_top_level_folder() -> None:
    # Chainlit puts the folder of its target first on the path, where such a file would hide it.
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    inside = {path.stem for path in (ROOT / "app").rglob("*.py")}
    inside |= {path.name for path in (ROOT / "app").rglob("*") if path.is_dir()}

    assert inside & folders - {"__pycache__"} == set()
