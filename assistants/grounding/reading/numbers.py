"""Numbers with their units, in digits and in words, and what bounds them: at least, at most."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assistants.grounding.reading.bounds import (
    bound_at,
    is_deadline,
    is_limited,
    order_at,
    relation_at,
)
from assistants.grounding.reading.units import (
    EVERY,
    GERMAN_TENS,
    LONG_TIMES,
    MODIFIERS,
    NUMBER_WORDS,
    OFTEN,
    RATES,
    UNITS,
    german,
)

_CURRENCY = r"(?:[$€£¥]|\b(?:CHF|EUR|USD|GBP|JPY|Fr\.))"
_DIGITS = (
    rf"(?P<sign>(?:(?<=^)|(?<=[\s(:;]))-(?=\d))?(?P<before>{_CURRENCY}\s?)?"
    r"(?<![^\W\d_])(?<![^\W\d_]-)(?<![\d.,])(?P<digits>\d+(?:(?:[.,']|\ (?=\d{3}(?!\d)))\d+)*)"
)
_FRACTION = re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/])")
_UNIT_AFTER = re.compile(
    rf"[ -]?(?:(?:{MODIFIERS})\s+){{0,2}}(°\s?[CF]?\b|%|per ?cent\b|pour ?cent\b|por ?ciento\b|"
    r"[$€£¥]|(?:degrees?|grad|degrés?|grados?)\s+(?:celsius|fahrenheit)\b|[^\W\d_]{1,14}\b)",
    re.IGNORECASE,
)
_NUMBER = re.compile(_DIGITS)
_ONE = re.compile(
    rf"\b(?:an?|one|eine[mnrs]?|ein|une?|una?)[ -](?:(?:{MODIFIERS}) )?({'|'.join(LONG_TIMES)})\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
# Between two numbers that share the unit of the second: "2 to 8 °C", "10, 20 or 30 mg".
_SHARED = re.compile(
    r"^\s*(?:-|to|and|or|through|bis|und|oder|à|a|et|ou|y|o|e|,|/)(?:\s*(?:and|or|und|oder|et|ou))?\s*-?$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"^\s*(?:-|to|through|bis|à|a)\s*-?$", re.IGNORECASE)
_PART = re.compile(r"[.;:!?]\s")
Kind = Literal["number", "article", "fraction"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it may be meant: ``12.500`` is twelve and a half, or twelve thousand and more.

    ``base`` is the unit that ``values`` are counted in, empty without one; ``said`` are the numbers
    before that. ``bound`` is ``>`` for at least, ``<`` for at most; ``deadline`` tells that it is
    only so by what is due within it. ``order`` is ``before`` or ``after``. ``parts`` are the
    numbers that it is made of where its spaces may only part them. ``relation`` is how it is led up
    to: ``by``, ``at``, ``after`` or ``beyond``.
    """

    values: tuple[float, ...]
    base: str = ""
    said: tuple[float, ...] = ()
    bound: str = ""
    deadline: bool = False
    order: str = ""
    relation: str = ""
    text: str = ""
    start: int = 0
    end: int = 0
    parts: tuple[float, ...] = ()
    kind: Kind = "number"

    def meets(self, other: Quantity) -> bool:
        """Whether both may be the same number; a unit that one of them lacks is no difference."""
        if self.base and other.base:
            return _alike(self.base, other.base) and _same(self.values, other.values)
        return _same(self.said, other.said)


def _same(some: Sequence[float], others: Sequence[float]) -> bool:
    return any(abs(a - b) <= 1e-9 * max(1.0, abs(a)) for a in some for b in others)


def _alike(one: str, other: str) -> bool:
    return one == other or (one[0] == other[0] == "°" and "°" in (one, other))


