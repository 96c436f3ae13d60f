"""Words made comparable: folded, stemmed, and weighed by how rare they are."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
_SUFFIXES = (
    ("ational", "ate"),
    ("isation", "ise"),
    ("ization", "ise"),
    ("fulness", ""),
    ("ement", ""),
    ("ments", ""),
    ("ment", ""),
    ("ation", ""),
    ("ically", ""),
    ("ities", ""),
    ("ings", ""),
    ("ance", ""),
    ("ence", ""),
    ("able", ""),
    ("ible", ""),
    ("sses", "ss"),
    ("tion", "t"),
    ("sion", "s"),
    ("ness", ""),
    ("age", ""),
    ("ing", ""),
    ("ity", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("ant", ""),
    ("ent", ""),
    ("ers", ""),
    ("ion", ""),
    ("ed", ""),
    ("er", ""),
    ("ly", ""),
    ("es", ""),
    ("al", ""),
    ("s", ""),
)
# "Storage" is stored, but a page is no "p" and a stage no "st".
_LEAST = {"age": 4}
_STOP = (
    "a about after all also am an and any are as at be been before being but by can could did do "
    "done during each for from get gets given go goes had has have he her his how i if in "
    "into is it its kind like made make many may me might much must my need needs no not now of "
    "off on one only or other our out over per put she should since so some still such than that "
    "the their them then there these they thing this those to too under until up us use used was "
    "we were what when where which while who whom whose why will with within would you your"
)
STOP_WORDS = frozenset(_STOP.split())
# Two-letter market codes of registries, beside the names that people write.
MARKETS = {
    "united states": "us",
    "usa": "us",
    "america": "us",
    "japan": "jp",
    "switzerland": "ch",
    "european union": "eu",
    "europe": "eu",
    "canada": "ca",
    "china": "cn",
    "united kingdom": "uk",
    "germany": "de",
    "france": "fr",
    "australia": "au",
    "swiss": "ch",
    "japanese": "jp",
    "vereinigte staaten": "us",
    "vereinigten staaten": "us",
    "schweiz": "ch",
    "europäische union": "eu",
    "europäischen union": "eu",
    "europa": "eu",
    "kanada": "ca",
    "vereinigtes königreich": "uk",
    "deutschland": "de",
    "frankreich": "fr",
    "australien": "au",
    "états-unis": "us",
    "japon": "jp",
    "suisse": "ch",
    "union européenne": "eu",
    "royaume-uni": "uk",
    "allemagne": "de",
    "chine": "cn",
    "suiza": "ch",
    "estados unidos": "us",
    "japón": "jp",
}
_MARKET = re.compile(rf"\b(?:{'|'.join(MARKETS)})\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut an English ending off, so that ``reported`` meets ``reporting``; plain, never exact."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    folded = folded.removesuffix("'s").removesuffix("’s")
    if any(character.isdigit() for character in folded):
        return folded
    # First the plural, so that "licences" and "licence" lose the same ending after it.
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is", "ies")):
        folded = folded[:-2] if folded.endswith("sses") else folded[:-1]
    for ending, instead in _SUFFIXES:
        if folded.endswith(ending) and len(folded) - len(ending) >= _LEAST.get(ending, 3):
            folded = folded[: -len(ending)] + instead
            break
    if len(folded) > 4 and folded[-1] == folded[-2] and folded[-1] not in "sl":
        folded = folded[:-1]
    return folded[:-1] if len(folded) > 4 and folded[-1] in "ey" else folded


def coded(text: str) -> str:
    """``text`` with the markets that it names by their code."""
    return _MARKET.sub(lambda market: MARKETS[market[0].casefold()].upper(), text)


def words(text: str) -> list[str]:
    """The words of ``text`` as written; markets by their code."""
    parts: list[str] = []
    for word in WORD.findall(coded(text)):
        parts.append(word)
        if "-" in word or "/" in word:
            parts.extend(re.split(r"[-/]", word))
    return parts


# The same passages come back with every question.
@lru_cache(maxsize=8000)
def terms(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning. The code ``US`` counts; the word "us" does not."""
    return frozenset(
        stem(word) for word in words(text) if word.isupper() or word.casefold() not in STOP_WORDS
    )


@lru_cache(maxsize=2000)
def common_words(text: str) -> frozenset[str]:
    """The stems of the words that ``text`` writes small, which are therefore nobody's name."""
    return frozenset(stem(word) for word in words(text) if word.islower())


def rarity(texts: Sequence[frozenset[str]]) -> Mapping[str, float]:
    """Weigh each term by log(1 + N / df) over ``texts``."""
    counts = Counter(term for text in texts for term in text)
    return {term: math.log(1 + len(texts) / count) for term, count in counts.items()}


def weight_of(chosen: Iterable[str], weights: Mapping[str, float], unknown: float) -> float:
    """Add up the weights of ``chosen``; a term that no text holds weighs ``unknown``."""
    return sum(weights.get(term, unknown) for term in chosen)
