"""The facts of a sentence one by one: numbers, dates, how often, names, codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistants.grounding.figures import faults, lasts
from assistants.grounding.material import Material
from assistants.grounding.reading.dates import dates, stands_in, without_dates
from assistants.grounding.reading.names import Known, codes, names
from assistants.grounding.reading.numbers import Quantity, quantities, rates
from assistants.grounding.reading.people import numbers_by_people
from assistants.grounding.reading.polarity import clause
from assistants.grounding.reading.source_words import THE_SOURCES
from assistants.grounding.reading.words import EMPTY, plain, stem
from assistants.verdicts import Reason, Verdict

_BEHIND = re.compile(r" ([^\W\d_]{3,})")
_PAGE = re.compile(
    r"\b(?:pages?|seiten?|p\.|s\.|página|slide|folie|section|abschnitt|step|schritt|étape|paso|"
    rf"{THE_SOURCES})\s*$",
    re.IGNORECASE,
)
_IF = re.compile(
    r"^\W*(?:if|when|for|wenn|falls|bei|für|si|lorsque|pour|cuando|para)\b[^,]*,", re.I
)


@dataclass(frozen=True, slots=True)
class Failed:
    """A fact that does not stand where it should; ``base`` is the unit of a number."""

    verdict: Verdict
    reason: Reason
    base: str = ""


def _unverified(reason: Reason, base: str = "") -> Failed:
    return Failed(Verdict.UNVERIFIED, reason, base)


class FactCheck:
    """Looks for the facts of sentences in passages; names may also stand in the question."""

    def __init__(self, materials: Sequence[Material], asked: Sequence[str]) -> None:
        self._materials = materials
        self._asked = [plain(text) for text in asked]
        self._question = Known(*self._asked)

    def first(
        self, text: str, cited: Sequence[Material], language: str, *, everywhere: bool = False
    ) -> Failed | None:
        """The first fact of a plain sentence that fails; ``everywhere`` asks of names alone that
        some passage knows them, and not which.
        """
        return next(self._failures(text, cited, language, everywhere=everywhere), None)

    def count(self, text: str) -> int:
        """How many numbers, dates and codes a plain sentence has."""
        bare = without_dates(text)
        return (
            len(dates(text))
            + len(codes(bare))
            + sum(one.kind != "article" for one in quantities(bare))
        )

    def has_any(self, text: str, language: str) -> bool:
        """Whether a sentence has a fact that could be compared in any language."""
        return bool(self.count(text) or names(text, language))

    def _failures(
        self, text: str, cited: Sequence[Material], language: str, *, everywhere: bool
    ) -> Iterator[Failed]:
        yield from self._dates(text, cited)
        yield from self._codes(without_dates(text), cited)
        yield from self._names(without_dates(text), cited, language, everywhere=everywhere)
        yield from self._numbers(text, cited, language)
        often = frozenset[str]().union(*(each.rates for each in cited))
        if not rates(text) <= often:
            yield _unverified(Reason.FREQUENCY)
        yield from (Failed(*fault) for fault in faults(text, cited))
        yield from _rows_mixed(text, cited, language)
        if not everywhere:
            yield from _people_mixed(text, cited)

    def _codes(self, text: str, cited: Sequence[Material]) -> Iterator[Failed]:
        for code in codes(text):
            if any(each.known.has_code(code) for each in cited):
                continue
            if any(each.known.has_code(code) for each in self._materials):
                yield _unverified(Reason.CITATION)
            elif not self._question.has_code(code):
                yield _unverified(Reason.IDENTIFIER)

    def _names(
        self, text: str, cited: Sequence[Material], language: str, *, everywhere: bool
    ) -> Iterator[Failed]:
        for name in names(text, language):
            if any(each.known.has_name(name) for each in cited):
                continue
            if any(each.known.has_name(name) for each in self._materials):
                if not everywhere:
                    yield _unverified(Reason.CITATION)
            elif not self._question.has_name(name):
                yield _unverified(Reason.NAME)

    def _dates(self, text: str, cited: Sequence[Material]) -> Iterator[Failed]:
        for meant, _ in dates(text):
            if not any(stands_in(meant, each.dates) for each in cited):
                yield _unverified(Reason.DATE)

    def _numbers(self, text: str, cited: Sequence[Material], language: str) -> Iterator[Failed]:
        bare = without_dates(text)
        found = quantities(bare)
        fractions = [one for one in found if one.kind == "fraction"]
        apart = _distinguishing(text, cited, language)
        for one in found:
            inside = one.kind == "number" and any(f.start <= one.start < f.end for f in fractions)
            if inside or (one.kind == "article" and not lasts(one, bare)):
                continue
            counted = "" if one.base else _counted(bare, one.end)
            same = [
                (number, each)
                for each in cited
                for number in each.numbers
                if _is_in(one, number, each, counted)
            ]
            if same and (not apart or any(each in apart for _, each in same)):
                yield from _compared(one, [number for number, _ in same])
            elif same or not self._may_stand_alone(one, bare, cited):
                yield _unverified(Reason.NUMBER, one.base)

    def _may_stand_alone(self, one: Quantity, text: str, cited: Sequence[Material]) -> bool:
        """Whether a number needs no source: a page, a denied one of the question, one in parts."""
        if _PAGE.search(text[: one.start][-16:]):
            return any(each.page == one.said[0] for each in cited) or one.said[0] <= 20
        numbers = [number for each in cited for number in each.numbers]
        if one.parts and all(any(part in number.said for number in numbers) for part in one.parts):
            return True
        asked = any(one.meets(other) for text in self._asked for other in quantities(text))
        condition = _IF.match(text)
        return asked and (
            clause(text).denies or (condition is not None and one.end <= condition.end())
        )


def _is_in(one: Quantity, other: Quantity, material: Material, counted: str) -> bool:
    if not one.meets(other):
        return False
    if counted and other.base and stem(counted) not in material.words:
        # Five colleagues are not five days.
        return False
    return not one.base or bool(other.base) or one.base in material.units


def _counted(text: str, end: int) -> str:
    """The word behind a number, where it may be what is counted."""
    match = _BEHIND.match(text, end)
    return match[1] if match and match[1].casefold() not in EMPTY else ""


def _compared(one: Quantity, others: Sequence[Quantity]) -> Iterator[Failed]:
    """A bound that no place says; a bound or an order that all say the other way round."""
    bounds, orders = {other.bound for other in others}, {other.order for other in others}
    if one.bound and bounds and not bounds & {one.bound, ""}:
        yield Failed(Verdict.CONTRADICTED, Reason.COMPARISON)
    elif one.bound and one.bound not in bounds and not one.deadline:
        # "At most 40 mg" is more than a source says that has 40 mg as the dose.
        yield _unverified(Reason.COMPARISON)
    if one.order and orders and not orders & {one.order, ""}:
        yield Failed(Verdict.CONTRADICTED, Reason.COMPARISON)


def _distinguishing(text: str, cited: Sequence[Material], language: str) -> list[Material]:
    """The cited passages that a name of the sentence tells from the others, if one does."""
    if len(cited) < 2:
        return []
    for name in names(text, language):
        knowing = [each for each in cited if each.known.has_name(name)]
        if knowing and len(knowing) < len(cited):
            return [
                each
                for each in cited
                if any(each.known.has_name(other) for other in names(text, language))
            ]
    return []


def _people_mixed(text: str, cited: Sequence[Material]) -> Iterator[Failed]:
    """A number that is for some people, where its sources have it for others alone."""
    for one, people in numbers_by_people(text):
        if not people:
            continue
        others = [
            for_whom
            for each in cited
            for number, for_whom in each.numbers_by_people
            if one.meets(number)
        ]
        if others and all(for_whom and not for_whom & people for for_whom in others):
            yield _unverified(Reason.NUMBER)


def _rows_mixed(text: str, cited: Sequence[Material], language: str) -> Iterator[Failed]:
    """What a sentence says with a code of a table must stand in a row with that code."""
    wanted = codes(text)
    if len(wanted) != 1:
        return
    for each in cited:
        rows = [Known(row) for row in each.rows]
        with_code = [row for row in rows if row.has_code(wanted[0])]
        for name in names(text, language) if with_code else ():
            elsewhere = any(row.has_name(name) for row in rows)
            if elsewhere and not any(row.has_name(name) for row in with_code):
                yield _unverified(Reason.CITATION)
