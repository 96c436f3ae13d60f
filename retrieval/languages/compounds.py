"""Words made of words, as German, Dutch, Danish and Swedish write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from retrieval.languages.detection import Language

COMPOUNDING = frozenset({Language.GERMAN, Language.DUTCH, Language.DANISH, Language.SWEDISH})
# Shorter parts are too often a syllable of another word.
SHORTEST = 4
# What may stand between two parts, or belongs to the first in this form only.
_LINKS = ("", "s", "n", "en", "e", "es", "er", "ns", "ens")
# Of a stem that is longer, only so much at either end.
_LONGEST = 40


def edges(stem: str) -> Iterator[str]:
    """Whatever a stem could begin or end with as a word of its own.

    Which of them are words, the question tells: it is asked with words.
    """
    if stem.isalpha():
        for place in range(SHORTEST, min(len(stem) - SHORTEST, _LONGEST) + 1):
            yield stem[:place]
            yield stem[-place:]


def has_edge(stem: str, part: str) -> bool:
    """Tell whether ``part`` is one of the `edges` of a stem."""
    fits = SHORTEST <= len(part) <= min(len(stem) - SHORTEST, _LONGEST) and stem.isalpha()
    return fits and (stem.startswith(part) or stem.endswith(part))


def split(
    stem: str, is_word: Callable[[str], bool], stem_of: Callable[[str], str]
) -> tuple[str, ...]:
    """The stems of the two or three words that a stem is made of, in order; nothing where it is
    not.

    A part counts if ``is_word`` knows its stem, with or without what links it to the next one.
    """
    if not stem.isalpha() or len(stem) > 2 * _LONGEST:
        return ()

    def first_word(part: str) -> str:
        for link in _LINKS:
            word = part.removesuffix(link)
            if part.endswith(link) and len(word) >= SHORTEST:
                found = stem_of(word)
                if len(found) >= SHORTEST and is_word(found):
                    return found
        return ""

    found = _in_two(stem, is_word, first_word)
    for place in () if found else range(SHORTEST, len(stem) - 2 * SHORTEST + 1):
        first = first_word(stem[:place])
        rest = _in_two(stem[place:], is_word, first_word) if first else ()
        if rest:
            return first, *rest
    return found


def _in_two(
    stem: str, is_word: Callable[[str], bool], first_word: Callable[[str], str]
) -> tuple[str, ...]:
    # Long parts are less often an accident.
    places = range(SHORTEST, len(stem) - SHORTEST + 1)
    for place in sorted(places, key=lambda place: abs(len(stem) - 2 * place)):
        if is_word(stem[place:]) and (first := first_word(stem[:place])):
            return first, stem[place:]
    return ()
