"""The words of a question, and what counts as the same in a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.languages.analysis import plain, runs, stem, terms, terms_of, tokens
from retrieval.languages.compounds import COMPOUNDING, has_edge
from retrieval.languages.detection import Language, language_of
from retrieval.languages.empty_words import is_empty
from retrieval.languages.identifiers import identifiers, spellings
from retrieval.languages.misspelling import is_near
from retrieval.languages.thesaurus import Phrase, synonyms

# A question of thousands of words would cost seconds.
MOST_WORDS = 64
_MOST_LOOKED_AT = 200
_REMEMBERED = 512
# Some 15 kB each.
_TEXTS_REMEMBERED = 256
_ENGLISH = frozenset({Language.ENGLISH})
_WORD = re.compile(r"[^\W_]+")
# What stands before a word within a sentence: one character and a few blanks or quotes.
_BEFORE = 8
_IN_SENTENCE = re.compile(r"[^\s.?!:][\s\"'“‘(]+$|[-/]$")


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of a question that says something.

    ``stem`` names it. A text says the same with any of the terms in ``forms``, with the identifier
    ``exact``, with all of the words in ``parts``, where the word is made of several, or with all
    words of one of the ``synonyms``. ``misspelt`` tells that no text has the word, so that one that
    is spelt almost so may be meant.
    """

    word: str
    stem: str
    forms: tuple[str, ...]
    exact: str = ""
    parts: tuple[str, ...] = ()
    synonyms: tuple[Phrase, ...] = ()
    misspelt: bool = False


@lru_cache(_REMEMBERED)
def question_words(
    text: str, spoken: frozenset[Language] = frozenset()
) -> tuple[QuestionWord, ...]:
    """The words of a question that say something, each once, in order, not more than 64.

    ``spoken`` are the languages of the texts it is asked of: its words are looked for as each of
    them is analysed. A question of nothing but empty words keeps them all.
    """
    language = asked_in(text, spoken)
    ignored = {language or Language.ENGLISH} if language or not spoken else {*spoken}
    ignored |= set() if language else {Language.ENGLISH}
    words = tokens(plain(text))
    telling = [
        place
        for place, word in enumerate(words)
        if (len(word) > 1 or word.isdigit() or not word.isascii())
        and not is_empty(word.lower(), ignored)
    ]
    instead = synonyms(words[:_MOST_LOOKED_AT], {language} if language else {*spoken}, spoken)
    found: dict[str, QuestionWord] = {}
    for place in telling or range(len(words)):
        if len(found) == MOST_WORDS:
            break
        one = _question_word(words[place], language, spoken)
        if one is not None:
            found.setdefault(one.stem, replace(one, synonyms=instead.get(place, ())))
    return tuple(found.values())


def _question_word(
    word: str, language: Language | None, spoken: Iterable[Language]
) -> QuestionWord | None:
    small = word.lower()
    forms: dict[str, None] = {}
    language = language or Language.ENGLISH
    for one in (language, *sorted(spoken)):
        # Not the parts of 100mg: all of them together say the same, and none alone.
        forms.update(dict.fromkeys(terms_of(small, one)[: 2 if small.isalpha() else 1]))
    if not forms:
        return None
    parts = runs(small)
    return QuestionWord(
        word,
        next(iter(forms)),
        tuple(forms),
        next(iter(identifiers(word)), ""),
        tuple(stem(part, language) for part in parts) if len(parts) > 1 else (),
    )


def asked_in(question: str, spoken: Collection[Language]) -> Language | None:
    """The language of a question; that of the texts where it cannot be told and they have one."""
    return language_of(question) or (next(iter(spoken)) if len(spoken) == 1 else None)


@lru_cache(_TEXTS_REMEMBERED)
def _said_in(text: str, languages: frozenset[Language]) -> tuple[frozenset[str], frozenset[str]]:
    """The terms of a text and its identifiers: the best passages of one question are those of the
    next."""
    text = plain(text)
    words = frozenset(term for one in languages for term in terms(text, one))
    return words, frozenset(spellings(text))


class Said:
    """What some texts say, in the terms of a search."""

    def __init__(self, texts: Iterable[str], spoken: Collection[Language]) -> None:
        languages = frozenset(spoken) or _ENGLISH
        said = [_said_in(text, languages) for text in texts]
        self._terms = frozenset[str]().union(*(words for words, _ in said))
        self._exact = frozenset[str]().union(*(names for _, names in said))
        self._compounds = not COMPOUNDING.isdisjoint(spoken)

    def says(self, word: QuestionWord) -> bool:
        """Tell whether a word of a question is said, in one form or another."""
        return (
            not self._terms.isdisjoint(word.forms)
            or word.exact in self._exact
            or word.stem in self._exact
            or bool(word.parts and self._terms.issuperset(word.parts))
            or any(self._terms.issuperset(phrase) for phrase in word.synonyms)
            or (self._compounds and any(self._within(form) for form in word.forms))
            or (word.misspelt and any(is_near(term, word.stem) for term in self._terms))
        )

    def holds(self, identifier: str) -> bool:
        """Tell whether an identifier occurs, however it is written."""
        return identifier in self._exact

    def _within(self, form: str) -> bool:
        return any(has_edge(term, form) for term in self._terms)


def names_and_numbers(words: Sequence[QuestionWord], text: str) -> list[str]:
    """The stems of those words that are names or numbers: what cannot be said in other words.

    Names are capitalised within a sentence. Capitals mean nothing where half of the words have
    them (headlines), in German, and where the whole word is in capitals, so there only the numbers
    count.
    """
    text = plain(text)
    found = list(_WORD.finditer(text))
    capitalised = {
        match.group()
        for match in found
        if match.group()[0].isupper()
        and _IN_SENTENCE.search(text[max(0, match.start() - _BEFORE) : match.start()])
    }
    mean = 2 * len(capitalised) < len(found) and language_of(text) is not Language.GERMAN
    return [
        one.stem
        for one in words
        if one.word.isdigit()
        or (mean and one.word in capitalised and not (len(one.word) > 1 and one.word.isupper()))
    ]


def identifiers_in(text: str) -> list[str]:
    """The identifiers of a question: small, without separators, each once."""
    return identifiers(plain(text))
