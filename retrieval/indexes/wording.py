"""Words as a search sees them: stems, words that say nothing, and identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

import tantivy

# Words that carry a question and not its subject.
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a about above after again against all also am an and any are as at be because been before
    being below between both but by can cannot could did do does doing done during each either else
    ever every few for from further get gets give given gives go goes got had has have having he
    her here hers him his how i if in into is it its itself just kind let long many may me might
    more most much must my need needed needs no nor not of off often on once one only or other our
    out over own please same shall she should since so some soon such tell than that the their them
    then there these they this those through to too under until up us use used uses using very via
    want was we well were what when where which while who whom whose why will with within without
    would you your yours""",
    )
)
_IDENTIFIER = re.compile(r"[A-Za-z0-9]+(?:[-/._][A-Za-z0-9]+)*")
_SPOKEN = re.compile(r"\b([A-Z]{2,6})[ -]?(\d[\w/.-]*)")
_SEPARATORS = re.compile(r"[-/._]")

ANALYZER = "words"


def analyzer() -> tantivy.TextAnalyzer:
    """The analyzer of text and questions: lower case, no accents, English stems."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


_ANALYZER = analyzer()
_WORD = re.compile(r"[^\W_]+")
_IN_SENTENCE = re.compile(r"[^\s.?!:][\s\"'“‘(]+$|[-/]$")


def stems(text: str) -> list[str]:
    """The stems of the words that say something, each once, in order.

    A text of nothing but empty words keeps them all.
    """
    words = _WORD.findall(text.lower())
    telling = [word for word in words if word not in _EMPTY and (len(word) > 1 or word.isdigit())]
    return list(dict.fromkeys(_ANALYZER.analyze(" ".join(telling or words))))


def all_stems(texts: Iterable[str]) -> set[str]:
    """Every stem that occurs in the texts."""
    return set(_ANALYZER.analyze("\n".join(texts)))


def identifiers(text: str) -> list[str]:
    """What looks like SOP-014, NDA 219-884 or 21CFR11: lower case, without separators, once each.

    A number of its own is none; one that follows capitals is one with them and without.
    """
    found: dict[str, None] = {}
    for match in _IDENTIFIER.findall(text):
        if _is_identifier(match):
            found[_SEPARATORS.sub("", match.lower())] = None
    for letters, number in _SPOKEN.findall(text):
        found[_SEPARATORS.sub("", (letters + number).lower())] = None
    return list(found)


def _is_identifier(word: str) -> bool:
    digits = sum(letter.isdigit() for letter in word)
    if digits == 0 or len(word) < 3:
        return False
    mixed = any(letter.isalpha() for letter in word)
    return mixed or (digits >= 4 and bool(re.search(r"[-/]", word)))


def telling_words(text: str) -> list[tuple[str, str]]:
    """The words that say something with their stems, each stem once, in order."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        if word.lower() not in _EMPTY:
            for stem in _ANALYZER.analyze(word):
                found.setdefault(stem, word)
    return [(word, stem) for stem, word in found.items()]


def names_and_numbers(text: str) -> list[str]:
    """The stems of names and numbers: what cannot be said in other words.

    Names are capitalised within a sentence; where half of the words are, capitals mean nothing
    (German, headlines) and only the numbers count.
    """
    words = list(_WORD.finditer(text))
    capitalised = [
        match.group()
        for match in words
        if match.group()[0].isupper() and _IN_SENTENCE.search(text[: match.start()])
    ]
    names = capitalised if 2 * len(capitalised) < len(words) else []
    numbers = [match.group() for match in words if match.group().isdigit()]
    telling = [word for word in [*names, *numbers] if word.lower() not in _EMPTY]
    return list(dict.fromkeys(_ANALYZER.analyze(" ".join(telling))))
