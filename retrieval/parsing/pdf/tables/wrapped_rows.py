"""The lines of a table to its rows: labels and cells of several lines, headers of several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.tables.reading import COVERED, MAX_HEADER, Row, is_figure, is_year

MAX_LABEL = 25
LINE_GAP = 1.6
INDENT = 3.0
GUTTER = 6.0


@dataclass(slots=True)
class TableLine:
    """A line of a table: its texts by column; ``spans`` gives the last column of a wide one."""

    cells: dict[int, str]
    line: Line
    spans: dict[int, int] = field(default_factory=dict)

    def has_figures(self) -> bool:
        return any(is_figure(text) and not is_year(text) for i, text in self.cells.items() if i)

    def add(self, other: TableLine, columns: Sequence[int]) -> None:
        for i in columns:
            self.cells[i] = f"{self.cells.get(i, '')} {other.cells[i]}".strip()


def header_lines(placed: Sequence[TableLine]) -> int:
    """How many lines above the first figures name the columns."""
    figures = next((i for i, row in enumerate(placed) if row.has_figures()), None)
    if figures is None:
        return 0
    depth = figures
    # A label alone, right above the figures, opens a group of rows.
    while depth and set(placed[depth - 1].cells) == {0} and not placed[depth - 1].spans:
        depth -= 1
    named = any(set(row.cells) - {0} for row in placed[:depth])
    return depth if named and depth <= MAX_HEADER + 2 else 0


def merged_header(rows: Sequence[TableLine], width: int) -> tuple[str, list[Row]]:
    """The header's lines as rows; what stands over all columns, or names the labels, is apart.

    A header's label, such as "in millions", is said once and not in front of every label.
    """
    captions = [row.cells[0] for row in rows if row.cells.get(0)]
    kept: list[TableLine] = []
    named = len(captions) == 1 and len(captions[0]) <= MAX_LABEL and captions[0][0].isalnum()
    if named and len(rows[-1].cells) > 1 and 0 in rows[-1].cells and 0 not in rows[-1].spans:
        # "Segment" above segments is the name of their column.
        captions = []
    for row in rows:
        if captions:
            row.cells.pop(0, None)
        first = min(row.cells, default=0)
        if row.cells and len(row.cells) == 1 and first <= 1 and row.spans.get(first) == width - 1:
            captions.append(row.cells[first])
        elif row.cells:
            kept.append(row)
    return " ".join(captions), [written(row, width) for row in _names_of_lines(kept)]


def _names_of_lines(rows: Sequence[TableLine]) -> list[TableLine]:
    """Put together names that are set in several lines, each in its column."""
    names: list[TableLine] = []
    for row in rows:
        last = names[-1] if names else None
        gap = last.line.baseline - row.line.baseline if last else 0.0
        alike = last is not None and set(last.cells) == set(row.cells)
        if last and alike and not (last.spans or row.spans) and gap < LINE_GAP * row.line.size:
            last.add(row, sorted(row.cells))
            last.line = row.line
        else:
            names.append(row)
    return names


def joined_rows(
    rows: Sequence[TableLine], columns: Sequence[tuple[float, float]]
) -> list[TableLine]:
    """Put together the lines that make one row."""
    labels = [row.line.cells[0].right for row in rows if 0 in row.cells and 0 not in row.spans]
    edge = max(labels, default=columns[0][1])
    if len(columns) > 1 and sum(right > 0.9 * edge for right in labels) < 2:
        # One label that is longer than all others tells nothing of where they are broken.
        edge = max(edge, columns[1][0] - GUTTER)
    textual = sum(row.has_figures() for row in rows) * 3 < len(rows)
    tight = _tight(rows) if textual else 0.0
    # Where most labels begin so, a small letter does not tell that one goes on.
    starts = [row.cells[0][0].islower() for row in rows if 0 in row.cells and len(row.cells) > 1]
    small = sum(starts) * 2 > len(starts)
    joined: list[TableLine] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last is not None and _continues(last, row, tight):
            last.add(row, sorted(row.cells))
            last.line = row.line
        elif last is not None and set(last.cells) == {0} and _is_open(last, row, edge, small=small):
            row.cells[0] = f"{last.cells[0]} {row.cells[0]}"
            joined[-1] = row
        else:
            joined.append(row)
    return joined


def _tight(rows: Sequence[TableLine]) -> float:
    """The distance of lines within a cell, where rows are set further apart; else 0."""
    gaps = [a.line.baseline - b.line.baseline for a, b in pairwise(rows)]
    least = min(gaps, default=0.0)
    apart = any(gap > 1.2 * least for gap in gaps)
    return 1.1 * least if apart and gaps and least < LINE_GAP * rows[0].line.size else 0.0


def _continues(last: TableLine, row: TableLine, tight: float) -> bool:
    gap = last.line.baseline - row.line.baseline
    if gap > LINE_GAP * row.line.size:
        return False
    if 0 not in row.cells:
        return not any(map(is_figure, row.cells.values()))
    if gap <= tight:
        return True
    if set(row.cells) != {0} or set(last.cells) == {0}:
        return False
    # The label of a row of figures goes on below them.
    return row.cells[0][0].islower() or row.cells[0].startswith("(")


def _is_open(last: TableLine, row: TableLine, edge: float, *, small: bool) -> bool:
    """A label alone that goes on in the next row, which has the figures."""
    if 0 not in row.cells or last.line.baseline - row.line.baseline > LINE_GAP * row.line.size:
        return False
    return (row.cells[0][0].islower() and not small) or _fills(last, row, edge)


def _fills(last: TableLine, row: TableLine, edge: float) -> bool:
    right = last.line.cells[0].right
    return (
        len(last.cells[0]) > 12
        and last.cells[0][-1] != ":"
        and right + _first_word_width(row.line.cells[0]) > 0.98 * edge
    )


def _first_word_width(cell: Cell) -> float:
    word = cell.text.split(" ", 1)[0]
    return (cell.right - cell.left) * (len(word) + 1) / max(len(cell.text), 1)


def grouped(rows: Sequence[TableLine]) -> list[TableLine]:
    """Write a label that stands alone before the labels that are set in below it."""
    group: TableLine | None = None
    for row in rows:
        alone = set(row.cells) == {0}
        if group is not None and row.line.left <= group.line.left + INDENT:
            group = None
        if group is not None and not alone and 0 in row.cells:
            row.cells[0] = f"{group.cells[0].rstrip(':')}: {row.cells[0]}"
        if alone and group is None and len(row.cells[0]) <= 80:
            group = row
    return list(rows)


def written(row: TableLine, width: int) -> Row:
    cells: list[str | None] = [row.cells.get(i, "") for i in range(width)]
    for first, last in row.spans.items():
        cells[first + 1 : last + 1] = [COVERED] * (last - first)
    return cells
