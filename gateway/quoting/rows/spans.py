"""What lies within bounds: dates, and amounts with their units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from gateway.quoting.questions.quantities import NUMBER, number_of, size_of

_UNIT = r"°\s?C|%|[^\W\d_]+"
_MEASURE = re.compile(
    rf"^\s*(?:(?P<before>[^\W\d_]{{3}}|[$€£¥])\s?)?(?P<number>-?(?:{NUMBER}))\s?(?P<unit>{_UNIT})?\s*$"
)
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "none", "keine", "aucun"})


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The dates from ``since`` to ``until``, which may be years or months; empty has no bound.

    ``after`` and ``before`` leave the bound itself out.
    """

    since: str = ""
    until: str = ""
    after: bool = False
    before: bool = False

    def holds(self, value: str) -> bool:
        """Tell whether a cell has a date within the bounds."""
        low, high = value[: len(self.since)], value[: len(self.until)]
        late = low > self.since if self.after else low >= self.since
        early = high < self.until if self.before else high <= self.until
        return bool(value) and (not self.since or late) and (not self.until or early)

    def met_by(self, other: DateSpan) -> DateSpan:
        """Both bounds of two spans that have one each."""
        first, last = (self, other) if self.since else (other, self)
        return DateSpan(first.since, last.until, first.after, last.before)

    @property
    def said(self) -> str:
        """The bounds in signs that every language reads."""
        if self.since and self.since == self.until:
            return self.since
        return in_signs(self.since, self.until, above=self.after, below=self.before)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the smallest unit of its kind, such as ``mass``; of no kind without a unit."""

    value: float
    kind: str


@dataclass(frozen=True, slots=True)
class AmountSpan:
    """The amounts from ``low`` to ``high`` of one kind; ``above`` and ``below`` leave them out."""

    kind: str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    below: bool = False
    said: str = ""

    def holds(self, value: str) -> bool:
        """Tell whether a cell has an amount within the bounds."""
        measure = measure_of(value)
        if measure is None or (self.kind and measure.kind and measure.kind != self.kind):
            return False
        enough = measure.value > self.low if self.above else measure.value >= self.low
        little = measure.value < self.high if self.below else measure.value <= self.high
        return enough and little


def in_signs(low: str, high: str, *, above: bool, below: bool) -> str:
    """Bounds as ``≥ 2 mg < 5 mg``."""
    parts = [
        f"{'>' if above else '≥'} {low}" if low else "",
        f"{'<' if below else '≤'} {high}" if high else "",
    ]
    return " ".join(filter(None, parts))


def is_empty(value: str) -> bool:
    """Whether a cell says that it has nothing."""
    return value.strip().casefold() in _NOTHING


def measure_of(text: str) -> Measure | None:
    """The amount that a cell consists of; ``None`` for any other text."""
    match = _MEASURE.match(text)
    # "1.000" is a thousand in German and one in English.
    if match is None or re.search(r"\d\.\d{3}$", match["number"]):
        return None
    unit = (match["unit"] or match["before"] or "").casefold()
    kind, size = size_of(unit) or (unit, 1.0)
    return Measure(number_of(match["number"]) * size, kind)
