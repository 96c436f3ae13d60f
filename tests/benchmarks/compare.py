"""Measures the present build against another revision, in turn, and prints the ratios.

``make bench-compare BASE=REVISION NAMES="chat search"``. A single figure of a machine that others
use as well means little; the ratio of two runs that followed each other means more. Both builds are
measured in the same way, by the benchmarks of the present one.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.comparing import Run, compare, only_here, table

ROOT = Path(__file__).parents[2]
# What the packages and the model are made of: where it is the same, both builds share them.
_LOCK = ("requirements.txt", "requirements-dev.txt", "requirements-model.txt", "retrieval/model")
_MODEL = Path("retrieval/model/multilingual-e5-small")
# How things are measured: benchmarks take what they need from all over the tests.
_MEASURE = "tests"


def main() -> None:
    """Run the benchmarks of both builds in turn and print what differs."""
    parser = argparse.ArgumentParser(prog="bench-compare", description=__doc__)
    parser.add_argument("base", help="the revision to compare with")
    parser.add_argument("names", nargs="*", help="benchmarks; all where none is named")
    parser.add_argument("--rounds", type=int, default=3, help="how often each build is measured")
    parser.add_argument("--own", action="store_true", help="measure the base by its own benchmarks")
    said = parser.parse_args()
    base_runs: list[Run] = []
    runs: list[Run] = []
    with base_tree(ROOT, said.base, own=said.own) as base:
        python = python_for(base)
        for number in range(1, said.rounds + 1):
            _note(f"Round {number} of {said.rounds}: {said.base}")
            base_runs.append(run_benchmarks(python, base, said.names))
            _note(f"Round {number} of {said.rounds}: the present build")
            runs.append(run_benchmarks(Path(sys.executable), ROOT, said.names))
    for line in table(list(compare(base_runs, runs))):
        sys.stdout.write(line + "\n")
    for name in only_here(base_runs, runs):
        sys.stdout.write(f"{name}: not measured in {said.base}\n")


@contextmanager
def base_tree(root: Path, revision: str, *, own: bool = False) -> Iterator[Path]:
    """The files of a revision in a folder of their own, which is gone afterwards.

    They are measured as the present ones are, unless by their ``own`` benchmarks.
    """
    with tempfile.TemporaryDirectory(prefix="almanac-base-") as folder:
        tree = Path(folder) / "base"
        _git(root, "worktree", "add", "--quiet", "--detach", str(tree), revision)
        try:
            if not own:
                _measure_alike(root, tree)
            yield tree
        finally:
            _git(root, "worktree", "remove", "--force", str(tree))


def _measure_alike(root: Path, tree: Path) -> None:
    shutil.rmtree(tree / _MEASURE, ignore_errors=True)
    leave_out = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(root / _MEASURE, tree / _MEASURE, ignore=leave_out)


def python_for(base: Path) -> Path:
    """The interpreter for a base: ours where its packages are the same, else one of its own."""
    ours = Path(sys.executable)
    if all(same(ROOT / name, base / name) for name in _LOCK):
        for made in (ROOT / _MODEL).glob("*.bin"):
            shutil.copy2(made, base / _MODEL)
        return ours
    _note("Its packages differ: they are installed for it, which takes minutes")
    subprocess.run(
        ["make", ".venv/installed-dev", "model"], cwd=base, check=True, stdout=sys.stderr
    )
    return base / ".venv/bin/python"


def same(one: Path, other: Path) -> bool:
    """Tell whether two files, or two folders with the files that are kept of them, are equal."""
    return _content(one) == _content(other)


def _content(path: Path) -> dict[str, bytes]:
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in files
        if file.is_file() and file.suffix not in {".bin", ".pyc"}
    }


def run_benchmarks(python: Path, tree: Path, names: Sequence[str]) -> Run:
    """Run the benchmarks of a tree on its own code; raises ``CalledProcessError``."""
    found = subprocess.run(
        [str(python), "-m", "tests.benchmarks", *names],
        cwd=tree,
        # The editable installation names one tree, and this goes before it.
        env=os.environ | {"PYTHONPATH": str(tree)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in found.stdout.splitlines()]


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, stdout=sys.stderr)


def _note(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


if __name__ == "__main__":
    main()
