from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.measuring.fidelity import TruthError, measure_fidelity

CSV = b"Site,Fridge\nOslo,Kolva-11\nBergen,Kolva-12\n"


def given(folder: Path, *lines: dict[str, Any]) -> Path:
    """Put two files and a truth into a folder."""
    (folder / "fridges.csv").write_bytes(CSV)
    (folder / "empty.csv").write_bytes(b"")
    text = "\n".join(json.dumps(line) for line in lines)
    (folder / "truth.jsonl").write_text(text, "utf-8")
    return folder


async def test_what_holds_and_what_does_not_is_counted_and_listed(tmp_path: Path) -> None:
    folder = given(
        tmp_path,
        {
            "file": "fridges.csv",
            "title": "Fridges",
            "must": ["Site: Oslo; Fridge: Kolva-11", "Site: Rome"],
            "must_not": ["Kolva-12", "Kolva-13"],
            "together": [["Oslo", "Kolva-11"], ["Oslo", "Rome"]],
            "remarks": ["no remark"],
        },
    )

    report = await measure_fidelity(folder)

    assert report["by_format"]["csv"] == {
        "files": 1,
        "refused": 0,
        "must": 0.6667,
        "violations": 0.5,
        "together": 0.5,
        "remarks": 0.0,
        "asked": {"must": 3, "violations": 2, "together": 2, "remarks": 1},
    }
    assert [(one["part"], one["text"]) for one in report["failures"]] == [
        ("must", "Site: Rome"),
        ("must_not", "Kolva-12"),
        ("together", "Oslo + Rome"),
        ("remarks", "no remark"),
    ]


async def test_kinds_and_what_is_held_out_have_their_own_figures(tmp_path: Path) -> None:
    folder = given(
        tmp_path,
        {"file": "fridges.csv", "must": ["Oslo"], "kind": "rows"},
        {"file": "fridges.csv", "must": ["Rome"], "kind": "rows", "held_out": True},
    )

    report = await measure_fidelity(folder)

    assert report["by_kind"]["rows"]["must"] == 0.5
    assert report["held_out"]["must"] == 0.0


async def test_a_refusal_is_a_failure_unless_the_truth_asks_for_its_reason(tmp_path: Path) -> None:
    folder = given(
        tmp_path,
        {"file": "empty.csv", "must": ["Oslo"]},
        {"file": "empty.csv", "remarks": ["is empty"]},
    )

    report = await measure_fidelity(folder)

    assert report["refused"] == 2
    assert [one["part"] for one in report["failures"]] == ["must", "refused"]


async def test_folders_below_have_truths_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        given(tmp_path / name, {"file": "fridges.csv", "must": ["Rome"]})

    failures = (await measure_fidelity(tmp_path))["failures"]

    assert [one["file"] for one in failures] == ["a/fridges.csv", "b/fridges.csv"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ({"file": "gone.csv", "must": ["x"]}, "no file 'gone.csv'"),
        ({"file": "fridges.csv"}, "asks nothing"),
        ({"file": "fridges.csv", "must": "x"}, "must Input"),
    ],
)
async def test_a_bad_line_is_named(tmp_path: Path, line: dict[str, Any], says: str) -> None:
    good = {"file": "fridges.csv", "must": ["Oslo"]}

    with pytest.raises(TruthError, match=f"line 2: .*{says}"):
        await measure_fidelity(given(tmp_path, good, line))
