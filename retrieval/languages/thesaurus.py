"""Words and phrases that say the same in documents of a company, across languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from retrieval.languages.analysis import plain, stem, tokens
from retrieval.languages.detection import Language

_FILE = Path(__file__).with_name("thesaurus.txt")
# The languages in which its words stand.
WRITTEN_IN = (Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH)
MOST_TOKENS = 4

Phrase = tuple[str, ...]


def synonyms(
    words: Sequence[str], asked: Collection[Language], spoken: Collection[Language]
) -> dict[int, tuple[Phrase, ...]]:
    """What can be said instead of words of a question, by their places in it.

    ``words`` are those of the question in order, as they are written, ``asked`` the languages that
    it may be in, ``spoken`` those of the texts. A synonym is the stems of its words, as the texts
    are analysed; each word of a phrase has the synonyms of the phrase.
    """
    found: dict[int, dict[Phrase, None]] = {}
    for place, number in _met(words, asked):
        members = dict.fromkeys(_members(number, frozenset(spoken)))
        found.setdefault(place, {}).update(members)
    return {place: tuple(phrases) for place, phrases in found.items()}


def alternatives(
    question: str, asked: Collection[Language] = WRITTEN_IN
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Words of a question, each with what says the same in any language, as it is written."""
    words = list(tokens(plain(question)))
    found: dict[str, dict[str, None]] = {}
    for place, number in _met(words, asked):
        phrases = found.setdefault(words[place], {})
        phrases.update(dict.fromkeys(" ".join(member) for member in _lines()[number]))
    return tuple((word, tuple(phrases)) for word, phrases in found.items())


def _met(words: Sequence[str], asked: Collection[Language]) -> Iterator[tuple[int, int]]:
    """The places of words that are in a group, alone or in a phrase, with the group's number."""
    groups = _groups()
    for language in asked or (Language.ENGLISH,):
        stems = [stem(word.lower(), language) for word in words]
        for start in range(len(stems)):
            for end in range(start + 1, min(start + MOST_TOKENS, len(stems)) + 1):
                for number in groups.get((language, tuple(stems[start:end])), ()):
                    yield from ((place, number) for place in range(start, end))


@lru_cache(1)
def _lines() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The groups of the file, each its members, each the words of one."""
    rows = (line for line in _FILE.read_text("utf-8").splitlines() if line and line[0] != "#")
    return tuple(
        tuple(tuple(tokens(plain(member.strip().lower()))) for member in row.split(","))
        for row in rows
    )


@lru_cache(1)
def _groups() -> dict[tuple[Language, Phrase], tuple[int, ...]]:
    """The numbers of the groups that hold a phrase, by its stems in each language."""
    found: dict[tuple[Language, Phrase], dict[int, None]] = {}
    for number, members in enumerate(_lines()):
        for member in members:
            for language in WRITTEN_IN:
                key = language, tuple(stem(word, language) for word in member)
                found.setdefault(key, {})[number] = None
    return {key: tuple(numbers) for key, numbers in found.items()}


@lru_cache(4096)
def _members(number: int, spoken: frozenset[Language]) -> tuple[Phrase, ...]:
    """The members of a group as texts in these languages would hold them."""
    return tuple(dict.fromkeys(_stemmed(number, spoken)))


def _stemmed(number: int, spoken: Collection[Language]) -> Iterator[Phrase]:
    languages = [one for one in WRITTEN_IN if one in spoken] or [Language.ENGLISH]
    for member in _lines()[number]:
        for language in languages:
            yield tuple(stem(word, language) for word in member)
