"""Two builds measured in turn: what is paired, and what the ratios are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.compare import base_tree, run_benchmarks, same
from tests.benchmarks.comparing import Line, compare, only_here, table


def _line(people: int, cpu: float, p50: float = 1.0) -> Line:
    return {"benchmark": "chat", "people": people, "cpu_ms": cpu, "first_token": {"p50": p50}}


def test_a_figure_is_compared_with_the_same_figure_of_the_other_build() -> None:
    base = [[_line(1, 40), _line(100, 30)], [_line(1, 42), _line(100, 36)]]
    present = [[_line(1, 20), _line(100, 10)], [_line(1, 14), _line(100, 9)]]

    found = [one for one in compare(base, present) if one.figure == "cpu_ms"]

    assert [(one.of, one.base, one.present) for one in found] == [
        ("chat people=1 first_token.p50=1.0", (40, 42), (20, 14)),
        ("chat people=100 first_token.p50=1.0", (30, 36), (10, 9)),
    ]
    assert [round(ratio, 2) for ratio in found[0].ratios] == [0.5, 0.33]


def test_what_was_the_same_in_every_run_is_no_figure() -> None:
    runs = [[_line(1, 40)], [_line(1, 40)]]

    assert list(compare(runs, runs)) == []


def test_figures_within_figures_are_compared_as_well() -> None:
    found = list(compare([[_line(1, 5, p50=100)]], [[_line(1, 5, p50=30)]]))

    assert [(one.figure, one.ratios) for one in found] == [("first_token.p50", (0.3,))]


def test_a_base_of_zero_gives_no_ratio() -> None:
    lines = list(table(list(compare([[_line(1, 0)]], [[_line(1, 3)]]))))

    assert "no ratio" in lines[1]


def test_what_only_the_present_build_measures_is_told_and_not_compared() -> None:
    base: list[list[Line]] = [[_line(1, 40)]]
    present: list[list[Line]] = [[_line(1, 20), {"benchmark": "growth", "exponent": 0.1}]]

    assert [one.of.split()[0] for one in compare(base, present)] == ["chat"]
    assert only_here(base, present) == ["growth"]


def test_the_table_gives_medians_and_the_spread_of_the_ratios() -> None:
    base = [[_line(1, 40)], [_line(1, 50)], [_line(1, 45)]]
    present = [[_line(1, 10)], [_line(1, 10)], [_line(1, 18)]]

    lines = list(table(list(compare(base, present))))

    assert lines[0] == "chat people=1 first_token.p50=1.0"
    assert lines[1].split() == "cpu_ms 45 -> 10 x 0.25 (0.20 to 0.40)".split()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two revisions of a product that measures how many lines it has."""
    root = tmp_path / "repository"
    _write(root, "product.py", "SIZE = 1\n")
    _write(root, "tests/__init__.py", "")
    _write(root, "tests/benchmarks/__init__.py", "")
    _write(root, "tests/benchmarks/__main__.py", _MEASURE)
    _git(root, "init", "--quiet")
    _commit(root)
    _git(root, "tag", "before")
    _write(root, "product.py", "SIZE = 2\n")
    _write(root, "tests/benchmarks/__main__.py", _MEASURE.replace("size", "lines"))
    _commit(root)
    return root


_MEASURE = """
import json, product, sys
print(json.dumps({"benchmark": sys.argv[1], "size": product.SIZE}))
"""


def test_the_base_is_its_own_code_measured_as_the_present_build_is(repository: Path) -> None:
    python = Path(sys.executable)

    with base_tree(repository, "before") as base:
        assert run_benchmarks(python, base, ["one"]) == [{"benchmark": "one", "lines": 1}]
        assert run_benchmarks(python, repository, ["one"]) == [{"benchmark": "one", "lines": 2}]


def test_a_base_may_be_measured_by_its_own_benchmarks(repository: Path) -> None:
    python = Path(sys.executable)

    with base_tree(repository, "before", own=True) as base:
        assert run_benchmarks(python, base, ["one"]) == [{"benchmark": "one", "size": 1}]


def test_what_a_benchmark_takes_from_other_tests_comes_along(repository: Path) -> None:
    _write(repository, "tests/journeys/__init__.py", "")
    _write(repository, "tests/journeys/desk.py", "WIDTH = 1280\n")
    measure = "from tests.journeys.desk import WIDTH\n" + _MEASURE.replace("product.SIZE", "WIDTH")
    _write(repository, "tests/benchmarks/__main__.py", measure)

    with base_tree(repository, "before") as base:
        (line,) = run_benchmarks(Path(sys.executable), base, ["one"])

    assert line["size"] == 1280


def test_nothing_of_a_base_is_left_behind(repository: Path) -> None:
    with base_tree(repository, "before") as base:
        assert (base / "product.py").read_text() == "SIZE = 1\n"

    assert not base.parent.exists()
    listed = subprocess.run(
        ["git", "-C", str(repository), "worktree", "list"], stdout=subprocess.PIPE, check=True
    )
    assert len(listed.stdout.splitlines()) == 1


def test_packages_are_shared_only_where_all_that_they_are_made_of_is_equal(tmp_path: Path) -> None:
    for name in ("one", "other"):
        _write(tmp_path / name, "recipe/make.py", "steps")
    # What was made, and not what it is made of.
    _write(tmp_path / "one", "recipe/weights.bin", "made")

    assert same(tmp_path / "one/recipe", tmp_path / "other/recipe")

    _write(tmp_path / "other", "recipe/make.py", "other steps")
    assert not same(tmp_path / "one/recipe", tmp_path / "other/recipe")


def _write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def _commit(root: Path) -> None:
    _git(root, "add", ".")
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@cryodyne.example")
    _git(root, *who, "commit", "--quiet", "--message", "A revision")


def _git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True)
