"""A curve of what people think over weeks, laid out for an SVG of our own.

No chart library draws what is wanted here (a band of uncertainty, gaps, marks of versions) under a
policy without inline styles and in a few hundred bytes, so that it is laid out by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistants.profiles import ConfigurationVersion
from feedback.satisfaction import Score, Week, by_week

WIDTH, HEIGHT = 640, 180
_LEFT, _RIGHT, _TOP, _BOTTOM = 28, 12, 22, 24
_LOWEST, _HIGHEST = 1, 5
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Point:
    """A week with enough people: where it stands, and where its interval begins and ends."""

    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A version that was published in these weeks."""

    x: float
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A week as the table shows it; ``published`` are the numbers of versions of that week."""

    week: Week
    published: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A label at an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day at the axis, which its reader writes in their own way."""

    at: float
    day: datetime


@dataclass(frozen=True, slots=True)
class Curve:
    """All of it; ``lines`` are points that follow each other without a gap."""

    lines: tuple[tuple[Point, ...], ...]
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    scores: tuple[Tick, ...]
    days: tuple[Day, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    top: int = _TOP
    bottom: int = HEIGHT - _BOTTOM

    @property
    def says_something(self) -> bool:
        """Whether any week has enough people."""
        return bool(self.lines)


def curve_of(
    scores: Sequence[Score], versions: Sequence[ConfigurationVersion], since: datetime, weeks: int
) -> Curve:
    """The curve of so many weeks from an instant on."""
    found = by_week(scores, since, weeks)
    until = since + weeks * _WEEK
    marks = [
        Mark(_x(version.published_at, since, weeks), version.number, version.published_at)
        for version in reversed(versions)
        if since <= version.published_at < until
    ]
    return Curve(
        lines=tuple(_lines(found, since, weeks)),
        marks=tuple(marks),
        rows=tuple(
            Row(
                week,
                tuple(one.number for one in marks if week.since <= one.at < week.since + _WEEK),
            )
            for week in found
        ),
        scores=tuple(Tick(_y(score), str(score)) for score in range(_LOWEST, _HIGHEST + 1)),
        days=tuple(
            Day(_x(week.since + _WEEK / 2, since, weeks), week.since) for week in found[1::2]
        ),
    )


def _lines(found: Sequence[Week], since: datetime, weeks: int) -> list[tuple[Point, ...]]:
    lines: list[list[Point]] = [[]]
    for week in found:
        mean = week.mean
        if mean is None:
            lines.append([])
            continue
        x = _x(week.since + _WEEK / 2, since, weeks)
        lines[-1].append(Point(x, _y(mean.value), _y(mean.low), _y(mean.high)))
    return [tuple(line) for line in lines if line]


def _x(at: datetime, since: datetime, weeks: int) -> float:
    return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * ((at - since) / (weeks * _WEEK)), 1)


def _y(score: float) -> float:
    share = (score - _LOWEST) / (_HIGHEST - _LOWEST)
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP), 1)
