"""How content people are, with its uncertainty."""

from __future__ import annotations

import pytest

from feedback.satisfaction import Tally


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
