"""Numbers that measure a circumstance, and texts that state a bound or a range for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

_NUMBER = r"\d{1,3}(?:[,’']\d{3})+|\d{1,9}(?:[.,]\d{1,3})?"
# Written differently, a unit is the same: 40 degrees, 40 °C.
_UNITS = (
    ("temperature", r"°\s?[CF]\b|°|degrees?\b|grad\b|degrés?\b|grados?\b"),
    (
        "time",
        r"(?:business |working |calendar |consecutive )?(?:seconds?|minutes?|min|hours?|h|days?|"
        r"weeks?|months?|years?)\b|sekunden?\b|minuten?\b|stunden?\b|(?:arbeits|werk)?tage?n?\b|"
        r"wochen?\b|monate?n?\b|jahre?n?\b|heures?\b|jours?\b|semaines?\b|mois\b|ans\b|horas?\b|"
        r"días?\b|semanas?\b|meses\b|años?\b",
    ),
    ("weight", r"kg\b|kilos?\b|kilogram\w*"),
    ("dose", r"(?:[µμm]?g|mcg)\b"),
    ("volume", r"(?:m|c|d)?l\b"),
    ("rate", r"ml/min\b"),
    ("money", r"(?:chf|eur|usd|gbp|francs?|franken|euros?|dollars?)\b|[€$£]"),
)
_MEASURED = re.compile(
    rf"(?<![\w.,/-])(?P<number>{_NUMBER})(?:\s?(?:-|–|to|bis|à|a)\s?(?P<to>{_NUMBER}))?[\s-]?"
    rf"(?:{'|'.join(f'(?P<{kind}>{unit})' for kind, unit in reversed(_UNITS))})",
    re.IGNORECASE,
)
# "With an eGFR of 20": what is measured stands before a number without a unit.
_VALUE = re.compile(
    r"(?<![\w-])(?P<what>[^\W\d_]{2,30})(?P<joined>\s(?:of|is|was|at|von|bei|de)\b|\s?[=:])?\s?"
    rf"(?:about |around |only |roughly |etwa |nur |ca\.? |environ )?(?P<number>{_NUMBER})"
    r"(?![\w/-]|[.,]\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# Joined to nothing, an abbreviation alone is a measure: "INR 3", "eGFR 20", and no "room 12".
_ABBREVIATION = re.compile(r"[a-z]{0,2}[A-Z]{2,6}")
_SMALL_WORDS = frozenset(
    "an and are as at be by for from had has have he how if in is it its no not of on one or our "
    "she so than that the their them then there these they this those to until was we were what "
    "when where which who with you your about only der die das den dem des ein eine einem es er "
    "sie und oder wenn ist war sind im in am an auf aus mit von vor nach seit zu zum zur für bei "
    "le la les un une des du en au et ou il elle est si pour avec dans sur depuis avant el los "
    "las una en con para por desde antes si es".split()
)
_BOUND = (
    r"(?:(?<!\w)(?:below|under|above|over|down to|up to|at least|at most|less than|more than|from|"
    r"between|unter|über|bis|ab|mindestens|höchstens|moins de|plus de|jusqu'à|menos de|"
    r"más de|hasta)(?!\w)|[<>≤≥])"
)
# What is longer tells a story, and each of its numbers would be looked for in every text.
_MOST_LETTERS = 2_000
_MOST_VALUES = 8


def bounded(question: str, texts: Sequence[str]) -> frozenset[str]:
    """The numbers of a question that measure something for which a text states an amount.

    A number with a unit is met by any amount in the same unit, and one without by a bound of what
    it is a value of. Whether the bound covers it or leaves it out, the text answers.
    """
    return frozenset(_met(question[:_MOST_LETTERS], texts))


def units_of(numbers: Collection[str], question: str) -> frozenset[str]:
    """The units that some numbers of a question stand with, as it writes them."""
    return frozenset(
        found[kind]
        for found in _MEASURED.finditer(question[:_MOST_LETTERS])
        for kind, _ in _UNITS
        if found[kind] and not {*re.findall(r"\d+", found["number"])}.isdisjoint(numbers)
    )


def _met(question: str, texts: Sequence[str]) -> Iterator[str]:
    told = {kind for text in texts for kind, _ in _measured(text)}
    for kind, numbers in _measured(question):
        if kind in told:
            yield from numbers
    values: dict[str, list[str]] = {}
    for found in _VALUE.finditer(question):
        if _is_measure(found, capitals=question.isupper()):
            numbers = re.findall(r"\d+", found["number"])
            values.setdefault(found["what"].casefold(), []).extend(numbers)
    for what, numbers in islice(values.items(), _MOST_VALUES):
        bound = re.compile(
            rf"{_BOUND}\s(?:an? |the )?{re.escape(what)}\W[^.;\n]{{0,20}}?\d|"
            rf"(?<!\w){re.escape(what)}(?!\w)[^.;\n]{{0,20}}?{_BOUND}\s?\d",
            re.IGNORECASE,
        )
        if any(bound.search(text) for text in texts):
            yield from numbers


def _is_measure(found: re.Match[str], *, capitals: bool) -> bool:
    """Whether a word before a number is what it measures. In ``capitals`` no word stands out."""
    what = found["what"]
    if _YEAR.fullmatch(found["number"]) or what.casefold() in _SMALL_WORDS:
        return False
    return bool(found["joined"]) or (not capitals and _ABBREVIATION.fullmatch(what) is not None)


def _measured(text: str) -> Iterator[tuple[str, list[str]]]:
    for found in _MEASURED.finditer(text):
        kind = next(kind for kind, _ in _UNITS if found[kind])
        yield kind, re.findall(r"\d+", f"{found['number']} {found['to'] or ''}")
