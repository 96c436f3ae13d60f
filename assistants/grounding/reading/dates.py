"""Dates in the forms that people write them in, made comparable."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_NAMES = (
    "january jan januar janvier janv enero ene|february feb februar février févr fév febrero|"
    "march mar märz mrz mars marzo|april apr avril avr abril abr|may mai mayo|"
    "june jun juni juin junio|july jul juli juillet juil julio|"
    "august aug août aout agosto ago|september sep sept septembre septiembre|"
    "october oct oktober okt octobre octubre|november nov novembre noviembre|"
    "december dec dezember dez décembre déc diciembre dic"
)
_MONTHS = {name: n for n, names in enumerate(_NAMES.split("|"), 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# Said without a day or a year, these are also other words.
_DOUBTFUL = frozenset("may mai mars march mar jun ene ago dic august sep oct okt dec nov".split())
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.|º)?"
_YEAR = r"(?P<year>(?:1[89]|2[01])\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d-]){_YEAR}-(?P<month>0?[1-9]|1[0-2])-(?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_DAY}\s+(?:of |de |d')?(?P<name>{_MONTH})\b\.?(?:,?\s+(?:de |del "
        rf")?{_YEAR})?(?!\d)",
        rf"\b(?P<name>{_MONTH})\b\.?\s+{_DAY}(?![\d.,]?\d)(?:,?\s+{_YEAR})?(?!\d)",
        rf"\b(?P<name>{_MONTH})\b\.?,?\s+(?:de |del )?{_YEAR}(?!\d)",
        rf"(?<![\d./-])(?P<one>\d{{1,2}})[./-](?P<two>\d{{1,2}})[./-]{_YEAR}(?!\d)",
        rf"(?<![\d./-])(?P<month>0?[1-9]|1[0-2])/{_YEAR}(?!\d)",
    )
)
_DIGIT = re.compile(r"\d")
_ALONE = re.compile(rf"\b({'|'.join(name for name in _MONTHS if name not in _DOUBTFUL)})\b", re.I)
_WEEKDAYS = {
    name: n
    for n, names in enumerate(
        "monday mondays montag montags lundi lunes|tuesday tuesdays dienstag dienstags mardi "
        "martes|"
        "wednesday wednesdays mittwoch mittwochs mercredi miércoles|"
        "thursday thursdays donnerstag donnerstags jeudi jueves|"
        "friday fridays freitag freitags vendredi viernes|"
        "saturday saturdays samstag samstags sonnabend samedi sábado|"
        "sunday sundays sonntag sonntags dimanche domingo".split("|")
    )
    for name in names.split()
}
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Date:
    """A date, as far as it is said; ``weekday`` counts from 0, Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None

    def within(self, other: Date) -> bool:
        """Whether ``other`` says all that this one says."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.year, other.year),
                (self.month, other.month),
                (self.day, other.day),
                (self.weekday, other.weekday),
            )
        )


@lru_cache(maxsize=1000)
def dates(text: str) -> tuple[tuple[tuple[Date, ...], str], ...]:
    """Every date of a plain text as it may be meant, with its words: 03/04 is in March or April."""
    found, rest = _taken(text)
    alone = [((Date(month=_MONTHS[m[0].casefold()]),), m[0]) for m in _ALONE.finditer(rest)]
    days = [((Date(weekday=_WEEKDAYS[m[0].casefold()]),), m[0]) for m in _WEEKDAY.finditer(rest)]
    return (*found, *alone, *days)


@lru_cache(maxsize=1000)
def without_dates(text: str) -> str:
    """The same text, of the same length, where the digits of dates are."""
    return _taken(text)[1]


@lru_cache(maxsize=1000)
def _taken(text: str) -> tuple[list[tuple[tuple[Date, ...], str]], str]:
    found: list[tuple[tuple[Date, ...], str]] = []
    if _DIGIT.search(text) is None:
        return found, text
    for form in _FORMS:
        for match in form.finditer(text):
            if meant := tuple(_meant(match)):
                found.append((meant, match[0]))
                text = text[: match.start()] + "·" * len(match[0]) + text[match.end() :]
    return found, text


def _meant(match: re.Match[str]) -> Iterator[Date]:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("one"):
        one, two = int(parts["one"]), int(parts["two"])
        for first, second in {(one, two), (two, one)}:
            if 1 <= second <= 12 and 1 <= first <= 31:
                yield Date(year, second, first)
        return
    name = parts.get("name")
    month = _MONTHS[name.casefold()] if name else int(parts["month"])
    day = int(parts["day"]) if parts.get("day") else None
    if name is not None and name.casefold() == "may" and name[0] == "m":
        # "30 may be given": the verb.
        return
    if day is None or 1 <= day <= 31:
        yield Date(year, month, day)


def stands_in(meant: Iterable[Date], others: Iterable[tuple[tuple[Date, ...], str]]) -> bool:
    """Whether one of the meanings is said by one of the other dates."""
    known = [date for dates_of, _ in others for date in dates_of]
    return any(date.within(other) for date in meant for other in known)


def is_month(word: str) -> bool:
    """Whether a word is the name of a month."""
    return word.casefold() in _MONTHS
