"""How the items of an HTML list are numbered: HTML Living Standard, 4.4.5 and 4.4.8."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

_INTEGER = re.compile(r"\s*([+-]?[0-9]{1,6})")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST_ROMAN = 3999


@dataclass(slots=True)
class Numbering:
    """The numbers of one list. ``kind`` is ``1``, ``a``, ``A``, ``i`` or ``I``."""

    following: int
    step: int
    kind: str

    def label(self, item: LexborNode) -> str:
        """What stands before an item; one that names its own number changes those behind it."""
        number = _integer(item.attributes.get("value"))
        if number is None:
            number = self.following
        self.following = number + self.step
        return f"{_written(number, item.attributes.get('type') or self.kind)}. "


def numbering_of(node: LexborNode) -> Numbering:
    """The numbering of an ``ol`` element."""
    attributes = node.attributes
    backwards = "reversed" in attributes
    start = _integer(attributes.get("start"))
    if start is None:
        start = sum(child.tag == "li" for child in node.iter()) if backwards else 1
    return Numbering(start, -1 if backwards else 1, attributes.get("type") or "1")


def _integer(said: str | None) -> int | None:
    found = _INTEGER.match(said or "")
    return int(found[1]) if found else None


def _written(number: int, kind: str) -> str:
    if number > 0 and kind in {"a", "A"}:
        letters = _letters(number)
    elif 0 < number <= _MOST_ROMAN and kind in {"i", "I"}:
        letters = _roman(number)
    else:
        return str(number)
    return letters.upper() if kind.isupper() else letters


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def _roman(number: int) -> str:
    letters = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        letters += sign * count
    return letters
