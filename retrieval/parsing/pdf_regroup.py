"""Puts the lines of tables that a file draws column by column back into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from retrieval.parsing.pdf_lines import Line, joined
from retrieval.parsing.tables import is_figure

SHORT = 40
MAX_STACK = 24
# So far back the label of an amount may stand in the file.
FAR, NEAR = 60, 4


def regrouped(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of one page with amounts beside their labels, and names in rows."""
    return _with_rows_of_names(_with_amounts(lines))


def _with_amounts(lines: Sequence[Line]) -> list[Line]:
    """Put figures that stand alone to the line on their left, where that came before."""
    kept: list[Line] = []
    for line in lines:
        if kept and line.baseline > kept[-1].baseline - 1 and _is_figures(line):
            label = _label(kept, line)
            if label is not None:
                cells = (*kept[label].cells, *line.cells)
                kept[label] = replace(kept[label], cells=cells)
                continue
        kept.append(line)
    return kept


def _is_figures(line: Line) -> bool:
    return len(line.text) <= 4 * SHORT and all(
        all(is_figure(part) or part in "$€£¥%" for part in cell.text.split()) for cell in line.cells
    )


def _label(kept: Sequence[Line], line: Line) -> int | None:
    """The place of the line that figures belong to: on their height, or near it."""
    best: int | None = None
    for back in range(1, min(FAR, len(kept)) + 1):
        other = kept[-back]
        apart = abs(other.baseline - line.baseline)
        allowed = 0.75 * line.size if back <= NEAR else 0.15 * line.size
        if other.right < line.left and apart <= allowed:
            # Between two lines of a label, figures go with the upper one.
            if best is None or apart <= abs(kept[best].baseline - line.baseline) + 0.1:
                best = len(kept) - back
        elif best is not None:
            break
    return best


def _with_rows_of_names(lines: Sequence[Line]) -> list[Line]:
    """Turn stacks of short lines above rows of figures into rows."""
    kept: list[Line] = []
    i = 0
    while i < len(lines):
        end = _stacks(lines, i)
        if end is None:
            kept.append(lines[i])
            i += 1
            continue
        stacked = sorted(lines[i:end], key=lambda line: (-round(line.baseline), line.left))
        for _, row in groupby(stacked, key=lambda line: round(line.baseline)):
            kept.extend(joined(list(row)))
        i = end
    return kept


def _stacks(lines: Sequence[Line], start: int) -> int | None:
    """Where stacks of short lines end that begin at ``start``, if a row of figures follows."""
    end, rises = start, 0
    while end < len(lines) and end - start <= MAX_STACK and _is_short(lines[end]):
        rise = end > start and lines[end].baseline > lines[end - 1].baseline + 1
        if rise and lines[end].left < lines[end - 1].left:
            break
        rises += rise
        end += 1
    if not rises or end >= len(lines):
        return None
    body, last = lines[end], lines[start:end]
    figures = sum(is_figure(cell.text) for cell in body.cells)
    below = min(line.baseline for line in last)
    close = 0 < below - body.baseline < 4 * body.size
    return end if close and len(body.cells) > 2 and figures > 1 else None


def _is_short(line: Line) -> bool:
    return len(line.text) <= SHORT and len(line.cells) == 1
