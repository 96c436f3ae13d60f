"""Listings whose rules go round groups of rows: one row for each line of figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.tables.reading import is_figure

# Lines of one row stand on one height, by this share of their size.
LEVEL = 0.35
_QUANTITY = re.compile(r"^[<>≤≥~+−–-]?\s?\d[\d.,:/-]*(?:\s?[^\W\d]{1,10}\.?|\s?%)?$")

Cells = list[list[Line]]


def figure_columns(row: Cells, edges: Sequence[float | None]) -> list[int]:
    """The columns that hold nothing but figures, below each other."""
    return [i for i, lines in enumerate(row) if edges[i] is not None and _holds_figures(lines)]


def parted_rows(row: Cells, edges: Sequence[float | None], leading: int) -> list[Cells]:
    """Part a row between rules into the rows that its lines make; gives it whole where it is one.

    ``edges`` are the right edges of its cells, ``None`` for a cell that reaches further than its
    place. A row is parted where a column holds nothing but figures, and another has a line of its
    own beside each of them. What the first columns, of which there are ``leading``, do not say
    again holds for the rows below.
    """
    figures = figure_columns(row, edges)
    if not figures:
        return [row]
    column = max(figures, key=lambda i: len(row[i]))
    heights = [line.baseline for line in row[column]]
    if not any(
        _lines_beside(lines, heights, edge)
        for i, (lines, edge) in enumerate(zip(row, edges, strict=True))
        if i != column and edge is not None
    ):
        return [row]
    parts = [_part(row, edges, top, below) for top, below in _bands(heights)]
    for above, part in pairwise(parts):
        for i in range(min(leading, len(part))):
            if not part[i]:
                part[i] = above[i]
    return parts


def _lines_beside(lines: Sequence[Line], heights: Sequence[float], edge: float) -> bool:
    """Lines stand beside the figures that are no text that was broken to fit its column."""
    level = [line for line in lines if any(_is_at(line, height) for height in heights)]
    if len(level) < 2 or any(line.hyphenated for line in level):
        return False
    return all(
        not below.text[0].islower() and line.right + below.first_word_width < edge
        for line, below in pairwise(lines)
        if below in level
    )


def _holds_figures(lines: Sequence[Line]) -> bool:
    return len(lines) > 1 and all(
        is_figure(line.text) or _QUANTITY.match(line.text) for line in lines
    )


def _is_at(line: Line, height: float) -> bool:
    return abs(line.baseline - height) <= LEVEL * line.size


def _bands(heights: Sequence[float]) -> list[tuple[float, float]]:
    """From each height down to the next: the lines between belong to the upper one."""
    edges = [float("inf"), *heights[1:], float("-inf")]
    return list(pairwise(edges))


def _part(row: Cells, edges: Sequence[float | None], top: float, below: float) -> Cells:
    part: Cells = []
    for lines, edge in zip(row, edges, strict=True):
        inside = [
            line
            for line in lines
            if below + LEVEL * line.size < line.baseline <= top + LEVEL * line.size
        ]
        part.append(list(lines) if edge is None else inside)
    return part
