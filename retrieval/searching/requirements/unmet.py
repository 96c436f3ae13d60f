"""What a question asks for, and what narrows it: for whom, where, when, in which unit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from retrieval.searching.requirements.everyday_words import EVERYDAY
from retrieval.searching.requirements.medical_words import MEDICAL
from retrieval.searching.requirements.patient_words import PATIENTS
from retrieval.searching.requirements.qualifier_words import (
    ANYWHERE,
    CIRCUMSTANCES,
    CIRCUMSTANCES_SAID,
    COUNTRIES,
    OTHER_PEOPLE,
    PEOPLE,
    UNITS,
)
from retrieval.searching.requirements.workplace_words import WORKPLACE

PROPERTIES = {**MEDICAL, **PATIENTS, **EVERYDAY, **WORKPLACE}

# Codes of two letters are words too: `it`, `in`, `no`. They count where they are written large.
_CODE = re.compile(r"^[a-z]{2}\$$")
# What stands shortly before denies what follows: "who is not on dialysis".
_DENIED = re.compile(
    r"\b(?:no|not|non|without|never|nicht|kein\w*|ohne|pas|sans|sin)\W+(?:\w+\W+)?$", re.IGNORECASE
)
# "The patient is not on dialysis" tells of everybody else.
_OUTSIDE = re.compile(r"\b(?:is|are|be) not (?:on|under|receiving) (?:\w+ )?$", re.IGNORECASE)
_BEFORE = 40
_JOINED = re.compile(r",|\b(?:and|or|und|oder|et|ou|y|o)\b", re.IGNORECASE)
_FOLLOWED = re.compile(r"[?？]\s+(?=\S)")
# A note of a call tells much of which nothing is asked.
_MOST_WORDS = 40
# Without blanks it may be as long, and every kind is looked for in it.
_MOST_LETTERS = 2_000
# Of one question several sources are asked.
_REMEMBERED = 256


@lru_cache(_REMEMBERED)
def narrowed_to(question: str) -> frozenset[str]:
    """What a question asks for or is narrowed to; nothing for one that tells a story.

    A follow-up stands behind the question that it follows, and may ask for something else.
    """
    question = _last_of(question)
    words = question.split(maxsplit=_MOST_WORDS)
    if len(words) > _MOST_WORDS or len(question) > _MOST_LETTERS:
        return frozenset()
    return frozenset(kind for kind, said in _kinds().items() if said.asked_in(question))


def unmet(question: str, texts: Sequence[str]) -> frozenset[str]:
    """What a question asks for or is narrowed to, and none of the texts speaks of."""
    kinds = _kinds()
    return frozenset(
        kind
        for kind in narrowed_to(question)
        if not any(kinds[kind].spoken_of_in(text) for text in texts)
    )


def beside(question: str, texts: Sequence[tuple[str, str]]) -> list[bool]:
    """Which of the texts, each behind its document, are beside what a question is narrowed to.

    One text has to speak of all that it is narrowed to. Of what the question joins by "and" or
    "or" it need speak of one alone, and so where no text speaks of all, and a document does in
    several of them.
    """
    kinds, asked = _kinds(), narrowed_to(question)
    met = [{kind for kind in asked if kinds[kind].spoken_of_in(text)} for _, text in texts]
    together: dict[str, set[str]] = {}
    for (document, _), some in zip(texts, met, strict=True):
        together.setdefault(document, set()).update(some)
    whole = asked in met
    joined = _JOINED.search(_last_of(question)) is not None
    return [
        some != asked and not (some and (joined or (not whole and together[document] == asked)))
        for (document, _), some in zip(texts, met, strict=True)
    ]


def _last_of(question: str) -> str:
    """A follow-up without the question that it follows."""
    return _FOLLOWED.split(question)[-1]


@lru_cache(maxsize=8000)
def people_in(text: str) -> frozenset[str]:
    """The kinds of people that a text speaks of: children, interns, patients on dialysis."""
    return frozenset(kind for kind, words in _people().items() if words.spoken_of_in(text))


class _Words:
    """The words of one kind; texts may also say it with ``more`` general ones."""

    def __init__(self, words: str, more: str = "") -> None:
        codes = [word[:-1].upper() for word in words.split() if _CODE.match(word)]
        others = [word for word in words.split() if not _CODE.match(word)]
        self._words = _any_of(others)
        self._general = _any_of(more.split()) if more else None
        self._codes = re.compile(rf"(?<!\w)(?:{'|'.join(codes)})\b") if codes else None

    def spoken_of_in(self, text: str) -> bool:
        ways = (self._words, self._codes, self._general)
        return any(
            not _OUTSIDE.search(text[max(0, one.start() - _BEFORE) : one.start()])
            for way in ways
            if way is not None
            for one in way.finditer(text)
        )

    def asked_in(self, question: str) -> bool:
        found = [*self._words.finditer(question)]
        # In capitals all words look like codes.
        if self._codes and not question.isupper():
            found += self._codes.finditer(question)
        return any(not _DENIED.search(question[: one.start()]) for one in found)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_pattern(word) for word in words), re.IGNORECASE)


def _pattern(word: str) -> str:
    # Before a unit stands the last figure of several: the 0 of 10 ml. Nor do signs begin words.
    begins = "" if word.startswith(("\\", "/")) else r"(?<!\w)"
    ended = r"(?!\w)" if word.endswith("$") else ""
    return begins + f"(?:{word.removesuffix('$')})".replace("_", r"\s+") + ended


@lru_cache(1)
def _people() -> Mapping[str, _Words]:
    return {kind: _Words(said) for kind, said in {**PEOPLE, **OTHER_PEOPLE}.items()}


@lru_cache(1)
def _kinds() -> Mapping[str, _Words]:
    found = {
        kind: _Words(said, CIRCUMSTANCES_SAID.get(kind, ""))
        for kind, said in {**PEOPLE, **CIRCUMSTANCES, **UNITS}.items()
    }
    found |= {country: _Words(said, ANYWHERE) for country, said in COUNTRIES.items()}
    return found | {name: _Words(one.asked, one.stated) for name, one in PROPERTIES.items()}
