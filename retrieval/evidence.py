"""Judges how likely it is that passages hold an answer to a question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from retrieval.fusion import rarities
from retrieval.lexical import LexicalFound
from retrieval.passages import Passage
from retrieval.wording import all_stems, identifiers

EVIDENCE = "logistic/1"
LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer.

    ``cosine`` is that of the nearest passage, ``covered`` the share of the question's words,
    weighted by rarity, that the best passage holds, ``together`` the same for the three best,
    ``unheard`` the share of those that stand nowhere in what the person may read, ``missed`` the
    share of the question's identifiers that none of the three best has.
    """

    cosine: float
    covered: float
    together: float
    unheard: float
    missed: float


def signs(question: str, found: LexicalFound, nearest: float, passages: Sequence[Passage]) -> Signs:
    """Read the signs off a search; ``nearest`` is the best cosine."""
    weights = rarities(found)
    whole = sum(weights.values()) or 1.0
    best = passages[:LOOKED_AT]
    held = [all_stems((passage.title, passage.section, passage.text)) for passage in best]
    asked = identifiers(question)
    present = {
        name
        for passage in best
        for name in identifiers(f"{passage.title} {passage.section} {passage.text}")
    }
    return Signs(
        cosine=nearest,
        covered=max((_weight(weights, stems) for stems in held), default=0.0) / whole,
        together=_weight(weights, set().union(*held)) / whole,
        unheard=sum(weights[stem] for stem, count in found.counts.items() if count == 0) / whole,
        missed=sum(name not in present for name in asked) / len(asked) if asked else 0.0,
    )


def _weight(weights: Mapping[str, float], held: set[str]) -> float:
    return sum(weight for stem, weight in weights.items() if stem in held)


# Fitted by `python -m retrieval.fitting`, which prints this line.
COEFFICIENTS: Mapping[str, float] = {
    "intercept": -3.0,
    "cosine": 6.0,
    "covered": 2.0,
    "together": 0.0,
    "unheard": -2.0,
    "missed": -1.0,
}


def evidence(found: Signs) -> float:
    """The probability, between 0 and 1, that the passages hold an answer."""
    total = COEFFICIENTS["intercept"] + sum(
        COEFFICIENTS[sign.name] * getattr(found, sign.name) for sign in fields(Signs)
    )
    return 1 / (1 + math.exp(-total))
