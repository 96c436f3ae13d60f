"""Numbers with what a sentence says of them, so that those of something else are told apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistants.grounding.reading.dates import without_dates
from assistants.grounding.reading.numbers import Quantity, quantities
from assistants.grounding.reading.words import content

_PART = re.compile(r"[;:]\s+")
# A part with less says too little to be looked for by.
_FEW = 2


@dataclass(frozen=True, slots=True)
class PlacedNumber:
    """A number, what the part of the sentence around it is about, and the whole sentence."""

    number: Quantity
    part: frozenset[str]
    sentence: frozenset[str]

    def nearness(self, other: PlacedNumber) -> float:
        """How much of what is said of this number is said of another one, from 0 to 1."""
        return len(self.part & other.sentence) / len(self.part) if self.part else 0.0

    def nearness_of_part(self, other: PlacedNumber) -> int:
        """How many words both parts share."""
        return len(self.sentence & other.part)


@lru_cache(1000)
def placed_numbers(sentence: str) -> tuple[PlacedNumber, ...]:
    """The numbers of a plain sentence, each with its place; those in dates are left out."""
    bare = without_dates(sentence)
    found = quantities(bare)
    whole = content(sentence) if found else frozenset[str]()
    cuts = [0, *(cut.end() for cut in _PART.finditer(bare)), len(bare)]
    return tuple(PlacedNumber(one, _part(bare, one, cuts, whole), whole) for one in found)


def _part(text: str, one: Quantity, cuts: list[int], whole: frozenset[str]) -> frozenset[str]:
    begin = max(cut for cut in cuts if cut <= one.start)
    end = min((cut for cut in cuts if cut >= one.end), default=len(text))
    part = content(text[begin:end])
    return part if len(part) >= _FEW else whole
