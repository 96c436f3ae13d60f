"""How sure a difference is, by figures that are published or counted by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evaluation.comparison import Comparison, Passed, Verdict, compared, unlabelled
from evaluation.outcomes import Outcome
from tests.evaluation.samples import FAILED, GOOD, NO


@pytest.mark.parametrize(
    ("better", "worse", "chance"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (8, 1, 0.0390625), (3, 3, 1.0)],
)
def test_the_exact_test_counts_the_tails_of_fair_coins(
    better: int, worse: int, chance: float
) -> None:
    assert Comparison(50, better, worse).chance == pytest.approx(chance)
    assert Comparison(50, worse, better).chance == pytest.approx(chance)


def test_a_change_is_better_only_where_chance_would_seldom_do_it() -> None:
    verdicts = [Comparison(50, better, 0).verdict for better in (0, 5, 6)]

    assert verdicts == [Verdict.SAME, Verdict.UNDECIDED, Verdict.BETTER]
    assert Comparison(50, 0, 6).verdict is Verdict.WORSE


def test_two_thousand_differences_are_counted_exactly() -> None:
    assert Comparison(2000, 1000, 1000).chance == 1.0
    assert 0 <= Comparison(2000, 2000, 0).chance < 1e-300


def test_the_interval_is_around_the_adjusted_difference() -> None:
    # (f12 + 1, f21 + 1) of (n + 2) are 5/22 and 2/22: 3/22 ± 1.96 · sqrt((7/22 - 9/484) / 22).
    low, high = Comparison(20, 4, 1).interval

    assert low == pytest.approx(-0.0924, abs=1e-3)
    assert high == pytest.approx(0.3651, abs=1e-3)
    assert Comparison(0, 0, 0).interval == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("before", "after", "tries", "verdict"),
    [
        (0, 1, 1, Verdict.BETTER),
        (1, 0, 1, Verdict.WORSE),
        (2, 2, 3, Verdict.SAME),
        (0, 2, 3, Verdict.UNDECIDED),
        (3, 1, 3, Verdict.UNDECIDED),
        (0, 3, 3, Verdict.BETTER),
    ],
)
def test_of_several_tries_all_have_to_agree(
    before: int, after: int, tries: int, verdict: Verdict
) -> None:
    assert Passed(before, after, tries).verdict is verdict


def test_the_chance_of_one_check_is_fishers() -> None:
    # The lady tasting tea: all four right is one way of seventy, and all four wrong another.
    assert Passed(0, 4, 4).chance == pytest.approx(2 / 70)
    assert Passed(0, 1, 1).chance == 1.0


def test_checks_are_compared_in_pairs() -> None:
    found = compared([Passed(0, 1, 1), Passed(1, 1, 1), Passed(1, 0, 1), Passed(0, 0, 1)])

    assert (found.questions, found.better, found.worse) == (4, 1, 1)


HALF = replace(GOOD, verified=1, unverified=1)
WHOLE = replace(GOOD, verified=2)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([GOOD], [GOOD], Verdict.SAME),
        ([HALF], [WHOLE], Verdict.BETTER),
        ([WHOLE], [HALF], Verdict.WORSE),
        ([GOOD], [NO], Verdict.UNDECIDED),
        ([GOOD], [FAILED], Verdict.WORSE),
        ([FAILED], [NO], Verdict.BETTER),
        ([HALF, WHOLE], [WHOLE, WHOLE], Verdict.UNDECIDED),
        ([HALF, HALF], [WHOLE, WHOLE], Verdict.BETTER),
    ],
)
def test_without_an_expectation_only_failures_and_sources_count(
    before: list[Outcome], after: list[Outcome], verdict: Verdict
) -> None:
    assert unlabelled(before, after) is verdict
