"""What ``receipt`` and ``ship`` say is for people, and no program's notation."""

from __future__ import annotations

import json

import pytest

from app.commands.turns.record_words import print_receipt, told_of_shipping, written_out

SHIPPED = {
    "leading": True,
    "batches": 1,
    "records": 0,
    "set_aside": 0,
    "pruned": 0,
    "diverged": [],
    "unavailable": None,
    "complete": True,
}
COMPACTED = {
    "leading": True,
    "merged": 0,
    "written": 0,
    "removed": 0,
    "unfit": [],
    "diverged": [],
    "unavailable": None,
}


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (SHIPPED, ["Nothing is waiting: all records are in the lake."]),
        (SHIPPED | {"records": 1}, ["Brought 1 record to the lake."]),
        (
            SHIPPED | {"leading": False, "complete": False},
            [
                "Another process is shipping just now. Try again in a minute.",
                "Not all of it is done.",
            ],
        ),
        (SHIPPED | {"unavailable": "away", "complete": False}, ["Not all of it is done."]),
        (SHIPPED | {"set_aside": 2}, ["Set 2 records aside that cannot be written."]),
        (
            SHIPPED | {"set_aside_written": 0, "taken_back": 3, "records": 3},
            [
                "Wrote 0 records that had been set aside.",
                "Let 3 records that had been set aside wait again.",
                "Brought 3 records to the lake.",
            ],
        ),
        (
            SHIPPED | {"records": 2, "compaction": COMPACTED | {"merged": 4, "written": 1}},
            ["Brought 2 records to the lake.", "Merged 4 small files into 1."],
        ),
        (
            SHIPPED | {"records": 2, "compaction": COMPACTED | {"unfit": ["a/b.parquet"]}},
            [
                "Brought 2 records to the lake.",
                "No files of the lake are waiting to be merged.",
                "Left as it is, since it cannot be merged: a/b.parquet",
            ],
        ),
    ],
)
def test_shipping_is_told_in_sentences(report: dict[str, object], says: list[str]) -> None:
    assert list(told_of_shipping(report)) == says


@pytest.mark.parametrize(
    ("value", "reads"),
    [
        (None, "—"),
        ([], "—"),
        ("", "—"),
        ({}, "—"),
        (0, "0"),
        (True, "yes"),
        (False, "no"),
        (["employees", "hr"], "employees, hr"),
        ([{"n": 1, "chunk": "a"}, {"n": 2, "chunk": "b"}], "n 1, chunk a; n 2, chunk b"),
    ],
)
def test_a_value_reads_without_notation(value: object, reads: str) -> None:
    assert written_out(value) == reads


def test_a_prompt_reads_as_its_messages(capsys: pytest.CaptureFixture[str]) -> None:
    prompt = json.dumps([["system", "First.\nSecond.\n"], ["user", "Why?"]])

    print_receipt({"price": None, "passages": [], "prompt": prompt, "replay": None})

    assert capsys.readouterr().out == (
        f"{'price':>22}  —\n\n--- system ---\nFirst.\nSecond.\n\n--- user ---\nWhy?\n"
    )


def test_a_prompt_that_is_no_list_of_messages_stays_as_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_receipt({"prompt": "[1, 2"})

    assert "[1, 2" in capsys.readouterr().out
