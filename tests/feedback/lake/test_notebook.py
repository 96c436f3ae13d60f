"""The notebook runs as it is shipped, over a lake in which version 2 pleases more people."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import isnan, sqrt
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from traitlets.config import Config

from app.settings import ROOT
from feedback.records import Record, turn_record
from feedback.turns import TurnStatus
from tests.feedback.lakes import fill
from tests.feedback.samples import AT, answer, opening

NOTEBOOK = ROOT / "docs" / "satisfaction.ipynb"
WEEK = timedelta(weeks=1)
# The Monday of the week in which AT lies, a Wednesday.
MONDAY = (AT - timedelta(days=2)).date()

# What the notebook holds in the end: its numbers, and what stands in its figures.
LOOK_INSIDE = """
import json
from matplotlib.container import ErrorbarContainer

def bars(figure):
    return [
        segment[:, 1].tolist()
        for axes in figure.axes for bar in axes.containers if isinstance(bar, ErrorbarContainer)
        for segment in bar.lines[2][0].get_segments() if len(segment)
    ]

def hollow(figure):
    return [
        (face == [1, 1, 1, 1]).all().item()
        for axes in figure.axes for dots in axes.collections if len(dots.get_offsets())
        for face in dots.get_facecolors() if dots.get_zorder() == 3
    ]

