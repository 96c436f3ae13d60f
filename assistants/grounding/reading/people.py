"""Of which people a number is said: the dose of adults is none of children."""

from __future__ import annotations

import re
from functools import lru_cache

from assistants.grounding.reading.dates import without_dates
from assistants.grounding.reading.numbers import Quantity, quantities
from retrieval.searching.requirements.unmet import people_in

_PART = re.compile(
    r"[;:]\s+|,\s+|\b(?:and|or|but|while|whereas|und|oder|aber|während|sowie|et|ou|mais|tandis|y|o|"
    r"pero|mientras)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1000)
def numbers_by_people(sentence: str) -> tuple[tuple[Quantity, frozenset[str]], ...]:
    """The numbers of a plain sentence, each with the people whom it is for; none where for all.

    These stand in the same part of it, else in what comes before, else anywhere in it.
    """
    bare = without_dates(sentence)
    found = [one for one in quantities(bare) if one.kind != "article"]
    everyone = people_in(bare) if found else frozenset[str]()
    if not everyone:
        return tuple((one, everyone) for one in found)
    cuts = [0, *(cut.end() for cut in _PART.finditer(bare)), len(bare)]
    return tuple((one, _people_at(bare, one, cuts) or everyone) for one in found)


def _people_at(text: str, number: Quantity, cuts: list[int]) -> frozenset[str]:
    begin = max(cut for cut in cuts if cut <= number.start)
    end = min((cut for cut in cuts if cut >= number.end), default=len(text))
    return people_in(text[begin:end]) or people_in(text[:begin])
