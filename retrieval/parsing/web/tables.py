"""The tables of a page: which cells stand where, and which of them are names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from selectolax.lexbor import LexborNode

from retrieval.parsing.tables.reading import COVERED, MAX_NAME, Row
from retrieval.parsing.text.superscripts import written
from retrieval.parsing.web.notation import inline_text

MAX_SPAN = 50
_BOLD = re.compile(r"font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)\b", re.IGNORECASE)

Inner = TypeVar("Inner")


def own_rows(table: LexborNode) -> list[LexborNode]:
    """The rows of a table, without those of the tables in its cells."""
    parts = [part for part in table.iter() if part.tag in {"thead", "tbody", "tfoot"}]
    return [row for part in (table, *parts) for row in part.iter() if row.tag == "tr"]


def is_laid_out(rows: Sequence[LexborNode]) -> bool:
    """Tell whether a table only puts parts of the page beside each other."""
    cells = [cell for row in rows for cell in _cells(row)]
    if _width(rows) < 2 or any(cell.css_first("h1, h2, h3") is not None for cell in cells):
        return True
    return any(map(tables_in, cells)) and not _holds_tables(rows)


def _width(rows: Sequence[LexborNode]) -> int:
    return max((len(_cells(row)) for row in rows), default=0)


def _holds_tables(rows: Sequence[LexborNode]) -> bool:
    """Tell whether tables stand in the cells of a table of data: below a row of short names, each
    beside what its row is about."""
    first, *body = [_cells(row) for row in rows]
    names = [inline_text(cell).strip() for cell in first]
    if len(first) < 2 or not all(0 < len(name) <= MAX_NAME for name in names):
        return False
    if any(map(tables_in, first)):
        return False
    for cells in body:
        held = [table for cell in cells for table in tables_in(cell)]
        if held and (tables_in(cells[0]) or not inline_text(cells[0]).strip()):
            return False
        if any(_width(own_rows(table)) < 2 for table in held):
            return False
    return True


def tables_in(node: LexborNode) -> list[LexborNode]:
    """The tables that stand in a node, without those that stand in these."""
    # A selector such as ``td table`` finds the node itself where that stands in a cell.
    return [table for table in node.css("table") if _holder(table, node) == node.mem_id]


def _holder(table: LexborNode, node: LexborNode) -> int:
    """The nearest of ``node`` and the tables that a table stands in."""
    around = table.parent
    while around is not None and around.tag != "table" and around.mem_id != node.mem_id:
        around = around.parent
    return around.mem_id if around is not None else 0


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def header_rows(rows: Sequence[LexborNode]) -> int | None:
    """How many of the first rows name the columns; ``None`` where the page does not say."""
    count = 0
    for row in rows:
        cells = _cells(row)
        in_head = row.parent is not None and row.parent.tag == "thead"
        if not in_head and not (len(cells) > 1 and all(cell.tag == "th" for cell in cells)):
            break
        count += 1
    if count:
        return count
    # A table of pairs, each with its label at the left, has no names of columns.
    return 0 if _are_pairs(rows) else _bold_rows(rows)


def _bold_rows(rows: Sequence[LexborNode]) -> int | None:
    """Where no element says so, bold names above what is not bold do."""
    bold = [[_is_bold(cell) for cell in _cells(row)] for row in rows[:4]]
    if len(bold) < 2 or len(bold[0]) < 2:
        return None
    if all(bold[0]) and not all(bold[1]):
        return None if inline_text(_cells(rows[0])[0]).strip().endswith(":") else 1
    if all(row and row[0] and not any(row[1:]) for row in bold):
        # Bold labels, each with its value.
        return 0
    return None


def _is_bold(cell: LexborNode) -> bool:
    """Tell whether all letters of a cell are bold."""
    letters = [node for node in cell.traverse(include_text=True) if node.is_text_node]
    letters = [node for node in letters if any(map(str.isalnum, node.text_content or ""))]
    return bool(letters) and all(_stands_in_bold(node) for node in letters)


def _stands_in_bold(text: LexborNode) -> bool:
    around = text.parent
    while around is not None and around.tag != "table":
        if around.tag in {"b", "strong", "th"} or _BOLD.search(
            around.attributes.get("style") or ""
        ):
            return True
        around = around.parent
    return False


def _are_pairs(rows: Sequence[LexborNode]) -> bool:
    pairs = [cells for row in rows if len(cells := _cells(row)) > 1]
    return all(
        len(cells) == 2 and _is_label(cells[0]) and not _is_label(cells[1]) for cells in pairs
    )


def _is_label(cell: LexborNode) -> bool:
    return cell.tag == "th" or cell.attributes.get("scope") == "row"


def grid(
    rows: Sequence[LexborNode], taken_out: Callable[[LexborNode], Sequence[Inner]]
) -> tuple[list[Row], dict[int, list[tuple[int, Inner]]]]:
    """The cells of rows; one that spans rows stands in each of them.

    ``taken_out`` takes the tables out of a cell, which are given by row and column.
    """
    found: list[Row] = []
    held: dict[int, list[tuple[int, Inner]]] = {}
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
            for inner in taken_out(cell):
                held.setdefault(len(found), []).append((len(line), inner))
            for text in (written(inline_text(cell)), *[COVERED] * (_span(cell, "colspan") - 1)):
                if (down := _span(cell, "rowspan")) > 1:
                    hanging[len(line)] = (down - 1, text)
                line.append(text)
        found.append(line)
    return found, held


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isascii() and value.isdigit() else 1
