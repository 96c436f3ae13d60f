"""What chaos counts as lost, doubled and open, and that a seed decides what happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from app.chat.citation_links import linked
from tests.benchmarks.replicas.outcome import Stored, figures
from tests.benchmarks.replicas.page import Asked
from tests.benchmarks.replicas.schedule import LASTS, Fault, happenings

ASKED = Asked("How long?", "thread", turn="a", said=linked("Eight hours [1].", "a"), ended=True)
THERE = Stored("a", "thread", "How long?", "completed", "Eight hours [1].")
WANTED = ("lost", "without_an_end", "doubled", "out_of_order", "left_open")
IN_THE_LAKE = ("not_in_the_lake", "twice_in_the_lake")


def wrong(asked: list[Asked], turns: list[Stored], lake: dict[str, int]) -> dict[str, Any]:
    """The figures that are not 0."""
    found = figures(asked, turns, Counter(lake))
    return {name: found[name] for name in (*WANTED, *IN_THE_LAKE) if found[name]}


def test_what_was_shown_and_stored_once_is_all_right() -> None:
    assert wrong([ASKED], [THERE], {"a": 1}) == {}


@pytest.mark.parametrize(
    ("asked", "turns", "lake", "expected"),
    [
        (ASKED, [], {}, {"lost": 1}),
        (ASKED, [replace(THERE, answer="Nine hours [1].")], {"a": 1}, {"lost": 1}),
        (ASKED, [THERE, replace(THERE, id="b")], {"a": 1, "b": 1}, {"doubled": 1}),
        (ASKED, [replace(THERE, status="streaming")], {}, {"left_open": 1}),
        (ASKED, [THERE], {}, {"not_in_the_lake": 1}),
        (ASKED, [THERE], {"a": 2}, {"twice_in_the_lake": 1}),
        (replace(ASKED, ended=False), [THERE], {"a": 1}, {"without_an_end": 1}),
        (replace(ASKED, refused=True), [], {}, {}),
    ],
)
def test_what_went_wrong_is_counted(
    asked: Asked, turns: list[Stored], lake: dict[str, int], expected: dict[str, int]
) -> None:
    assert wrong([asked], turns, lake) == expected


def test_turns_that_are_not_in_the_order_of_asking_are_counted() -> None:
    later = replace(ASKED, text="And then?", turn="b", said="Nine.")
    second = Stored("b", "thread", "And then?", "completed", "Nine.")

    assert wrong([ASKED, later], [THERE, second], {"a": 1, "b": 1}) == {}
    assert wrong([ASKED, later], [second, THERE], {"a": 1, "b": 1}) == {"out_of_order": 1}


def test_a_seed_decides_what_happens_and_everything_happens_in_each_round() -> None:
    round_ = [one.fault for one in islice(happenings(7, 40, 2), len(Fault))]

    assert sorted(round_) == sorted(Fault)
    assert list(islice(happenings(7, 40, 2), 20)) == list(islice(happenings(7, 40, 2), 20))
    assert list(islice(happenings(7, 40, 2), 20)) != list(islice(happenings(8, 40, 2), 20))


def test_a_fault_lasts_as_long_as_its_kind() -> None:
    for one in islice(happenings(1, 40, 2), 50):
        least, most = LASTS[one.fault]
        assert least <= one.lasts_s <= most
        assert bool(one.pages) is (one.fault is Fault.NETWORK_CUT)
