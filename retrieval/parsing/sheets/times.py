"""Times of day, months and durations written by the tokens of a number format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from openpyxl.utils.datetime import to_excel

from retrieval.parsing.sheets.numerals import Token

_ENGLISH = "January February March April May June July August September October November December"
_MONTHS = {
    "07": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "0c": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_SHORT = {
    "07": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "0c": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
}
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"


def duration_text(tokens: Sequence[Token], value: datetime | date | time | timedelta) -> str:
    """Write a duration: ``[h]:mm`` of a day and a half is 36:00."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
    elif isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    else:
        seconds = to_excel(value) * 86400
    sign = "-" if seconds < 0 else ""
    left = abs(seconds)
    if not any(token.kind == "elapsed" for token in tokens):
        tokens = [Token("elapsed", "h"), Token("literal", ":"), Token("date", "mm")]
    # What is smaller than the smallest unit is cut off where seconds are shown, as programs do.
    left = round(left, 3)
    return sign + "".join(_duration(tokens, left)).strip()


def _duration(tokens: Sequence[Token], seconds: float) -> Iterator[str]:
    sizes = {"h": 3600, "m": 60, "s": 1}
    for token in tokens:
        unit = token.text[:1]
        if token.kind == "elapsed":
            yield f"{int(seconds // sizes[unit]):0{len(token.text)}d}"
            seconds %= sizes[unit]
        elif token.kind == "date" and unit in sizes:
            count = int(seconds // sizes[unit])
            seconds -= count * sizes[unit]
            yield f"{count:0{min(len(token.text.partition('.')[0]), 2)}d}"
            if unit == "s" and "." in token.text:
                yield f"{seconds:.{len(token.text.partition('.')[2])}f}"[1:]
        elif token.kind in {"literal", ".", "slash", ","}:
            yield token.text


def time_text(tokens: Sequence[Token], value: datetime | date | time) -> str:
    """Write a time of day, or a month or a year, as the format shows it."""
    if not any(token.kind == "date" for token in tokens):
        return value.isoformat("minutes") if isinstance(value, time) else value.isoformat()
    return re.sub(r"\s+", " ", "".join(_moment(tokens, value))).strip()


def _moment(tokens: Sequence[Token], value: datetime | date | time) -> Iterator[str]:
    named = [i for i, token in enumerate(tokens) if token.kind == "date"]
    halves = any(token.kind == "half" for token in tokens)
    language = next((t.text.lower()[-2:] for t in tokens if t.kind == "language"), "")
    for i, token in enumerate(tokens):
        if token.kind == "date":
            at = named.index(i)
            before = tokens[named[at - 1]].text[0] if at else ""
            behind = tokens[named[at + 1]].text[0] if at + 1 < len(named) else ""
            minutes = token.text in {"m", "mm"} and (before == "h" or behind == "s")
            yield _part(token.text, value, minutes=minutes, halves=halves, language=language)
        elif token.kind == "half":
            hour = value.hour if isinstance(value, datetime | time) else 0
            words = token.text.split("/")
            yield words[hour >= 12]
        elif token.kind in {"literal", ".", ",", "slash"}:
            yield token.text


def _part(
    name: str, value: datetime | date | time, *, minutes: bool, halves: bool, language: str
) -> str:
    if minutes or name[0] in "hs":
        clock = value.time() if isinstance(value, datetime) else value
        clock = clock if isinstance(clock, time) else time()
        return _clock(name, clock, minutes=minutes, halves=halves)
    if isinstance(value, time):
        return ""
    match name[0]:
        case "y" | "e":
            return f"{value.year % 100:02d}" if len(name) < 3 else str(value.year)
        case "m":
            return _month(name, value.month, language)
        case "d":
            return _WEEKDAYS.split()[value.weekday()][: 3 if len(name) == 3 else None]
    return ""


def _clock(name: str, clock: time, *, minutes: bool, halves: bool) -> str:
    if minutes:
        return f"{clock.minute:0{len(name)}d}"
    if name[0] == "h":
        hour = (clock.hour + 11) % 12 + 1 if halves else clock.hour
        return f"{hour:0{min(len(name), 2)}d}"
    whole, _, places = name.partition(".")
    part = f"{clock.microsecond / 1e6:.{len(places)}f}"[1:] if places else ""
    return f"{clock.second:0{min(len(whole), 2)}d}{part}"


def _month(name: str, month: int, language: str) -> str:
    if len(name) < 3:
        return f"{month:0{len(name)}d}"
    whole = _MONTHS.get(language, _ENGLISH).split()[month - 1]
    if len(name) == 3:
        return _SHORT[language].split()[month - 1] if language in _SHORT else whole[:3]
    return whole[:1] if len(name) == 5 else whole
