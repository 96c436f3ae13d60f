"""How content people are with an assistant, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import atan, cos, pi, sin, sqrt
from statistics import fmean, stdev

# A reaction of this score or a better one counts as content.
GOOD = 4
_Z = 1.959964
_SURE = 0.95
_LEAST_PEOPLE = 3
_NEARLY_NORMAL = 200
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a period holds of one assistant: answers, those that were a "no", and reactions.

    ``content`` counts the reactions with a score of 4 or 5.
    """

    turns: int = 0
    unanswered: int = 0
    rated: int = 0
    content: int = 0

    @property
    def share(self) -> float | None:
        """The share of reactions that are content, ``None`` without any."""
        return self.content / self.rated if self.rated else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, with 95 % confidence.

        Wilson's score interval, which holds for a few reactions too: E. B. Wilson, Probable
        Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).
        """
        if not self.rated:
            return 0.0, 1.0
        n, p, zz = self.rated, self.content / self.rated, _Z * _Z
        middle = p + zz / (2 * n)
        width = _Z * sqrt(p * (1 - p) / n + zz / (4 * n * n))
        low, high = (middle - width) / (1 + zz / n), (middle + width) / (1 + zz / n)
        return max(low, 0.0), min(high, 1.0)


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of what ``people`` think, each of whom counts once, however often they reacted.

    ``low`` and ``high`` hold the true one with 95 % confidence; below three people there is none.
    Where all think the same they are the same, too, which tells nothing of how sure it is.
    """

    people: int
    value: float
    low: float
    high: float

    @property
    def unanimous(self) -> bool:
        """Whether all think the same, so that there is no interval."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Week:
    """A week that begins at ``since``, with what people thought in it; too few say nothing."""

    since: datetime
    mean: Mean | None
    people: int


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody thinks of an answer of an assistant, asked for at ``at``."""

    profile: str
    at: datetime
    person: str
    score: int


def mean_of(scores: Iterable[Score]) -> Mean | None:
    """The mean over people with its t interval; ``None`` below three people.

    Scores of one person are no independent looks, so each person's mean is one: resampling a few
    people instead covers far less than it says.
    """
    by_person: dict[str, list[int]] = {}
    for one in scores:
        by_person.setdefault(one.person, []).append(one.score)
    means = [fmean(own) for own in by_person.values()]
    if len(means) < _LEAST_PEOPLE:
        return None
    middle = fmean(means)
    width = t_quantile(len(means) - 1) * stdev(means) / sqrt(len(means))
    return Mean(len(means), middle, max(middle - width, 1.0), min(middle + width, 5.0))


def by_week(scores: Sequence[Score], since: datetime, weeks: int) -> list[Week]:
    """So many weeks from an instant on, each with what people thought of its answers."""
    kept: list[list[Score]] = [[] for _ in range(weeks)]
    for one in scores:
        number = (one.at - since) // _WEEK
        if 0 <= number < weeks:
            kept[number].append(one)
    return [
        Week(since + number * _WEEK, mean_of(own), len({one.person for one in own}))
        for number, own in enumerate(kept)
    ]


@cache
def t_quantile(freedom: int) -> float:
    """What Student's t exceeds, either way, once in twenty times.

    By halving, over the finite series of M. Abramowitz and I. A. Stegun, Handbook of Mathematical
    Functions (1964), 26.7.3 and 26.7.4. Beyond 200 degrees of freedom the normal one is within two
    hundredths.
    """
    if freedom > _NEARLY_NORMAL:
        return _Z
    low, high = 0.0, 1_000.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < _SURE else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The chance that Student's t lies between ``-t`` and ``t``."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2 == 1
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cos(angle) ** 2 * (k - 1) / k
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
