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
