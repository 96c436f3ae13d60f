"""Amounts that are no plain number: vague ones, and those per kilogram or per week."""

from __future__ import annotations

import re
from functools import lru_cache

from assistants.grounding.reading.units import LONG_TIMES, MODIFIERS, UNITS

_TIME = "|".join(sorted(LONG_TIMES, key=lambda name: -len(name)))
_SEVERAL = (
    r"several|(?:a )?few|a couple(?: of)?|many|some|numerous|countless|dozens of|hundreds of|"
    r"thousands of|various|multiple|mehrere[nr]?|einige[nr]?|wenige[nr]?|ein paar|viele[nr]?|"
    r"etliche[nr]?|dutzende|hunderte|plusieurs|quelques|de nombreu(?:x|ses)|varios|varias|unos|"
    r"unas|"
    r"algunos|algunas|muchos|muchas"
)
_VAGUE = re.compile(rf"\b(?:{_SEVERAL}) (?:(?:of|von|de|{MODIFIERS}) )?({_TIME})\b", re.IGNORECASE)
# "For days" is as vague as "for some days".
_BARE = re.compile(
    r"\b(?:for|within|after|since|seit|nach|innerhalb von|für|während|pendant|après|dans|durante)"
    rf" ((?:{_TIME})(?<=[snei]))(?!\w| \d)",
    re.IGNORECASE,
)
_SINGULAR = frozenset("day week month year hour minute tag woche monat jahr stunde minute".split())
_PER = re.compile(
    r"(?:\d|[%$€£¥]|\b[A-Z]{3}) ?[^\W\d_]{0,14} ?"
    r"(?:(/)|\b(?:(per|each|every|pro|par|por|je)|an?|la|le|im|am)\b) ?([^\W\d_]{1,14}2?)(?!\w)"
)
_RATE = {
    ("s", 3600.0): "hour",
    ("s", 86400.0): "day",
    ("s", 604800.0): "week",
    ("month", 1.0): "month",
    ("month", 3.0): "quarter",
    ("month", 12.0): "year",
}
_OTHER_PERIOD = re.compile(
    rf"\b(?:(?:every|each) (?:other|second|third|fourth|2nd|3rd|4th)|(?:on )?alternate|"
    rf"alternating|jede[nrms]? (?:zweite|dritte|vierte)[nrms]?|"
    rf"(?:une?|un) (?=(?:{_TIME}) sur (?:deux|trois))) ?({_TIME})\b",
    re.IGNORECASE,
)


@lru_cache(1000)
def vague_times(text: str) -> frozenset[tuple[str, float]]:
    """The units of the spans of time that a plain text leaves vague."""
    found = [match[1] for match in _VAGUE.finditer(text)]
    found += [match[1] for match in _BARE.finditer(text) if match[1].casefold() not in _SINGULAR]
    return frozenset(UNITS[name.casefold()] for name in found)


@lru_cache(1000)
def denominators(text: str) -> frozenset[str]:
    """Per what the amounts of a plain text are, where that is a unit: ``kg``, ``week``."""
    found = set()
    for match in _PER.finditer(text):
        name = match[3].casefold()
        if name == "m2":
            found.add(name)
        elif name in UNITS and (rate := _RATE.get(UNITS[name])):
            found.add(rate)
        elif name in UNITS and (match[1] or match[2]):
            found.add("/".join(map(str, UNITS[name])))
    return frozenset(found)


@lru_cache(1000)
def other_periods(text: str) -> frozenset[tuple[str, float]]:
    """The units of ``every other day`` and its like in a plain text."""
    return frozenset(UNITS[match[1].casefold()] for match in _OTHER_PERIOD.finditer(text))