@lru_cache(maxsize=1000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers of a plain text, in reading order; ``a week`` is an ``article``."""
    found = [*_digits(text), *_in_words(text), *_single(text)]
    found.sort(key=lambda each: each.start)
    return tuple(_with_ends([_bounded(each, text) for each in _sharing_units(found, text)], text))


@lru_cache(maxsize=1000)
def rates(text: str, *, loosely: bool = False) -> frozenset[str]:
    """How often something is said to happen: by the day, by the week.

    ``a day`` tells it only behind what is counted, or where it is read ``loosely``.
    """
    small = text.casefold()
    found = {RATES[word] for word in _WORDS.findall(small) if word in RATES}
    patterns = EVERY if loosely else OFTEN
    return frozenset(found | {rate for rate, pattern in patterns.items() if pattern.search(small)})


def _digits(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        values, parts = _values(match["digits"])
        if match["sign"]:
            values = tuple(-value for value in values)
        base, factor, end = _unit_after(text, match.end())
        if match["before"]:
            base, factor = UNITS.get(match["before"].strip().casefold(), ("", 1.0))
        yield Quantity(
            tuple(value * factor for value in values),
            base,
            values,
            text=match["digits"],
            start=match.start(),
            end=end,
            parts=parts,
        )
    for match in _FRACTION.finditer(text):
        if top_bottom := int(match[2]):
            value = int(match[1]) / top_bottom
            base, factor, end = _unit_after(text, match.end())
            yield _exactly(value, (base, factor, end), match, "fraction")


def _values(digits: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What a row of digits may mean, and its parts where a space may only part two numbers."""
    if " " in digits:
        joined, _ = _values(digits.replace(" ", ""))
        return joined, tuple(float(part) for part in re.findall(r"\d+", digits))
    bare = digits.replace("'", "")
    if not ("," in bare or "." in bare):
        return (float(bare),), ()
    signs = [c for c in bare if c in ",."]
    groups = re.split(r"[.,]", bare)
    if len(set(signs)) == 2 and signs.count(signs[-1]) == 1:
        return (float("".join(groups[:-1]) + "." + groups[-1]),), ()
    thousands = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    whole = float("".join(groups))
    if len(groups) == 2:
        fraction = float(f"{groups[0]}.{groups[1]}")
        return ((fraction, whole) if thousands and groups[0] != "0" else (fraction,)), ()
    return ((whole,) if thousands else tuple(map(float, groups))), ()


def _unit_after(text: str, at: int) -> tuple[str, float, int]:
    match = _UNIT_AFTER.match(text, at)
    if match is None:
        return "", 1.0, at
    name = match[1].casefold().replace(" ", "")
    for scale in ("celsius", "fahrenheit"):
        name = scale if name.endswith(scale) else name
    name = "%" if name in ("percent", "pourcent", "porciento") else name
    if name not in UNITS:
        return "", 1.0, at
    base, factor = UNITS[name]
    return base, factor, match.end()


def _in_words(text: str) -> Iterator[Quantity]:
    for match in _WORDS.finditer(text):
        word = match[0].casefold()
        value = _word_value(word)
        if value is None:
            continue
        base, factor, end = _unit_after(text, match.end())
        if (tail := word.partition("-")[2]) in UNITS:
            base, factor = UNITS[tail]
        yield _exactly(value, (base, factor, end), match)


def _word_value(word: str) -> float | None:
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    if (compound := GERMAN_TENS.match(word)) is not None:
        return german(compound)
    tens, _, ones = word.partition("-")
    if ones in NUMBER_WORDS and tens in NUMBER_WORDS and NUMBER_WORDS[ones] < 10:
        return NUMBER_WORDS[tens] + NUMBER_WORDS[ones]
    # "two-week", "drei-monatig"
    return NUMBER_WORDS.get(tens) if ones else None


def _single(text: str) -> Iterator[Quantity]:
    for match in _ONE.finditer(text):
        base, factor = UNITS[match[1].casefold()]
        yield _exactly(1.0, (base, factor, match.end()), match, "article")


def _exactly(
    value: float, unit: tuple[str, float, int], match: re.Match[str], kind: Kind = "number"
) -> Quantity:
    base, factor, end = unit
    return Quantity(
        (value * factor,), base, (value,), text=match[0], start=match.start(), end=end, kind=kind
    )


def _sharing_units(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """Give numbers without a unit that of the next one, where both belong together."""
    shared = list(found)
    for at in range(len(shared) - 2, -1, -1):
        one, other = shared[at], shared[at + 1]
        if other.base and not one.base and _SHARED.match(text[one.end : other.start]):
            factor = other.values[0] / other.said[0] if other.said[0] else 1.0
            values = tuple(value * factor for value in one.said)
            shared[at] = replace(one, values=values, base=other.base)
    return shared


def _bounded(one: Quantity, text: str) -> Quantity:
    bound = bound_at(text, one.start, one.end)
    one = replace(one, relation=relation_at(text, one.start, one.end))
    if one.base not in ("s", "month"):
        return replace(one, bound=bound)
    due = bound == "<" and is_deadline(text, one.start, one.end)
    return replace(one, bound=bound, deadline=due, order=order_at(text, one.end))


def _with_ends(found: Sequence[Quantity], text: str) -> Iterator[Quantity]:
    """Give the ends of a range their bounds, and what is listed behind a limit the same one.

    "2 to 8 °C"; "the limit is 190 CHF, in Zurich 240 CHF".
    """
    before: Quantity | None = None
    limit = ""
    for at, one in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        if before is None or before.base != one.base or _PART.search(text[before.end : one.start]):
            limit = ""
        limit = one.bound if one.bound and is_limited(text, one.start) else limit
        if one.base and not one.bound:
            upper = before is not None and _RANGE.match(text[before.end : one.start])
            lower = after is not None and _RANGE.match(text[one.end : after.start])
            yield replace(one, bound="<" if upper else ">" if lower else limit)
        else:
            yield one
        before = one
