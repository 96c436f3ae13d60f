"""A table as sentences: each row with the names of its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.documents import Block
from retrieval.parsing.text import clean

_FIGURE = re.compile(r"^[<>≤≥~±+-]?\s*[€$£]?\s*\d[\d.,\s]*\s*[%€$£]?$|^\d{4}-\d\d-\d\d")


def row_blocks(
    rows: Sequence[Sequence[str]], *, header: bool | None = None, page: int | None = None
) -> list[Block]:
    """Turn rows of cells into blocks such as ``product: Qavoretin; market: US``.

    ``header`` says whether the first row names the columns; ``None`` lets its content decide. A row
    with one filled cell stands as it is. Repeated cells, as merged ones give, are written once.
    """
    cells = [[clean(cell) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return []
    if header is None:
        header = _names_columns(cells)
    names = cells[0] if header and len(cells) > 1 else []
    body = cells[1:] if names else cells
    texts = (_sentence(names, row) for row in body)
    return [Block("table_row", text, page=page) for text in texts if text]


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    first = rows[0]
    return (
        len(rows) > 1
        and len(first) > 1
        and all(first)
        and len(set(first)) == len(first)
        and not any(_FIGURE.match(cell) or len(cell) > 80 for cell in first)
        # A list of pairs (label, value) has two columns and nothing above them.
        and (len(first) > 2 or not all(_is_label(row) for row in rows))
    )


def _is_label(row: Sequence[str]) -> bool:
    return len(row) > 0 and row[0].endswith(":")


def _sentence(names: Sequence[str], row: Sequence[str]) -> str:
    filled = [(i, cell) for i, cell in enumerate(row) if cell and (i == 0 or cell != row[i - 1])]
    if len(filled) == 1 and len(row) > 1:
        return filled[0][1]
    if not names:
        if len(filled) == 2 and len(filled[0][1]) <= 80:
            return f"{filled[0][1].rstrip(':')}: {filled[1][1]}"
        return "; ".join(cell for _, cell in filled)
    parts = []
    for i, cell in filled:
        name = names[i].rstrip(":") if i < len(names) else ""
        parts.append(f"{name}: {cell}" if name and name != cell else cell)
    return "; ".join(parts)
