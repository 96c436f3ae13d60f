"""The sample company, ingested once for all tests: a state folder to begin with."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# With other sources, people or stores, what was ingested would be somebody else's.
OF_THE_SAMPLE = frozenset(
    {
        "ALMANAC_CHROMA_URL",
        "ALMANAC_DATABASE_URL",
        "ALMANAC_DEMO",
        "ALMANAC_IDENTITY_FILE",
        "ALMANAC_PROFILES",
        "ALMANAC_SOURCES",
    }
)
_folder: list[Path] = []


def keep_in(folder: Path) -> None:
    """Say where it is kept, which processes may share; without this there is none."""
    _folder[:] = [folder]


def begin_with(var: Path, environment: Mapping[str, str], settings: Mapping[str, str]) -> None:
    """Copy it to ``var``, where that is new and belongs to the sample company."""
    if _folder and not OF_THE_SAMPLE & settings.keys() and not any(var.iterdir()):
        shutil.copytree(_ingested(_folder[0], environment), var, dirs_exist_ok=True)


def _ingested(folder: Path, environment: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    var, done = folder / "var", folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            subprocess.run(
                [sys.executable, "-m", "app.commands.main", "ingest", "--json"],
                env={**environment, "ALMANAC_VAR": str(var)},
                stdout=subprocess.DEVNULL,
                check=True,
            )
            done.touch()
    return var
