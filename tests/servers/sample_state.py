"""The sample company, ingested once for all tests: a state folder to begin with.

What was ingested is kept below ``.cache/`` under the digest of all that it is made of, for the
other workers of a run and for the next run of the same day.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
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
_MADE_OF = ("app", "assistants", "feedback", "gateway", "retrieval", "samples")
# A run may still be copying one that is no longer the newest.
_MOST = 3
_kept: list[Path] = []


def keep() -> None:
    """Keep it from now on; without this, every product ingests for itself."""
    _kept[:] = [ROOT / ".cache" / "sample-state"]


def begin_with(var: Path, environment: Mapping[str, str], settings: Mapping[str, str]) -> None:
    """Copy it to ``var``, where that is new and belongs to the sample company."""
    if _kept and not OF_THE_SAMPLE & settings.keys() and not any(var.iterdir()):
        shutil.copytree(_ingested(_kept[0], environment), var, dirs_exist_ok=True)


def _ingested(kept: Path, environment: Mapping[str, str]) -> Path:
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / _digest()
    var, done = folder / "var", folder / "done"
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            _ingest(environment, var)
            done.touch()
            _drop_old_ones(kept)
    return var


def _ingest(environment: Mapping[str, str], var: Path) -> None:
    ledger = subprocess.run(
        [sys.executable, "-m", "app.commands.main", "ingest", "--json"],
        env={**environment, "ALMANAC_VAR": str(var)},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    assert json.loads(ledger)["reconciled"] is True


def _drop_old_ones(kept: Path) -> None:
    made = sorted(kept.glob("*/done"), key=lambda done: done.stat().st_mtime)
    for done in made[:-_MOST]:
        shutil.rmtree(done.parent)


@cache
def _digest() -> str:
    """What it is made of: the code and its libraries, the documents, and the day."""
    found = hashlib.sha256(f"{sys.version} {datetime.now(UTC).date()}".encode())
    for file in _ingredients():
        found.update(f"\0{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
        # The weights of the model are as many as their size says.
        if file.suffix != ".bin":
            found.update(file.read_bytes())
    return found.hexdigest()[:32]


def _ingredients() -> Iterator[Path]:
    yield from (ROOT / "requirements.txt", ROOT / "requirements-model.txt")
    for folder in _MADE_OF:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file
