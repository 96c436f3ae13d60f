"""How content people are, with its uncertainty."""

from __future__ import annotations

from datetime import timedelta

import pytest

from feedback.satisfaction import Score, Tally, by_week, mean_of, t_quantile
from tests.feedback.samples import AT


@pytest.mark.parametrize(
    ("content", "rated", "low", "high"),
    # The usual examples of the Wilson interval, to three places.
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (80, 100, 0.711, 0.867)],
)
def test_the_interval_is_wilsons(content: int, rated: int, low: float, high: float) -> None:
    tally = Tally(rated, 0, rated, content)

    assert tally.interval == pytest.approx((low, high), abs=0.001)


def test_without_reactions_nothing_is_known() -> None:
    assert (Tally(5, 1).share, Tally(5, 1).interval) == (None, (0.0, 1.0))


@pytest.mark.parametrize(
    ("freedom", "quantile"),
    # As tables print them.
    [(1, 12.706), (2, 4.303), (3, 3.182), (10, 2.228), (29, 2.045), (120, 1.980), (10**6, 1.960)],
)
def test_the_quantile_is_students(freedom: int, quantile: float) -> None:
    assert t_quantile(freedom) == pytest.approx(quantile, abs=0.001)


def given(**scores: list[int]) -> list[Score]:
    return [Score("hr", AT, person, one) for person, own in scores.items() for one in own]


def test_each_person_counts_once_and_the_interval_is_of_people() -> None:
    mean = mean_of(given(a=[1] * 50, b=[3], c=[4, 5]))

    assert mean is not None
    assert mean.people == 3
    assert mean.value == pytest.approx(2.8333, abs=0.001)
    # The deviation of three means, 1.756, times 4.303 and divided by the root of three: 4.36.
    assert (mean.low, mean.high) == (1.0, 5.0)
    four = mean_of(given(a=[3], b=[4], c=[4], d=[3]))
    assert four is not None
    assert (four.low, four.high) == pytest.approx((2.581, 4.419), abs=0.001)


def test_below_three_people_there_is_none() -> None:
    assert mean_of(given(a=[1, 2, 3, 4], b=[5])) is None
    assert mean_of([]) is None


def test_a_week_holds_what_was_asked_in_it() -> None:
    week = timedelta(weeks=1)
    people = ("a", "b", "c")
    scores = [Score("hr", AT + week, person, 4) for person in people]
    scores += [Score("hr", AT + 2 * week - timedelta(microseconds=1), "a", 1)]
    scores += [Score("hr", AT - timedelta(days=1), "a", 1), Score("hr", AT + 3 * week, "a", 1)]

    weeks = by_week(scores, AT, 3)

    assert [(one.people, one.mean is None) for one in weeks] == [(0, True), (3, False), (0, True)]
    assert [one.since for one in weeks] == [AT, AT + week, AT + 2 * week]
