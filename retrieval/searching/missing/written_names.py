"""How names are written in a question: explained in brackets, joined by hyphens, in the plural."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from retrieval.languages.identifiers import identifiers, joined

# "matrix metalloproteases (MMPs)", "AWS (Amazon Web Services)".
_BRACKETS = re.compile(r"(?P<last>[^\W_]{1,40}) \((?P<within>[^()]{2,60})\)")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,40}(?:[-/._][A-Za-z0-9]{1,40}){1,7}")
_SEPARATOR = re.compile(r"[-/._]")
# A word of four small letters beside an identifier belongs to the language: "Rad53-dependent".
_PLAIN_WORD = re.compile(r"[a-z]{4,}")
_SHARE = re.compile(r"(?<![\w-])(\d{1,3}) ?[-–] ?(\d{1,3})(?= ?%)")
_MIXED = re.compile(r"(?=.*[A-Za-z])(?=.*\d).{3,}")


def without_appositions(question: str, says: Callable[[str], bool]) -> str:
    """The question less what names the same once more, in brackets or before them.

    ``says`` tells whether the texts say a word. Of the two that which they say is kept.
    """

    def kept(found: re.Match[str]) -> str:
        within = _WORD.findall(found["within"])
        abbreviated = "".join(word[0] for word in within).casefold()
        if len(within) > 1 and abbreviated == found["last"].casefold() and says(found["last"]):
            return found["last"]
        return found["last"] if len(within) <= 2 and says(found["last"]) else found[0]

    return _BRACKETS.sub(kept, question)


def identified(question: str) -> list[tuple[str, Sequence[str]]]:
    """The identifiers of a `plain` question, each with the words that it is written with.

    What is joined to words of the language, or to another identifier, stands without them.
    """
    question = _SHARE.sub(r"\1 \2", question)
    apart = _JOINED.sub(_apart, question)
    found: dict[str, Sequence[str]] = {}
    written = {joined(match[0]): _WORD.findall(match[0]) for match in _JOINED.finditer(apart)}
    for name in identifiers(apart):
        found[name] = written.get(name, ())
    return list(found.items())


def also_singular(name: str) -> Sequence[str]:
    """An identifier as it is written, and in the singular: two 10-Qs are of a 10-Q."""
    return (name, name[:-1]) if name.endswith("s") else (name,)


def _apart(match: re.Match[str]) -> str:
    parts = _SEPARATOR.split(match[0])
    if all(_MIXED.fullmatch(part) for part in parts):
        return " ".join(parts)
    kept = [part for part in parts if not _PLAIN_WORD.fullmatch(part)]
    return match[0] if len(kept) == len(parts) else " ".join(["-".join(kept), *_words_of(parts)])


def _words_of(parts: Sequence[str]) -> list[str]:
    return [part for part in parts if _PLAIN_WORD.fullmatch(part)]
