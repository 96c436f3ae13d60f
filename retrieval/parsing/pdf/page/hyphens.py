"""Words that were divided at the end of a line, put together as the document writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.parsing.pdf.page.lines import Line

# Stands where a line ended within a word.
DIVIDED = "\u00ad"

_WORD = re.compile(r"[\w-]+")
_LAST = re.compile(r"[\w-]+$")
_DIVIDED_WORD = re.compile(f"([\\w-]*){DIVIDED} ?([\\w-]*)")


class Hyphens:
    """Knows the words of a document, and so which hyphens belong to a word."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._words = {word.lower() for line in lines for word in _WORD.findall(line.text)}

    def joined(self, lines: Sequence[Line]) -> str:
        """The text of lines that follow each other."""
        text = lines[0].text
        for line, following in pairwise(lines):
            if line.hyphenated or (text.endswith("-") and following.text[:1].islower()):
                text = self._without_hyphen(text.removesuffix("-"), following.text)
            else:
                text += " " + following.text
        return text

    def resolved(self, text: str) -> str:
        """Put the words together in which `DIVIDED` stands."""
        if DIVIDED not in text:
            return text
        return _DIVIDED_WORD.sub(lambda found: self._whole(found[1], found[2]), text)

    def _without_hyphen(self, text: str, following: str) -> str:
        # A word is short; only the end of a long text is looked at.
        last = _LAST.search(text[-80:])
        first = _WORD.match(following)
        head, tail = last[0] if last else "", first[0] if first else ""
        whole = self._whole(head, tail)
        return text[: len(text) - len(head)] + whole + following[len(tail) :]

    def _whole(self, head: str, tail: str) -> str:
        known = f"{head}-{tail}".lower() in self._words
        kept = known and (head + tail).lower() not in self._words
        return f"{head}-{tail}" if kept or not tail[:1].isalpha() else head + tail
