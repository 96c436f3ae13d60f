"""Identifiers such as SOP-014, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# Of letters and digits, joined by what joins the parts of an identifier.
_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z/._-]{0,60}[0-9])[A-Za-z0-9]+(?:[-/._][A-Za-z0-9]+)*"
)
_SPOKEN = re.compile(r"\b([A-Z]{2,6})[ -]?(\d[\w/.-]*)")
_SEPARATORS = re.compile(r"[-/._]")
_DIGIT = re.compile(r"[0-9]")
_RUN = re.compile(r"\d+|[A-Za-z]+")
# Shorter numbers stand in every text.
_SHORTEST_NUMBER = 4
# The parts of one identifier are looked at in every row of neighbours.
_MOST_PARTS = 8


def identifiers(text: str) -> list[str]:
    """What looks like SOP-014, NDA 219-884 or 21CFR11 in a `plain` text: small, without separators.

    A number of its own is none; one that follows capitals is one with them and without. Each
    comes once.
    """
    found: dict[str, None] = {}
    for match in _IDENTIFIER.findall(text):
        if _is_identifier(match):
            found[joined(match)] = None
    for letters, number in _SPOKEN.findall(text):
        found[joined(letters + number)] = None
    return list(found)


def spellings(text: str) -> set[str]:
    """Every identifier of a `plain` text with the parts of it that people ask by.

    DEV-7741-C is also DEV-7741, 7741-C and 7741; RULE-A002 is also A002.
    """
    found = set(identifiers(text))
    for match in _IDENTIFIER.findall(text):
        if _is_identifier(match):
            found.update(_parts(_SEPARATORS.split(match)))
            found.update(_parts(_RUN.findall(match)))
    return found


def joined(word: str) -> str:
    """An identifier in small letters without separators."""
    return _SEPARATORS.sub("", word.lower())


def _parts(pieces: Sequence[str]) -> Iterable[str]:
    """The rows of neighbouring parts that are identifiers or long numbers themselves."""
    count = min(len(pieces), _MOST_PARTS)
    for start in range(count):
        for end in range(start + 1, count + 1):
            part = "".join(pieces[start:end]).lower()
            alone = end - start == 1 and part.isdigit() and len(part) >= _SHORTEST_NUMBER
            if alone or _is_identifier(part):
                yield part


def _is_identifier(word: str) -> bool:
    if len(word) < 3 or not _DIGIT.search(word):
        return False
    digits = len(_DIGIT.findall(word))
    mixed = any(letter.isalpha() for letter in word)
    return mixed or (digits >= _SHORTEST_NUMBER and ("-" in word or "/" in word))
