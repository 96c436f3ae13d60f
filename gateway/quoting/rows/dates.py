"""Dates in tables: which columns hold them, and what a question puts in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gateway.quoting.rows.tables import Row, Table
from gateway.quoting.terms import stem, terms, words

DATE = re.compile(r"\b(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?\b")
_WHEN = re.compile(
    r"^\W*(?:(?:and|so|since|until|by) )?"
    # "When ordering laptops" asks for no date.
    r"(?:when(?:['’]s| (?:exactly )?(?:is|are|was|were|do|does|did|will|must|should|can|may|has|"
    r"have|had)\b)|(?:on |in )?(?:what|which) (?:date|day|month|year)\b)",
    re.IGNORECASE,
)
# A column called so has a date of whatever its rows are.
_OF_ANY_DATE = frozenset(
    map(
        stem,
        "date day month year time start begin end from until valid effective due deadline planned "
        "scheduled when on in of the by".split(),
    )
)
# What ends is called in many ways.
_ENDING = frozenset(
    map(stem, "expire expires expiry expiration lapse end renew renewal valid until".split())
)
_FIRST = re.compile(
    r"\b(?:first|earliest|soonest|next|oldest|zuerst|erste[nrs]?|früheste\w*|nächste\w*|älteste\w*|"
    r"premi(?:er|ère)s?|prochain\w*|primer[oa]?s?|próxim\w*)\b",
    re.IGNORECASE,
)
_LAST = re.compile(
    r"\b(?:last|latest|newest|most recent\w*|zuletzt|letzte\w*|späteste\w*|neueste\w*|"
    r"derni(?:er|ère)s?|últim\w*)\b",
    re.IGNORECASE,
)


def by_date(question: str, table: Table, rows: Sequence[Row]) -> list[Row]:
    """The rows in order of a date where it is asked which comes first or last."""
    first, last = _FIRST.search(question), _LAST.search(question)
    dated = dated_columns(question, table)
    if not dated or bool(first) == bool(last):
        return list(rows)
    return sorted(rows, key=lambda row: row.cells.get(dated[0], ""), reverse=last is not None)


def asks_when(question: str) -> bool:
    """Whether an English question asks when something was or is."""
    return _WHEN.search(question) is not None


def has_date_of(question: str, table: Table) -> bool:
    """Whether a table with dates has one of what a question speaks of.

    One of approvals and renewals does not tell when a product was withdrawn.
    """
    dated = dated_columns(question, table)
    asked = terms(question) - _OF_ANY_DATE
    return not dated or any(_may_date(name, asked, question) for name in dated)


def _may_date(column: str, asked: frozenset[str], question: str) -> bool:
    said = _stems(spoken([column])[0])
    both_end = not said.isdisjoint(_ENDING) and not _stems(question).isdisjoint(_ENDING)
    return said <= _OF_ANY_DATE or both_end or bool(said & asked)


def _stems(text: str) -> frozenset[str]:
    """The stems of all words, the small ones too."""
    return frozenset(map(stem, words(text)))


def spoken(columns: Sequence[str]) -> list[str]:
    """The names of columns as words: ``renewal_due`` and ``renewalDue`` are two."""
    return [re.sub(r"[_.]|(?<=[a-z])(?=[A-Z])", " ", name) for name in columns]


def dated_columns(question: str, table: Table) -> list[str]:
    """The columns that hold dates, those that a question names first."""
    asked = terms(question)
    dated = [name for name in table.columns if _holds_dates(table, name)]
    return sorted(dated, key=lambda name: -len(terms(spoken([name])[0]) & asked))


def _holds_dates(table: Table, column: str) -> bool:
    values = [row.cells[column] for row in table.rows if row.cells.get(column)]
    return bool(values) and all(re.match(r"(?:19|20)\d\d(?:-\d\d){0,2}$", one) for one in values)
