"""Amounts with their units in a text: durations, temperatures, money, percentages, doses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.quoting.terms import terms

# What a unit measures, and how much of the smallest unit of its kind it is.
_UNITS: Mapping[str, tuple[str, float]] = {
    "second": ("time", 1),
    "minute": ("time", 60),
    "hour": ("time", 3600),
    "day": ("time", 86_400),
    "week": ("time", 604_800),
    "month": ("time", 2_629_800),
    "year": ("time", 31_557_600),
    "°c": ("temperature", 1),
    "degree": ("temperature", 1),
    "%": ("share", 1),
    "chf": ("CHF", 1),
    "eur": ("EUR", 1),
    "usd": ("USD", 1),
    "µg": ("mass", 0.001),
    "mg": ("mass", 1),
    "g": ("mass", 1000),
    "ml": ("volume", 1),
}
_SAME: Mapping[str, str] = {
    "percent": "%",
    "prozent": "%",
    "pour cent": "%",
    "por ciento": "%",
    "franken": "chf",
    "francs": "chf",
    "euro": "eur",
    "euros": "eur",
    "dollars": "usd",
    "mcg": "µg",
    "μg": "µg",
    "degrees": "°c",
    "grad": "°c",
    "degrés": "°c",
    "grados": "°c",
    "°": "°c",
    "sekunden": "second",
    "sekunde": "second",
    "minuten": "minute",
    "stunden": "hour",
    "stunde": "hour",
    "tage": "day",
    "tagen": "day",
    "tag": "day",
    "wochen": "week",
    "woche": "week",
    "monate": "month",
    "monaten": "month",
    "monat": "month",
    "jahre": "year",
    "jahren": "year",
    "jahr": "year",
    "secondes": "second",
    "heures": "hour",
    "heure": "hour",
    "jours": "day",
    "jour": "day",
    "semaines": "week",
    "mois": "month",
    "ans": "year",
    "années": "year",
    "minutos": "minute",
    "horas": "hour",
    "días": "day",
    "semanas": "week",
    "meses": "month",
    "años": "year",
}
NUMBER = r"\d{1,3}(?:[,’' ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_UNIT = (
    r"°\s?C|°|%|(?:pour cent|por ciento|percent|prozent|degrees?|degrés|grados|grad|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|sekunden?|minuten|stunden?|tagen?|"
    r"tage?|wochen?|monaten?|monate?|jahren?|jahre?|secondes|heures?|jours?|semaines|mois|ans|"
    r"années|minutos|horas|días|semanas|meses|años|chf|eur|usd|franken|francs|euros?|dollars|"
    r"µg|μg|mcg|mg|g|ml)\b"
)
_KIND_OF_DAY = r"(?:(?:business|working|calendar|consecutive|full|paid)[- ])?"
_BELOW = (
    r"(?:below|under|less than|at most|no more than|not more than|up to|within|maximum(?: of)?|"
    r"not above|not exceeding|<|≤|unter|unterhalb(?: von)?|höchstens|maximal|bis(?: zu)?|"
    r"weniger als|innerhalb(?: von)?|binnen|au-dessous de|en dessous de|moins de|au plus|jusqu'à|"
    r"por debajo de|menos de|como máximo|hasta)"
)
_ABOVE = (
    r"(?:above|over|more than|at least|longer than|higher than|no less than|minimum(?: of)?|>|≥|"
    r"über|mehr als|mindestens|länger als|oberhalb(?: von)?|au-dessus de|plus de|au moins|"
    r"por encima de|más de|al menos)"
)
_TO = r"(?:to|bis|à|a|-|–)"
_RANGE = re.compile(rf"\b\d+ ?{_TO} ?\d+\b")
_AMOUNT = re.compile(
    rf"(?:(?P<below>\b{_BELOW}|[<≤])\s?|(?P<above>\b{_ABOVE}|[>≥])\s?)?"
    rf"(?:(?<![\w.])(?P<first>{NUMBER})(?:\s?(?:°\s?C|%))?\s?{_TO}\s?)?"
    rf"(?<![\w.])(?P<last>{NUMBER})[\s\u00a0-]?{_KIND_OF_DAY}(?P<unit>{_UNIT})(?!\s?/)",
    re.IGNORECASE,
)
# Amounts stand near the beginning of what says them; a longer text is a page.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount from ``low`` to ``high``, in the smallest unit of its ``kind``, as ``said``."""

    kind: str
    low: float
    high: float
    said: str

    @property
    def value(self) -> float:
        """The one number that stands for it: the bound that it has."""
        return self.high if math.isfinite(self.high) else self.low


def amounts_in(text: str) -> Iterator[Amount]:
    """The amounts of a text, in order; "below 25 °C" has no least and "2 to 8 °C" has both."""
    for found in _AMOUNT.finditer(text[:LONGEST]):
        kind, size = size_of(found["unit"]) or ("", 1.0)
        last = number_of(found["last"]) * size
        first = number_of(found["first"]) * size if found["first"] else last
        low, high = min(first, last), max(first, last)
        if found["below"]:
            low = -math.inf
        elif found["above"]:
            high = math.inf
        yield Amount(kind, low, high, found.group().strip())


def size_of(unit: str) -> tuple[str, float] | None:
    """What a unit measures, and how much of the smallest unit it is; ``None`` where unknown."""
    named = " ".join(unit.lower().split()).replace("° c", "°c")
    return _UNITS.get(_SAME.get(named, named.rstrip("s") if len(named) > 3 else named))


def number_of(text: str) -> float:
    """A number as people write it: 1,000 and 7.5 and 7,5."""
    grouped = re.sub(r"(?<=\d)[,’' ](?=\d{3}(?!\d))", "", text)
    return float(grouped.replace(",", "."))


def gives_number(text: str, subject: str) -> bool:
    """Whether a sentence says itself how many of the thing there are: "25 days", "range 1 to 4"."""
    thing = terms(" ".join(subject.split()[:3]))
    figures = re.finditer(r"\b\d[\d.,]*\s+(?:\w+\s+){0,2}?(\w+)", text)
    return any(terms(figure[1]) & thing for figure in figures) or bool(_RANGE.search(text))
