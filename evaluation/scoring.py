"""Scorers: each looks at one thing that a check expects, and says whether it is so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistants.answers import AnswerKind
from evaluation.checks import Expectation
from evaluation.outcomes import Cited, Outcome

_MARKERS = re.compile(r"\s?\[\d{1,3}\]")
_EMPHASIS = re.compile(r"[*_`]+")
_SPACES = re.compile(r"\s+")
_PAGE = re.compile(r"(.+)#(?:p(?:age)?\s*)?(\d{1,6})$", re.IGNORECASE)
_NOES = frozenset({AnswerKind.NOT_FOUND, AnswerKind.NOT_INDEXED, AnswerKind.NOT_PERMITTED})
# From here on words are not written apart, so that none has an edge.
_UNSPACED = 0x2E80


class Scorer(StrEnum):
    """What is looked at."""

    ANSWERED = "answered"
    CITES = "cites"
    SAYS = "says"
    NEVER_SAYS = "never_says"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Score:
    """What one scorer found; ``failing`` are the entries that are not as expected."""

    scorer: Scorer
    passed: bool
    failing: tuple[str, ...] = ()


def scores(expectation: Expectation, outcome: Outcome) -> tuple[Score, ...]:
    """Look at everything that is expected."""
    return tuple(_scores(expectation, outcome))


def passes(expectation: Expectation, outcome: Outcome) -> bool:
    """Whether the answer is as expected in everything."""
    return all(one.passed for one in _scores(expectation, outcome))


def _scores(expected: Expectation, outcome: Outcome) -> Iterator[Score]:
    if expected.no_answer:
        yield Score(Scorer.NO_ANSWER, outcome.kind in _NOES)
    elif expected.is_open:
        yield Score(Scorer.ANSWERED, _answered(outcome) and bool(outcome.citations))
    elif expected.cites or expected.says:
        yield Score(Scorer.ANSWERED, _answered(outcome))
    if expected.cites:
        away = tuple(one for one in expected.cites if not _is_cited(one, outcome.citations))
        yield Score(Scorer.CITES, not away, away)
    text = _comparable(outcome.text)
    if expected.says:
        silent = tuple(one for one in expected.says if not _is_said(one, text))
        yield Score(Scorer.SAYS, not silent, silent)
    if expected.never_says:
        said = tuple(one for one in expected.never_says if _is_said(one, text))
        # An answer that failed says nothing, and is not right for that.
        failed = outcome.kind is AnswerKind.FAILED
        yield Score(Scorer.NEVER_SAYS, not said and not failed, said)


def _answered(outcome: Outcome) -> bool:
    return outcome.kind is AnswerKind.ANSWER


def _is_cited(wanted: str, citations: tuple[Cited, ...]) -> bool:
    paged = _PAGE.fullmatch(wanted)
    name, page = (paged[1], int(paged[2])) if paged else (wanted, None)
    for one in citations:
        # A document may well have such a name.
        if wanted in {one.document, f"{one.source}/{one.document}"}:
            return True
        named = name in {one.document, f"{one.source}/{one.document}"}
        if named and (page is None or page == one.page):
            return True
    return False


def _comparable(text: str) -> str:
    plain = _EMPHASIS.sub("", _MARKERS.sub("", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", plain)).strip().casefold()


def _is_said(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text as whole words and whole numbers."""
    wanted = _comparable(phrase)
    at = text.find(wanted)
    while wanted and at >= 0:
        if _begins(text, at) and _ends(text, at + len(wanted)):
            return True
        at = text.find(wanted, at + 1)
    return False


def _begins(text: str, at: int) -> bool:
    if at == 0:
        return True
    # The 5 of "2.5" is no five.
    inside = text[at].isdigit() and text[at - 1] in ".," and text[at - 2 : at - 1].isdigit()
    return not inside and not _joined(text[at - 1], text[at])


def _ends(text: str, end: int) -> bool:
    if end >= len(text):
        return True
    inside = text[end - 1].isdigit() and text[end] in ".," and text[end + 1 : end + 2].isdigit()
    return not inside and not _joined(text[end - 1], text[end])


def _joined(one: str, other: str) -> bool:
    spaced = ord(one) < _UNSPACED and ord(other) < _UNSPACED
    return spaced and one.isalnum() and other.isalnum()
