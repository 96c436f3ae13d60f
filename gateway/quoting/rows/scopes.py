"""Which of the values that a question names are meant, and which are denied or left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gateway.quoting.rows.columns import column_named, is_of_places
from gateway.quoting.rows.markers import Marker, Turn
from gateway.quoting.rows.mentions import Mention
from gateway.quoting.rows.tables import Table
from gateway.quoting.small_words import small_words
from gateway.quoting.terms import WORD, terms

# What a marker speaks of stands at most so many words behind it.
_REACH = 4
_END_OF_CLAUSE = re.compile(r"[,;:?!.](?:\s|$)|\b(?:but|aber|mais|pero|sondern)\b", re.IGNORECASE)
_SMALL = (
    r"(?:(?:in|on|for|from|of|at|by|the|market|our|both|also|im|für|aus|von|bei|auf|der|den|dem|"
    r"die|das|en|aux?|dans|pour|à|de|la|le|les|des|el|los|para|auch) ?){0,3}"
)
_AND = r"(?:and|as well as|und|sowie|als auch|sowohl|et|ainsi que|y|e|&)"
_OR = r"(?:or|nor|oder|noch|ou|ni|o)"
_JOINED = re.compile(rf"^\s*,?\s*(?:(?:{_AND}|{_OR})\s+)?{_SMALL}\s*$", re.IGNORECASE)
_JOINED_BY_AND = re.compile(rf"^\s*,?\s*{_AND}\s+{_SMALL}\s*$", re.IGNORECASE)
# "Only approved ones" narrows as every value does.
_ONLY_SHOW = re.compile(
    r"(?:^|\b(?:list|show|give|name|me|us|zeigen?|nennen?|gib|liste|mir|uns|montre[rz]?|"
    r"donne[rz]?|cite[rz]?|muestr[ae]|moi|nous))\W*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"^\W*$")
_PLAIN = terms(
    "yet ever being valid current currently still start begin starts begins hold market markets "
    "any einmal bereits bisher jemals worden markt beginnen encore été "
    "actuellement marché aún sido"
)
_NO_PLACE = frozenset({"nowhere", "nirgends", "nirgendwo", "nulle"})


@dataclass(slots=True)
class Scopes:
    """What is said of the values that a question names.

    ``of_all`` tells that what is denied is denied of a thing as a whole; ``nowhere`` that all is.
    ``everywhere`` is a column of which each value is meant, ``but`` what is left out of it.
    """

    meant: list[Mention] = field(default_factory=list)
    denied: list[Mention] = field(default_factory=list)
    left_out: list[Mention] = field(default_factory=list)
    only: list[Mention] = field(default_factory=list)
    everywhere: str = ""
    nowhere: bool = False
    of_all: bool = False
    sure: bool = True


def scopes_of(
    question: str, table: Table, mentions: Sequence[Mention], markers: Iterable[Marker]
) -> Scopes:
    """Tell for each marker what it speaks of; what it does not say surely is in doubt."""
    return _Reader(question, table, mentions).read(markers)


def joined_by_and(question: str, mentions: Sequence[Mention]) -> bool:
    """Whether mentions of one column stand together with "and" before the last."""
    pairs = list(pairwise(mentions))
    between = [question[one.end : other.start] for one, other in pairs]
    return (
        bool(between)
        and all(map(_JOINED.match, between))
        and _JOINED_BY_AND.match(between[-1]) is not None
    )


def _content(between: str) -> frozenset[str]:
    """What stands between a marker and a value and may be what is denied instead."""
    small = (small_words(between, language) for language in ("de", "fr", "es"))
    return terms(between) - _PLAIN - frozenset[str]().union(*small)


class _Reader:
    def __init__(self, question: str, table: Table, mentions: Sequence[Mention]) -> None:
        self._question = question
        self._table = table
        self._mentions = list(mentions)
        self._scopes = Scopes()
        self._end = 0

    def read(self, markers: Iterable[Marker]) -> Scopes:
        found = self._scopes
        for marker in markers:
            inside = any(one.start <= marker.start < one.end for one in self._mentions)
            # "Nor in Japan" goes on with what "neither" began.
            if not inside and marker.start >= self._end:
                self._read(marker)
        turned = [*found.denied, *found.left_out, *found.only]
        found.meant = [one for one in self._mentions if one not in turned]
        return found

    def _read(self, marker: Marker) -> None:
        found = self._scopes
        if marker.turn is Turn.EVERYWHERE:
            found.everywhere = found.everywhere or self._column_at(marker)
        elif marker.turn is Turn.NOWHERE and self._is_nowhere(marker):
            found.sure = found.sure and not (found.nowhere or found.denied)
            found.nowhere = found.of_all = True
        elif marker.turn is Turn.OTHER:
            self._take(marker, found.left_out)
        elif marker.turn is Turn.ONLY:
            self._read_only(marker)
        elif marker.turn is Turn.DOUBTFUL:
            found.sure = False
        else:
            self._deny(marker)

    def _deny(self, marker: Marker) -> None:
        found = self._scopes
        found.sure = found.sure and not (found.denied or found.nowhere)
        targets = self._targets(marker)
        # "Neither refused nor withdrawn" may be said of each row.
        whole = targets[0].named if targets and marker.turn is Turn.NEITHER else True
        found.of_all = found.of_all or (marker.turn is not Turn.NOT and whole)
        # "Nicht in der Schweiz zugelassen": the verb stands at the end.
        if targets and targets[0].named and marker.turn is not Turn.NEITHER:
            behind = self._next(targets[-1].end, reach=0)
            if behind and not behind.named and behind.column != targets[0].column:
                targets = [behind]
        found.denied += targets
        self._end = max([self._end, *(one.end for one in targets)])
        columns = {one.column for one in targets}
        found.sure = found.sure and len(columns) == 1

    def _read_only(self, marker: Marker) -> None:
        found = self._scopes
        targets = self._targets(marker, reach=0)
        if not targets or not targets[0].named:
            before = [one for one in self._mentions if one.end <= marker.start]
            close = before and _BEHIND.match(self._question[before[-1].end : marker.start])
            if close and before[-1].named:
                targets = [before[-1]]
            elif targets and _ONLY_SHOW.search(self._question[: marker.start]):
                return
            else:
                found.sure = False
                return
        found.sure = found.sure and not found.only
        found.only += targets
        self._end = max(self._end, targets[-1].end)

    def _take(self, marker: Marker, into: list[Mention]) -> None:
        targets = self._targets(marker)
        into += targets
        self._scopes.sure = self._scopes.sure and bool(targets)
        self._end = max([self._end, *(one.end for one in targets)])

    def _column_at(self, marker: Marker) -> str:
        """The column of which every value is meant: the one that is named, else of markets."""
        if " " in marker.said and not marker.said.casefold().endswith("partes"):
            return self._column_behind(marker) or ""
        return next((n for n in self._table.columns if is_of_places(n, self._table)), "")

    def _is_nowhere(self, marker: Marker) -> bool:
        """Whether nothing at all is meant, as in "in no market"; else "no" denies a value."""
        if marker.said.casefold().split()[0] in _NO_PLACE:
            return True
        return self._column_behind(marker) is not None and self._next(marker.end, reach=0) is None

    def _column_behind(self, marker: Marker) -> str | None:
        behind = WORD.findall(self._question[marker.end :])[:2]
        return column_named(self._table, " ".join(behind[:1])) or column_named(
            self._table, " ".join(behind)
        )

    def _targets(self, marker: Marker, *, reach: int = _REACH) -> list[Mention]:
        """What stands behind a marker, with what is joined to it."""
        first = self._next(marker.end, reach=reach)
        if first is None:
            return []
        targets = [first]
        later = [one for one in self._mentions if one.start >= first.end]
        for one in later:
            between = self._question[targets[-1].end : one.start]
            if one.column != first.column or not _JOINED.match(between):
                break
            targets.append(one)
        return targets

    def _next(self, place: int, *, reach: int) -> Mention | None:
        """The first mention behind a place, with at most ``reach`` words between them."""
        following = next((one for one in self._mentions if one.start >= place), None)
        if following is None:
            return None
        between = self._question[place : following.start]
        self._scopes.sure = self._scopes.sure and not (reach and _content(between))
        if re.fullmatch(rf"\W*{_SMALL}\W*", between, re.IGNORECASE):
            return following
        far = len(WORD.findall(between)) > reach
        return None if far or _END_OF_CLAUSE.search(between) else following
