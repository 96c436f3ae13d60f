"""A table as sentences: each row with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from retrieval.parsing.documents import Block
from retrieval.parsing.tables.headers import (
    COVERED,
    MAX_NAME,
    MAX_ROWS,
    Row,
    are_double_pairs,
    is_figure,
    is_scale,
    is_year,
    names_columns,
)
from retrieval.parsing.text.cleaning import clean

__all__ = ["COVERED", "MAX_HEADER", "MAX_NAME", "Line", "Row", "Table", "is_figure", "is_year"]
__all__ += ["read_rows", "read_table", "row_blocks"]

MAX_HEADER = 5
# A longer text across the table is a note, and names nothing.
MAX_SECTION = 200
MAX_SECTIONS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A row as a sentence. ``level`` counts the section rows that stand above it.

    A section row names the rows below it, up to the next one. ``row`` is its place among the rows
    that were given.
    """

    text: str
    level: int
    row: int


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, empty where there are none, and the rows below them."""

    names: list[str]
    lines: list[Line]


def row_blocks(
    rows: Sequence[Row],
    *,
    header: bool | int | None = None,
    page: int | None = None,
) -> list[Block]:
    """Turn rows of cells into blocks such as ``product: Qavoretin; market: US``.

    ``header`` says how many of the first rows name the columns; ``None`` lets their content decide.
    A row of which only the first cell is filled stands as it is, and the rows below it have a
    higher level. A cell that spans columns is followed by `COVERED`.
    """
    lines = read_table(rows, header=header).lines
    return [Block("table_row", line.text, line.level, page) for line in lines]


def read_rows(
    rows: Sequence[Row], *, header: bool | int | None = None, names: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Give the names of the columns and the rows as sentences; ``names`` are known already."""
    table = read_table(rows, header=header, names=names)
    return table.names, [line.text for line in table.lines]


def read_table(
    rows: Sequence[Row],
    *,
    header: bool | int | None = None,
    names: Sequence[str] = (),
    holding: Collection[int] = (),
) -> Table:
    """Give the names of the columns and the rows below them; ``names`` are known already.

    The rows of which the places are ``holding`` have tables in their cells: what stands in their
    other cells is no section row, and bears its name.
    """
    cleaned = [[cell if cell is None else clean(cell) for cell in row] for row in rows]
    places = [i for i, row in enumerate(cleaned) if any(row)]
    cells: list[Row] = [cleaned[i] for i in places]
    start = 0
    if not names:
        while start + 1 < len(cells) and _is_caption(cells[start], cells[start + 1]):
            start += 1
    if not names and not header and are_double_pairs(cells[start:]):
        return Table([], [*_captions(cells, places, start), *_pairs(cells, places, start)])
    depth = 0 if names else _depth(cells[start:], header)
    body = start + depth
    found = list(names) or _names(cells[start:body], cells[body:])
    lines = _captions(cells, places, start)
    lines += _lines(found, cells[body:], places[body:], holding)
    return Table(found, [line for line in lines if line.text])


def _captions(rows: Sequence[Row], places: Sequence[int], count: int) -> list[Line]:
    return [Line(_sentence((), rows[i]), 0, places[i]) for i in range(count)]


def _pairs(rows: Sequence[Row], places: Sequence[int], start: int) -> Iterator[Line]:
    """Rows of two labels, each with its value."""
    for row, place in zip(rows[start:], places[start:], strict=True):
        pairs = [_sentence((), row[:2]), _sentence((), row[2:])]
        yield Line("; ".join(pair for pair in pairs if pair), 0, place)


