"""The tables of a page: which cells stand where, and which of them are names."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from retrieval.parsing.tables.reading import COVERED, Row
from retrieval.parsing.text.superscripts import written
from retrieval.parsing.web.notation import inline_text

MAX_SPAN = 50


def is_laid_out(table: LexborNode, rows: list[LexborNode]) -> bool:
    """Tell whether a table only puts parts of the page beside each other."""
    widest = max((len(_cells(row)) for row in rows), default=0)
    return widest < 2 or table.css_first("td table, td h1, td h2, td h3") is not None


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def header_rows(rows: list[LexborNode]) -> int | None:
    """How many of the first rows name the columns; ``None`` where the page does not say."""
    count = 0
    for row in rows:
        cells = _cells(row)
        in_head = row.parent is not None and row.parent.tag == "thead"
        if not in_head and not (len(cells) > 1 and all(cell.tag == "th" for cell in cells)):
            break
        count += 1
    # A table of pairs, each with its label at the left, has no names of columns.
    return count or (0 if _are_pairs(rows) else None)


def _are_pairs(rows: list[LexborNode]) -> bool:
    pairs = [cells for row in rows if len(cells := _cells(row)) > 1]
    return all(
        len(cells) == 2 and _is_label(cells[0]) and not _is_label(cells[1]) for cells in pairs
    )


def _is_label(cell: LexborNode) -> bool:
    return cell.tag == "th" or cell.attributes.get("scope") == "row"


def grid(rows: list[LexborNode]) -> list[Row]:
    """The cells of rows; one that spans rows stands in each of them."""
    found: list[Row] = []
    hanging: dict[int, tuple[int, str | None]] = {}
    for row in rows:
        cells = iter(_cells(row))
        line: list[str | None] = []
        while True:
            if len(line) in hanging:
                left, text = hanging.pop(len(line))
                if left > 1:
                    hanging[len(line)] = (left - 1, text)
                line.append(text)
                continue
            if (cell := next(cells, None)) is None:
                break
            for text in (written(inline_text(cell)), *[COVERED] * (_span(cell, "colspan") - 1)):
                if (down := _span(cell, "rowspan")) > 1:
                    hanging[len(line)] = (down - 1, text)
                line.append(text)
        found.append(line)
    return found


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1
