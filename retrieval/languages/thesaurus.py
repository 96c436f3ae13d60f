"""Words and phrases that say the same in documents of a company, across languages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.languages.analysis import LONGEST, plain, stem, tokens
from retrieval.languages.compounds import SHORTEST
from retrieval.languages.detection import Language

_FILE = Path(__file__).with_name("thesaurus.txt")
# The languages in which its words stand.
WRITTEN_IN = (Language.ENGLISH, Language.GERMAN, Language.FRENCH, Language.SPANISH)
MOST_TOKENS = 4
# A shorter end of a compound is too often a syllable.
_SHORTEST_PART = 5

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
    for start, end, number in _met(words, asked):
        members = dict.fromkeys(_members(number, frozenset(spoken)))
        for place in range(start, end):
            found.setdefault(place, {}).update(members)
    return {place: tuple(phrases) for place, phrases in found.items()}


def alternatives(
    question: str, asked: Collection[Language] = WRITTEN_IN
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Words of a question, each with what says the same in any language, as it is written."""
    words = list(tokens(plain(question)))
    found: dict[str, dict[str, None]] = {}
    for start, end, number in _met(words, asked):
        for word in words[start:end]:
            phrases = found.setdefault(word, {})
            phrases.update(dict.fromkeys(_as_written(number)))
    return tuple((word, tuple(phrases)) for word, phrases in found.items())


@dataclass(frozen=True, slots=True)
class Met:
    """Words of a question, from ``start`` to before ``end``, and what says the same as they do.

    ``members`` are as they are written, each its words.
    """

    start: int
    end: int
    members: tuple[Phrase, ...]


def met_in(words: Sequence[str], asked: Collection[Language]) -> list[Met]:
    """The words and phrases of a question that something else says the same as."""
    return [Met(start, end, _lines()[number]) for start, end, number in _met(words, asked)]


def _met(words: Sequence[str], asked: Collection[Language]) -> Iterator[tuple[int, int, int]]:
    """Where the phrases of groups begin and end, each with the number of a group.

    A German compound that is in no group is looked for by what it is made of.
    """
    groups = _groups()
    met: set[int] = set()
    for language in asked or (Language.ENGLISH,):
        stems = [stem(word.lower(), language) for word in words]
        for start in range(len(stems)):
            for end in range(start + 1, min(start + MOST_TOKENS, len(stems)) + 1):
                for number in groups.get((language, tuple(stems[start:end])), ()):
                    met.update(range(start, end))
                    yield start, end, number
    if Language.GERMAN in asked:
        for place in sorted(set(range(len(words))) - met):
            # No compound is so long, and each of its parts is looked at.
            if len(words[place]) <= LONGEST:
                yield from ((place, place + 1, number) for number in _within(words[place].lower()))


@lru_cache(4096)
def _within(word: str) -> tuple[int, ...]:
    """The groups of what a German compound begins with, as written, and of what it ends with."""
    places = range(_SHORTEST_PART, len(word) - SHORTEST + 1)
    first = next((word[:end] for end in reversed(places) if word[:end] in _written()), "")
    places = range(SHORTEST, len(word) - _SHORTEST_PART + 1)
    last = next(
        (key for at in places if (key := stem(word[at:], Language.GERMAN)) in _single()), ""
    )
    groups = _groups()
    return tuple(
        dict.fromkeys(
            number
            for part in (stem(first, Language.GERMAN), last)
            for number in groups.get((Language.GERMAN, (part,)), ())
        )
    )


@lru_cache(1)
def _written() -> frozenset[str]:
    """The members that are one word, as they are written."""
    return frozenset(member[0] for line in _lines() for member in line if len(member) == 1)


@lru_cache(1)
def _single() -> frozenset[str]:
    """The German stems of the members that are one word, but for the shortest."""
    stems = {stem(word, Language.GERMAN) for word in _written() if len(word) >= _SHORTEST_PART}
    return frozenset(one for one in stems if len(one) >= SHORTEST)


@lru_cache(1)
def _lines() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The groups of the file, each its members, each the words of one."""
    rows = (line for line in _FILE.read_text("utf-8").splitlines() if line and line[0] != "#")
    return tuple(
        tuple(tuple(tokens(plain(member.strip().lower()))) for member in row.split(","))
        for row in rows
    )


@lru_cache(4096)
def _as_written(number: int) -> tuple[str, ...]:
    """The members of a group, as they are written."""
    return tuple(" ".join(member) for member in _lines()[number])


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