figures = {"over_time": over_time, "by_version": by_version} if weekly else {}
print(json.dumps({
    "weekly": [point | {"week": str(point["week"])} for point in weekly],
    "compared": compared,
    "bars": {name: bars(figure) for name, figure in figures.items()},
    "hollow": {name: hollow(figure) for name, figure in figures.items()},
    "titles": [axes.get_title() for figure in figures.values() for axes in figure.axes],
}))
"""


def rated(profile: str, version: int, week: int, person: str, score: int) -> Iterator[Record]:
    """A turn in a week, and what a person thought of it three weeks later."""
    turn_id = f"{profile}-{version}-{week}-{person}"
    at = AT + week * WEEK
    begun = opening(
        turn_id, profile=profile, department=profile, configuration_number=version, asked_at=at
    )
    yield turn_record(begun, TurnStatus.COMPLETED, answer(), at + timedelta(seconds=1))
    later = at + 3 * WEEK
    row = {
        "id": f"event-{turn_id}",
        "turn_id": turn_id,
        "thread_id": "thread-1",
        "pseudonym": person,
        "profile": profile,
        "action": "put",
        "score": score,
        "reasons": [],
        "reacted_at": later.isoformat(),
    }
    yield Record("reactions", str(row["id"]), later.date(), profile, row)


def known() -> Iterator[Record]:
    """Version 1: 12 of 40 satisfied, in two weeks. Version 2: 16 of 20. ``it``: 3 of one person."""
    for number in range(20):
        for week in (0, 1):
            yield from rated("hr", 1, week, f"p-{number}", 5 if number < 6 else 2)
        yield from rated("hr", 2, 2, f"p-{number}", 5 if number < 16 else 2)
    for week in range(3):
        yield from rated("it", 1, week, "p-0", 4)


@dataclass(frozen=True, slots=True)
class Run:
    """What the notebook showed in its cells, and what it held in the end."""

    outputs: list[Any]
    held: dict[str, Any]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """The notebook over the known lake and, in the same kernel, over one without any file."""
    folder = tmp_path_factory.mktemp("notebook")
    known_lake = asyncio.run(fill(folder / "lake", known()))
    sources = [cell.source for cell in code_cells()]
    empty = f"import os\nos.environ['ALMANAC_LAKE_URL'] = {str(folder / 'empty')!r}"
    notebook = shipped()
    notebook.cells = [
        nbformat.v4.new_code_cell(source)  # type: ignore[no-untyped-call]
        for source in (*sources, LOOK_INSIDE, empty, *sources, LOOK_INSIDE)
    ]
    # The kernel's sockets lie in a file system, where nobody else reaches them. Their paths must be
    # short.
    with (
        tempfile.TemporaryDirectory(prefix="almanac-", dir="/tmp") as runtime,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("JUPYTER_RUNTIME_DIR", runtime)
        patch.setenv("ALMANAC_LAKE_URL", str(known_lake))
        for name in ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
            patch.setenv(name, str(folder / name.lower()))
        transport = Config({"AsyncKernelManager": {"transport": "ipc"}})
        NotebookClient(notebook, kernel_name="python3", timeout=110, config=transport).execute()
    first = ran(notebook.cells[: len(sources) + 1])
    return first, ran(notebook.cells[len(sources) + 2 :])


def ran(cells: list[Any]) -> Run:
    *shown, last = cells
    # A kernel under load sends a line in two pieces.
    printed = "".join(output.text for output in last.outputs)
    return Run([output for cell in shown for output in cell.outputs], json.loads(printed))


def shipped() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def code_cells() -> list[Any]:
    return [cell for cell in shipped().cells if cell.cell_type == "code"]


def texts(run: Run) -> str:
    """All that a run shows in words."""
    return "".join(
        output.get("text", "") + output.get("data", {}).get("text/plain", "")
        for output in run.outputs
    )


def pictures(run: Run) -> int:
    return sum("image/png" in output.get("data", {}) for output in run.outputs)


def test_it_is_kept_without_outputs() -> None:
    nbformat.validate(shipped())

    assert code_cells()
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells())


def test_it_shows_a_known_difference_with_its_uncertainty(runs: tuple[Run, Run]) -> None:
    run, _ = runs
    weekly = run.held["weekly"]

    assert pictures(run) == 2
    assert [
        (point["profile"], point["version"], point["week"], point["n"], point["share"])
        for point in weekly
    ] == [
        ("hr", 1, str(MONDAY), 20, 0.3),
        ("hr", 1, str(MONDAY + WEEK), 20, 0.3),
        ("hr", 2, str(MONDAY + 2 * WEEK), 20, 0.8),
        ("it", 1, str(MONDAY), 1, 1.0),
        ("it", 1, str(MONDAY + WEEK), 1, 1.0),
        ("it", 1, str(MONDAY + 2 * WEEK), 1, 1.0),
    ]
    # Wilson's interval of 6 in 20 and of 16 in 20, as tables have it.
    for point, low, high in ((weekly[0], 0.1455, 0.5190), (weekly[2], 0.5840, 0.9193)):
        assert [point["low"], point["high"]] == pytest.approx([low, high], abs=5e-5)
    # Every point has a bar from the lower to the upper end of its interval.
    assert run.held["titles"][:2] == ["hr", "it"]
    assert run.held["bars"]["over_time"] == [
        pytest.approx([point["low"], point["high"]]) for point in weekly
    ]


def test_points_of_few_reactions_are_hollow(runs: tuple[Run, Run]) -> None:
    run, _ = runs

    assert run.held["hollow"] == {
        "over_time": [False, False, False, True, True, True],
        "by_version": [False, False, True],
    }


def test_its_means_are_as_uncertain_as_the_number_of_people_makes_them(
    runs: tuple[Run, Run],
) -> None:
    first, second, alone = runs[0].held["compared"]

    assert (first["n"], first["people"], first["mean"]) == (40, 20, pytest.approx(2.9))
    assert (second["n"], second["people"], second["mean"]) == (20, 20, pytest.approx(4.4))
    assert first["high"] < second["low"]
    # Each person of version 1 reacted twice alike, so forty reactions tell what twenty would:
    # Student's t with 19 degrees of freedom over 20 means, of which 6 are 5 and the others 2.
    reach = 2.0930 * 3 * sqrt(0.3 * 0.7 * 20 / 19) / sqrt(20)
    assert first["high"] - first["mean"] == pytest.approx(reach, rel=1e-3)
    assert first["mean"] - first["low"] == pytest.approx(reach, rel=1e-3)
    assert (alone["n"], alone["people"]) == (3, 1)
    assert isnan(alone["low"])
    assert isnan(alone["high"])
    assert runs[0].held["bars"]["by_version"] == [
        pytest.approx([point["low"], point["high"]]) for point in (first, second)
    ]


def test_of_few_people_the_interval_is_that_of_the_tables_and_below_three_there_is_none() -> None:
    held: dict[str, Any] = {"np": np}
    (cell,) = [cell.source for cell in code_cells() if "def student" in cell.source]
    exec(cell.partition("by_person = ")[0], held)

    # Tables of Student's t, as in any book.
    for df, point in ((2, 4.303), (4, 2.776), (9, 2.262), (15, 2.131), (30, 2.042), (120, 1.980)):
        assert held["student"](df) == pytest.approx(point, abs=1e-3)
    low, high = held["interval"]([2.0, 3.0, 4.0])
    assert (low, high) == pytest.approx((1.0, 5.0)), "never beyond the scores that there are"
    assert held["interval"]([2.9, 3.0, 3.1]) == pytest.approx((2.7516, 3.2484), abs=1e-3)
    for few in ([], [3.0], [2.0, 4.0], [4.0, 4.0, 4.0]):
        assert all(map(isnan, held["interval"](few)))


def test_a_lake_without_a_reaction_is_no_error(runs: tuple[Run, Run]) -> None:
    _, run = runs

    assert "There is no reaction in the lake yet." in texts(run)
    assert pictures(run) == 0
    assert (run.held["weekly"], run.held["compared"]) == ([], [])


def test_no_cell_warns(runs: tuple[Run, Run]) -> None:
    for run in runs:
        said = [output.text for output in run.outputs if output.get("name") == "stderr"]
        # On a slow machine matplotlib says once that it looks for fonts.
        assert [text for text in said if "font cache" not in text] == []
