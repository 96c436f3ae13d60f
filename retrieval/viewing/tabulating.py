"""Lays out again as tables what parsing wrote as rows like ``product: Qavoretin; market: US``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrieval.parsing.documents import Block
from retrieval.parsing.text.marking import Span

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: for each column the range of the block's text, ``None`` for no value.

    ``columns`` are the names of the columns, on the first row of a table and on no other; each is
    empty in a table without a header. A single range among several columns stands across them all.
    """

    cells: tuple[Span | None, ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    name: str
    value: Span


def rows(blocks: Sequence[Block]) -> list[Row | None]:
    """Give the row of every block; ``None`` for what is no table, or cannot be told from text."""
    found: list[Row | None] = []
    for is_row, run in groupby(blocks, key=lambda block: block.kind == "table_row"):
        texts = [block.text for block in run]
        if not is_row:
            found += [None] * len(texts)
            continue
        for part in _tables([_pieces(text) for text in texts]):
            found += _laid_out(part)
    return found


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    start = 0
    for part in text.split("; "):
        name, colon, _ = part.partition(": ")
        named = colon and name and len(name) <= _LONGEST_NAME
        value = start + (len(name) + 2 if named else 0)
        pieces.append(_Piece(name if named else "", (value, start + len(part))))
        start += len(part) + 2
    return pieces


def _tables(read: Sequence[list[_Piece]]) -> Iterator[list[list[_Piece]]]:
    """Cut a run of rows where the names of the columns change altogether."""
    table: list[list[_Piece]] = []
    known: set[str] = set()
    for pieces in read:
        names = {piece.name for piece in pieces if piece.name}
        if table and known and len(names) > 1 and known.isdisjoint(names):
            yield table
            table, known = [], set()
        table.append(pieces)
        known |= names if len(names) > 1 else set()
    yield table


def _laid_out(table: list[list[_Piece]]) -> list[Row | None]:
    if columns := _columns(table):
        laid = [Row(_cells(pieces, columns)) for pieces in table]
        return [Row(laid[0].cells, columns), *laid[1:]]
    if pairs := _pairs(table):
        return [Row(pairs[0], ("", "")), *(Row(pair) for pair in pairs[1:])]
    widths = {len(pieces) for pieces in table}
    if len(table) > 1 and len(widths) == 1 and (width := widths.pop()) > 1:
        spans = [tuple(piece.value for piece in pieces) for pieces in table]
        return [Row(spans[0], ("",) * width), *(Row(row) for row in spans[1:])]
    return [None] * len(table)


def _columns(table: Sequence[list[_Piece]]) -> tuple[str, ...]:
    """The names of the columns, in an order in which every row has them."""
    used = Counter(name for pieces in table for name in {piece.name for piece in pieces})
    columns: list[str] = []
    if any(_is_labelled(pieces) for pieces in table):
        columns.append("")
    for number, pieces in enumerate(table):
        if sum(1 for piece in pieces if piece.name) + _is_labelled(pieces) < 2:
            continue
        place = 0
        for piece in pieces:
            if piece.name in columns:
                place = columns.index(piece.name) + 1
            # A name that no other row has is more likely a colon in a value.
            elif piece.name and (used[piece.name] > 1 or number == 0 or len(table) < 3):
                columns.insert(place, piece.name)
                place += 1
    return tuple(columns) if len(columns) > 1 else ()


def _is_labelled(pieces: Sequence[_Piece]) -> bool:
    """Tell whether a row begins with a label in a column without a name."""
    return len(pieces) > 1 and not pieces[0].name and bool(pieces[1].name)


def _cells(pieces: Sequence[_Piece], columns: Sequence[str]) -> tuple[Span | None, ...]:
    if len(pieces) == 1 and not pieces[0].name:
        return (pieces[0].value,)
    cells: list[Span | None] = [None] * len(columns)
    at = -1
    for piece in pieces:
        place = columns.index(piece.name) if piece.name in columns else -1
        if place > at:
            cells[place], at = piece.value, place
        elif at >= 0 and (begun := cells[at]) is not None:
            cells[at] = (begun[0], piece.value[1])
        else:
            return ((0, pieces[-1].value[1]),)
    return tuple(cells)


def _pairs(table: Sequence[list[_Piece]]) -> list[tuple[Span, Span]]:
    """Labels and values, where every row is one of each."""
    if len(table) < 2 or any(len(pieces) != 1 or not pieces[0].name for pieces in table):
        return []
    return [((0, len(piece.name)), piece.value) for (piece,) in table]
