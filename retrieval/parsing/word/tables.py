"""The tables of a Word document as rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.oxml.ns import qn

from retrieval.parsing.tables.reading import COVERED, Row
from retrieval.parsing.word.text import PARAGRAPH, TABLE, UNSEEN, is_placeholder

MAX_SPAN = 60
MAX_NESTING = 8

_CELL, _ROW = qn("w:tc"), qn("w:tr")
_VAL = qn("w:val")


def table_rows(
    rows: Sequence[Any], read: Callable[[Any], str]
) -> tuple[list[Row], dict[int, list[tuple[int, Any]]]]:
    """Give the cells of rows, and the tables in them by row and column; ``read`` reads a paragraph.

    A cell that spans rows stands in each of them, one that spans columns is followed by `COVERED`.
    """
    grid: list[Row] = []
    inner: dict[int, list[tuple[int, Any]]] = {}
    above: dict[int, str] = {}
    for row in rows:
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
            continue
        line: list[str | None] = [""] * _count(row.find(qn("w:trPr")), "w:gridBefore", 0)
        for cell in _cells(row):
            properties = cell.find(qn("w:tcPr"))
            merged = properties.find(qn("w:vMerge")) if properties is not None else None
            goes_on = merged is not None and merged.get(_VAL) != "restart"
            place = len(line)
            tables: list[Any] = []
            text = _text(cell, read, tables, 0)
            if tables:
                inner.setdefault(len(grid), []).extend((place, table) for table in tables)
            text = above.get(place, "") if goes_on else text
            above[place] = text
            line += [text, *[COVERED] * (_count(properties, "w:gridSpan", 1) - 1)]
        grid.append(line)
    return grid, inner


def header_rows(rows: Sequence[Any]) -> int | None:
    """How many rows name the columns; ``None`` where neither a mark nor bold letters say so."""
    marked = 0
    for row in rows:
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        marked += 1
    if marked:
        return marked
    bold = [[_is_bold(cell) for cell in _cells(row)] for row in rows[:4]]
    if len(bold) > 1 and len(bold[0]) > 1:
        first = "".join(text.text or "" for text in _cells(rows[0])[0].iter(qn("w:t")))
        if all(bold[0]) and not all(bold[1]) and not first.strip().endswith(":"):
            return 1
        if all(row and row[0] and not any(row[1:]) for row in bold):
            # Bold labels, each with its value.
            return 0
    return None


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row]


def _text(node: Any, read: Callable[[Any], str], tables: list[Any], depth: int) -> str:
    """The text of a cell; the tables in it are put into ``tables``."""
    parts: list[str] = []
    for child in node.iterchildren():
        if child.tag == PARAGRAPH:
            parts.append(read(child))
        elif child.tag in UNSEEN or child.tag == qn("w:tcPr") or depth > MAX_NESTING:
            continue
        elif child.tag == TABLE:
            tables.append(child)
        elif not is_placeholder(child):
            parts.append(_text(child, read, tables, depth + 1))
    return " ".join(part for part in parts if part)


def _is_bold(cell: Any) -> bool:
    runs = [run for run in cell.iter(qn("w:r")) if any(t.text for t in run.iter(qn("w:t")))]
    marks = (run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs)
    return bool(runs) and all(
        mark is not None and mark.get(_VAL, "1") not in {"0", "false"} for mark in marks
    )


def _count(properties: Any, name: str, default: int) -> int:
    node = properties.find(qn(name)) if properties is not None else None
    value = node.get(_VAL, "") if node is not None else ""
    return min(int(value), MAX_SPAN) if value.isdecimal() and len(value) < 6 else default
