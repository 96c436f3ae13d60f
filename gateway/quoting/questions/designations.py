"""Kinds that are told apart by a number or a letter alone: severity 2, type IB, a P1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_KINDS = (
    "severity sev priority prio schweregrad priorität gravité priorité gravedad prioridad "
    "type typ tipo class classe klasse clase grade grad grado stage stadium stade phase fase "
    "category kategorie catégorie categoría tier level stufe niveau nivel"
).split()
# They are said of the same thing, and abbreviated alike.
_URGENCY = frozenset(_KINDS[:10])
_WHICH = r"(?P<which>[IVX]{1,4}[ABab]?|\d{1,2}[a-eA-E]?)"
_NAMED = re.compile(rf"(?<!\w)(?P<kind>(?i:{'|'.join(_KINDS)}))[ -]?{_WHICH}(?!\w|[.,]\d)")
_ABBREVIATED = re.compile(r"(?<!\w)P ?(?P<which>[0-5])(?!\w|[.,]\d)")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

Designations = Mapping[str, frozenset[str]]


@lru_cache(maxsize=8000)
def designations(text: str) -> Designations:
    """The numbers of each kind that a text names, Roman ones in Arabic figures."""
    found: dict[str, set[str]] = {}
    for match in _NAMED.finditer(text):
        kind = match["kind"].casefold()
        found.setdefault("urgency" if kind in _URGENCY else kind, set()).add(_plain(match["which"]))
    for match in _ABBREVIATED.finditer(text):
        found.setdefault("urgency", set()).add(match["which"])
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def is_of_another(question: str, text: str) -> bool:
    """Whether a text is of another severity, type or class than the question names."""
    said = designations(text)
    return any(
        kind in said and not any(_meets(one, other) for one in asked for other in said[kind])
        for kind, asked in designations(question).items()
    )


def _meets(one: str, other: str) -> bool:
    """Type I has IA and IB."""
    return one == other or one == other.rstrip("ab") or other == one.rstrip("ab")


def _plain(which: str) -> str:
    number = which.rstrip("ABab") if which[0] in "IVX" else which
    letter = which[len(number) :].casefold()
    return f"{_ROMAN.index(number) + 1 if number in _ROMAN else number}{letter}".casefold()