def _lines(
    names: Sequence[str], rows: Sequence[Row], places: Sequence[int], holding: Collection[int]
) -> Iterator[Line]:
    """The rows as sentences, each with the number of section rows above it."""
    shapes = {_shape(row[0] or "") for row in rows[:MAX_ROWS] if any(row[1:])}
    sections = [
        place not in holding and _is_section(row, names, shapes)
        for row, place in zip(rows[:-1], places, strict=False)
    ] + [False] * bool(rows)
    depth = 0
    for i, (row, place) in enumerate(zip(rows, places, strict=True)):
        if sections[i]:
            if i == 0 or not sections[i - 1]:
                # As many as stand below each other take the place of the last ones above.
                run = next((j for j in range(i, len(rows)) if not sections[j]), len(rows)) - i
                depth = max(0, depth - run)
            depth = min(depth, MAX_SECTIONS)
            yield Line(_sentence(names, row), depth, place)
            depth += 1
        else:
            text = _sentence(names, row, is_whole=place in holding)
            yield Line(text, depth, place)


def _is_section(row: Row, names: Sequence[str], shapes: Collection[str]) -> bool:
    """A row that names those below it: one cell from side to side, or the first one alone.

    ``shapes`` are those of what begins the rows that are filled.
    """
    first = row[0] if row else ""
    if not first or any(row[1:]) or len(row) < 2:
        return False
    if len(first) > MAX_SECTION or is_figure(first):
        return False
    if all(cell is COVERED for cell in row[1:]):
        return True
    # It may as well be a row whose values are missing.
    shape = _shape(first)
    if len(row) == 2:
        return bool(names) and shape not in shapes
    return not (shape in shapes and "9" in shape)


def _shape(text: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"[^\W\d]+", "a", text))


def _is_caption(row: Row, following: Row) -> bool:
    """A row that is one cell from side to side, above a row of several, or two above many."""
    if len(row) < 2 or not row[0] or (COVERED in row[:2] and any(row[1:])):
        return False
    below = sum(map(bool, following))
    return below > 1 if not any(row[1:]) else below > 3 and not any(row[2:])


def _depth(cells: Sequence[Row], header: bool | int | None) -> int:
    if header is None:
        header = names_columns(cells)
    depth = int(header)
    if depth == 1:
        # Under a name that spans columns stand the names of the columns.
        while depth < min(MAX_HEADER, len(cells) - 1) and _spans(cells[depth - 1]):
            depth += 1
    return depth if 0 < depth < len(cells) else 0


def _spans(row: Row) -> bool:
    return any(row[i] and row[i + 1] is COVERED for i in range(len(row) - 1))


def _names(rows: Sequence[Row], body: Sequence[Row]) -> list[str]:
    names: list[str] = []
    for column in range(max(map(len, rows), default=0)):
        parts: list[str] = []
        for row in rows:
            part = _inherited(row, column).rstrip(" ,:")
            if part and part not in parts:
                parts.append(part)
        names.append(", ".join(parts))
    if len(rows) == 1 and is_scale(rows[0], body) and not any(map(is_year, names[1:])):
        # The corner says what the numbers above are, and not what the labels below it are.
        return ["", *(f"{names[0]} {name}".strip() for name in names[1:])]
    return names


def _inherited(row: Row, column: int) -> str:
    while 0 < column < len(row) and row[column] is COVERED:
        column -= 1
    return (row[column] or "") if column < len(row) else ""


def _sentence(names: Sequence[str], row: Row, *, is_whole: bool = False) -> str:
    filled = [(i, cell) for i, cell in enumerate(row) if cell]
    if len(filled) == 1 and len(row) > 1 and not (is_whole and names):
        i, cell = filled[0]
        return f"{names[i]}: {cell}" if 0 < i < len(names) and names[i] else cell
    if not names:
        if len(filled) == 2 and len(filled[0][1]) <= MAX_NAME:
            return f"{filled[0][1].rstrip(':')}: {filled[1][1]}"
        return "; ".join(cell for _, cell in filled)
    parts = []
    for i, cell in filled:
        name = names[i].rstrip(":") if i < len(names) else ""
        parts.append(f"{name}: {cell}" if name and name != cell else cell)
    return "; ".join(parts)
