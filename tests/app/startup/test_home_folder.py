"""An account without a name and without HOME can run the service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import ROOT
from app.startup.home_folder import provide_home

_NAMELESS = """
import pwd
def nobody(_):
    raise KeyError
pwd.getpwuid = nobody
import sys
sys.argv = ["almanac", *sys.argv[1:]]
from app.commands.main import run
run()
"""


def almanac(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command of an account that has a number alone."""
    return subprocess.run(
        [sys.executable, "-c", _NAMELESS, *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_a_command_that_opens_every_part_works_without_home(tmp_path: Path) -> None:
    found = almanac(
        "ingest", "hr", ALMANAC_VAR=str(tmp_path), ALMANAC_DEMO="true", ALMANAC_PORT="0"
    )

    assert "Traceback" not in found.stderr
    assert found.returncode == 0, found.stderr[-2000:]


def test_a_home_that_is_there_stays(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    provide_home(tmp_path)

    assert os.environ["HOME"] == "/somewhere"
