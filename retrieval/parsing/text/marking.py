"""Finds a passage again in the text it came from, whatever happened to spaces and hyphens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

from retrieval.parsing.documents import Block

Span = tuple[int, int]

# Shorter pieces stand in too many places; they count only right behind the piece before.
CERTAIN = 16
NEAR = 80
ANCHOR = 24

_CLOSING = ".,;:!?%)]}\"'”’»"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CELL = re.compile(r"(?:^|; )[^;:]{1,80}: ")


class Stream:
    """A text reduced to its letters and digits, each knowing where it stood."""

    def __init__(self, text: str) -> None:
        self._text = text
        letters: list[str] = []
        self._origins: list[int] = []
        for i, character in enumerate(text):
            if character.isascii():
                if character.isalnum():
                    letters.append(character.lower())
                    self._origins.append(i)
                continue
            for letter in reduced(character):
                letters.append(letter)
                self._origins.append(i)
        self._letters = "".join(letters)

    def find(self, passage: str) -> list[Span]:
        """Say where ``passage`` stands: ranges of the original text, in order, none overlapping.

        What cannot be found is left out; a passage of which nothing is found gives no range.
        """
        whole = reduced(passage)
        if not whole:
            return []
        if (at := self._letters.find(whole)) >= 0:
            return [self._origin(at, at + len(whole))]
        spans = sorted(self._pieces(passage))
        merged: list[Span] = []
        for start, end in spans:
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return [self._origin(start, end) for start, end in merged]

    def _origin(self, start: int, end: int) -> Span:
        last = self._origins[end - 1] + 1
        while last < len(self._text) and self._text[last] in _CLOSING:
            last += 1
        return self._origins[start], last

    def _pieces(self, passage: str) -> Iterator[Span]:
        cursor = 0
        for line in passage.split("\n"):
            span = self._place(reduced(line), cursor) or self._place(_cells(line), cursor)
            if span:
                yield span
                cursor = span[1]
                continue
            for sentence in _SENTENCE.split(line):
                text = reduced(sentence)
                if span := self._place(text, cursor) or self._between(text, cursor):
                    yield span
                    cursor = span[1]

    def _place(self, text: str, cursor: int) -> Span | None:
        if not text:
            return None
        at = self._letters.find(text, cursor)
        if len(text) < CERTAIN:
            return (at, at + len(text)) if 0 <= at <= cursor + NEAR and cursor else None
        if at < 0:
            at = self._letters.find(text)
        return (at, at + len(text)) if at >= 0 else None

    def _between(self, text: str, cursor: int) -> Span | None:
        """Find a sentence that something else interrupts, by its beginning and its end."""
        if len(text) < 3 * ANCHOR:
            return None
        start = self._letters.find(text[:ANCHOR], cursor)
        if start < 0:
            return None
        end = self._letters.find(text[-ANCHOR:], start)
        if end < 0 or end + ANCHOR - start > 1.5 * len(text):
            return None
        return start, end + ANCHOR


def reduced(text: str) -> str:
    """Letters and digits only, in one case, ligatures and wide forms taken apart."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text.casefold() if c.isalnum())


def _cells(line: str) -> str:
    """A table's row without the names of its columns, as it stands on the page."""
    return reduced(_CELL.sub(" ", line))


def marks(blocks: Sequence[Block], passages: Sequence[str]) -> list[list[list[Span]]]:
    """The ranges of every block's text that belong to each of ``passages``, passage by passage.

    Reads all of the text: not for the event loop.
    """
    starts = accumulate((len(block.text) + 1 for block in blocks), initial=0)
    places = [(at, at + len(block.text)) for at, block in zip(starts, blocks, strict=False)]
    stream = Stream("\n".join(block.text for block in blocks))
    return [[_inside(spans, place) for place in places] for spans in map(stream.find, passages)]


def _inside(spans: Sequence[Span], place: Span) -> list[Span]:
    """The parts of ``spans`` in one place, counted from its start."""
    start, end = place
    shared = [(max(a, start) - start, min(b, end) - start) for a, b in spans]
    return [(a, b) for a, b in shared if a < b]
