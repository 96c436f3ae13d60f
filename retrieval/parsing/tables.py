"""A table as sentences: each row with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.documents import Block
from retrieval.parsing.text import clean

MAX_NAME = 80
MAX_HEADER = 5

# A cell that another one, on its left, covers.
COVERED = None
Row = Sequence[str | None]

_FIGURE = re.compile(
    r"^[(\[]?[<>≤≥~±+−–—-]?\s?[(]?(?:[€$£¥]|US\$|EUR|USD|CHF)?\s?[(]?[−–-]?\d[\d.,'’ \u202f]*"
    r"(?:\s?[)\]])?\s?(?:[%€$£¥x]|bps?|pts?)?[)\]*]?$|^[—–-]{1,3}$|^\d{4}-\d\d-\d\d"
)
_YEAR = re.compile(r"^(?:FY|fiscal|Q[1-4])?\s?(?:19|20)\d\d$", re.IGNORECASE)


def row_blocks(
    rows: Sequence[Row],
    *,
    header: bool | int | None = None,
    page: int | None = None,
) -> list[Block]:
    """Turn rows of cells into blocks such as ``product: Qavoretin; market: US``.

    ``header`` says how many of the first rows name the columns; ``None`` lets their content decide.
    A row of which only the first cell is filled stands as it is. A cell that
    spans columns is followed by `COVERED`.
    """
    _, texts = read_rows(rows, header=header)
    return [Block("table_row", text, page=page) for text in texts]


def read_rows(
    rows: Sequence[Row], *, header: bool | int | None = None, names: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Give the names of the columns and the rows as sentences; ``names`` are known already."""
    cells = [[cell if cell is None else clean(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    start = 0
    if not names:
        while start + 1 < len(cells) and _is_caption(cells[start], cells[start + 1]):
            start += 1
    captions, cells = cells[:start], cells[start:]
    depth = 0 if names else _depth(cells, header)
    found = list(names) or _names(cells[:depth])
    sentences = [_sentence((), row) for row in captions]
    sentences += [_sentence(found, row) for row in cells[depth:]]
    return found, [text for text in sentences if text]


def is_figure(cell: str) -> bool:
    """Tell whether a cell holds a number, an amount, a share, a dash for none, or a date."""
    return _FIGURE.match(cell) is not None and not cell.endswith(",")


def is_year(cell: str) -> bool:
    """Tell whether a cell holds a year or a quarter of one, which name columns."""
    return _YEAR.match(cell) is not None


def _is_caption(row: Row, following: Row) -> bool:
    """A row that is one cell from side to side, above a row of several."""
    return len(row) > 1 and bool(row[0]) and not any(row[1:]) and sum(map(bool, following)) > 1


def _depth(cells: Sequence[Row], header: bool | int | None) -> int:
    if header is None:
        header = _names_columns(cells)
    depth = int(header)
    if depth == 1:
        # Under a name that spans columns stand the names of the columns.
        while depth < min(MAX_HEADER, len(cells) - 1) and _spans(cells[depth - 1]):
            depth += 1
    return depth if 0 < depth < len(cells) else 0


def _spans(row: Row) -> bool:
    return any(row[i] and row[i + 1] is COVERED for i in range(len(row) - 1))


def _names(rows: Sequence[Row]) -> list[str]:
    names: list[str] = []
    for column in range(max(map(len, rows), default=0)):
        parts: list[str] = []
        for row in rows:
            part = _inherited(row, column).rstrip(" ,:")
            if part and part not in parts:
                parts.append(part)
        names.append(", ".join(parts))
    return names


def _inherited(row: Row, column: int) -> str:
    while 0 < column < len(row) and row[column] is COVERED:
        column -= 1
    return (row[column] or "") if column < len(row) else ""


def _names_columns(rows: Sequence[Row]) -> bool:
    first = rows[0] if rows else ()
    filled = [cell for cell in first if cell]
    # The corner above the labels may be empty, and so may a place above nothing.
    needed = first[1:] if len(filled) > 2 or _has_figures(rows[1:]) else first
    if len(filled) > 2:
        used = {i for row in rows[1:] for i, cell in enumerate(row) if cell}
        needed = [cell for i, cell in enumerate(first) if i and i in used]
    return (
        len(rows) > 1
        and len(filled) > 1
        and all(cell is COVERED or cell for cell in needed)
        and len(set(filled)) == len(filled)
        and not any(len(cell) > MAX_NAME for cell in filled)
        and (not any(is_figure(cell) for cell in filled) or _is_dated(first, rows[1:]))
        # A list of pairs (label, value) has two columns and nothing above them.
        and (len(first) > 2 or not all(_is_label(row) for row in rows))
    )


def _has_figures(rows: Sequence[Row]) -> bool:
    return all(is_figure(cell) for row in rows for cell in row[1:] if cell)


def _is_dated(first: Row, body: Sequence[Row]) -> bool:
    """The figures above are years, and those below are not."""
    figures = [cell for cell in first if cell and is_figure(cell)]
    below = [cell for row in body for cell in row[1:] if cell]
    return all(map(is_year, figures)) and bool(below) and not all(map(is_year, below))


def _is_label(row: Row) -> bool:
    return bool(row) and (row[0] or "").endswith(":")


def _sentence(names: Sequence[str], row: Row) -> str:
    filled = [(i, cell) for i, cell in enumerate(row) if cell]
    if len(filled) == 1 and len(row) > 1:
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
