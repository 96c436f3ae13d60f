"""The text of a document before and after a change, side by side: what differs, and around it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Protocol

from assistants.publishing.differences import Pair, side_by_side
from retrieval.ingesting.chunking import sentences

# How many lines around a difference, and how much at all, a page shows.
CONTEXT = 2
MOST_LINES = 400
MOST_CHARACTERS = 120_000


class Piece(Protocol):
    """A chunk, of a document that is there or of one that waits."""

    @property
    def section(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines that follow each other; ``skipped`` counts those alike that stand before it."""

    skipped: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """What differs, a sentence a line; ``new`` and ``lost`` count all of it.

    ``more`` counts the different lines that are not shown, ``after`` those alike at the end.
    """

    passages: tuple[Passage, ...]
    new: int
    lost: int
    more: int
    after: int


async def compared(before: Sequence[Piece], after: Sequence[Piece]) -> TextChange:
    """Compare what a parser read of two versions, wherever it cut them."""
    return await asyncio.to_thread(_compared, before, after)


def _compared(before: Sequence[Piece], after: Sequence[Piece]) -> TextChange:
    pairs = list(side_by_side(list(_lines(before)), list(_lines(after))))
    differ = [pair for pair in pairs if pair.mark != "same"]
    shown = _shown(pairs)
    passages = tuple(_passages(pairs, shown))
    reached = max(shown, default=-1) + 1
    return TextChange(
        passages,
        new=sum(pair.after is not None for pair in differ),
        lost=sum(pair.before is not None for pair in differ),
        more=sum(pair.mark != "same" for pair in pairs[reached:]),
        after=sum(pair.mark == "same" for pair in pairs[reached:]),
    )


def _lines(pieces: Sequence[Piece]) -> Iterator[str]:
    """Headings and sentences, a line each: where a chunk ends says nothing of its text."""
    above: list[str] = []
    for piece in pieces:
        path = piece.section.split(" > ") if piece.section else []
        same = len(list(takewhile(lambda two: two[0] == two[1], zip(above, path, strict=False))))
        if path[same:]:
            yield " > ".join(path[same:])
        above = path
        for line in piece.text.splitlines():
            yield from (said for one in sentences(line) if (said := one.strip()))


def _shown(pairs: Sequence[Pair]) -> list[int]:
    """The places of what differs and of what stands around it, as many as fit a page."""
    near: set[int] = set()
    for place, pair in enumerate(pairs):
        if pair.mark != "same":
            near.update(range(max(place - CONTEXT, 0), min(place + CONTEXT + 1, len(pairs))))
    shown: list[int] = []
    length = 0
    for place in sorted(near)[:MOST_LINES]:
        length += len(pairs[place].before or "") + len(pairs[place].after or "")
        if length > MOST_CHARACTERS and shown:
            break
        shown.append(place)
    return shown


def _passages(pairs: Sequence[Pair], shown: Sequence[int]) -> Iterator[Passage]:
    end = 0
    for _, run in groupby(enumerate(shown), key=lambda one: one[1] - one[0]):
        places = [place for _, place in run]
        yield Passage(places[0] - end, tuple(pairs[places[0] : places[-1] + 1]))
        end = places[-1] + 1
