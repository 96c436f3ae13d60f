"""Where a question names values of a table's cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from gateway.quoting.rows.dates import DATE
from gateway.quoting.rows.tables import Table
from gateway.quoting.rows.vocabulary import MOST_WORDS
from gateway.quoting.terms import WORD, stem, terms

_NOT = r"(?:not|no|non|nicht|kein\w*|pas|sans|without|ohne)"
_DENIES = re.compile(rf"\b{_NOT}\b", re.IGNORECASE)
_DENIED = r"(?:not|never|non|nicht|nie|niemals|kein\w*|pas|jamais|no|nunca|\w+n[’']t)"
_BEHIND = re.compile(
    r"(?:^|\W)(?:in|on|for|from|of|at|by|to|im|für|aus|von|bei|auf|en|aux?|dans|pour|à|chez|de|para)"
    r"(?: (?:the|der|den|dem|la|le|les|el|los))?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Values of a column that a question names at a place.

    ``named`` tells that they are named as a thing is, such as "in Japan", and not as "approved".
    """

    column: str
    values: tuple[str, ...]
    start: int
    end: int
    named: bool

    @property
    def terms(self) -> frozenset[str]:
        """The terms of all values."""
        return frozenset[str]().union(*map(terms, self.values))


def mentions_in(question: str, table: Table, names: Set[str]) -> list[Mention]:
    """The values that a question names, in its order; markets stand in it by their code.

    ``names`` are the stems of the names in it.
    """
    asked = terms(question)
    found: list[Mention] = []
    taken: set[str] = set()
    for column in table.columns:
        values = list(dict.fromkeys(row.cells.get(column, "") for row in table.rows))
        hits = {value: hit for value in values if (hit := _hit(value, question, asked, names))}
        # "under review" is not also "review": the longest value that the question says counts.
        hits = {
            value: hit
            for value, hit in hits.items()
            if not any(hit < other for other in hits.values()) and not hit <= taken
        }
        taken |= set().union(*hits.values())
        places: dict[tuple[int, int], list[str]] = {}
        for value, hit in hits.items():
            for place in _widened(_places(value, hit, question), value, question):
                places.setdefault(place, []).append(value)
        found += [
            Mention(column, tuple(own), *place, _is_named(question, *place))
            for place, own in places.items()
        ]
    return sorted(found, key=lambda one: one.start)


def _is_named(question: str, start: int, end: int) -> bool:
    said = question[start:end]
    return said != said.casefold() or _BEHIND.search(question[:start]) is not None


def _hit(
    value: str, question: str, asked: frozenset[str], names: Set[str]
) -> frozenset[str] | None:
    """The words by which a question names a cell's value; ``None`` where it does not."""
    held = terms(value)
    if not held or len(value.split()) > MOST_WORDS or (value.isdigit() and len(value) < 3):
        return None
    if DATE.match(value):
        return held if value in question else None
    if _DENIES.search(value):
        return held if _denied_as(value).search(question) else None
    if held <= asked:
        return held
    part = held & names
    return frozenset(part) if part and len(held) <= 4 else None


def _places(value: str, hit: Set[str], question: str) -> Iterator[tuple[int, int]]:
    """Where the words of a value stand together in a question."""
    if _DENIES.search(value):
        for match in _denied_as(value).finditer(question):
            yield match.span()
        return
    runs: list[list[re.Match[str]]] = []
    apart = 2
    for word in WORD.finditer(question):
        apart += 1
        if _stems(word.group()) & hit:
            # One word may stand between: "product of Basel".
            if apart > 2:
                runs.append([])
            runs[-1].append(word)
            apart = 0
    said = {id(run): frozenset[str]().union(*(_stems(one.group()) for one in run)) for run in runs}
    whole = [run for run in runs if hit <= said[id(run)]]
    for run in whole or runs[:1]:
        yield run[0].start(), run[-1].end()


def _widened(
    places: Iterator[tuple[int, int]], value: str, question: str
) -> Iterator[tuple[int, int]]:
    """The places, with the small words of the value: all of "under review", not "review"."""
    whole = [one.span() for one in re.finditer(re.escape(value), question, re.IGNORECASE)]
    for start, end in places:
        within = ((a, b) for a, b in whole if a <= start and end <= b)
        yield next(within, (start, end))


def _stems(word: str) -> frozenset[str]:
    return terms(word) | {stem(word)}


@lru_cache(500)
def _denied_as(value: str) -> re.Pattern[str]:
    """A value such as "not filed" as a question may say it: "have not yet been filed"."""
    first, *rest = value.split()
    denies = rest and re.fullmatch(_NOT, first, re.IGNORECASE)
    said = _DENIED if denies else re.escape(first)
    spoken = r"(?:[\s,]+\w+){0,2}?[\s,]+".join([said, *map(re.escape, rest)])
    return re.compile(rf"(?<!\w){spoken}\b", re.IGNORECASE)
