"""Puts lines in the order in which they are read, where a file draws them in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from statistics import median

from retrieval.parsing.pdf.page.lines import Line, joined
from retrieval.parsing.tables.reading import is_figure

SHORT = 40
MAX_STACK = 24
# So far back the label of an amount may stand in the file.
FAR, NEAR = 60, 4
# Lines of text in columns: how many at least, and of how many letters.
MIN_PROSE, PROSE = 4, 28
ALIGNED, INDENT = 3.0, 30.0


def regrouped(lines: Sequence[Line]) -> list[Line]:
    """Give the lines of one page: columns after each other, amounts beside their labels."""
    return _with_rows_of_names(_with_amounts(_column_by_column(lines)))


def _column_by_column(lines: Sequence[Line]) -> list[Line]:
    """Part text set in two columns where the file draws it straight across the page."""
    kept: list[Line] = []
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and _is_across(lines[end], lines[i]):
            end += 1
        run = lines[i:end]
        if len(run) >= MIN_PROSE and _is_prose(run):
            kept.extend(replace(line, cells=line.cells[:1], hyphenated=False) for line in run)
            kept.extend(replace(line, cells=line.cells[1:]) for line in run)
        else:
            kept.extend(run or lines[i : i + 1])
        i = max(end, i + 1)
    return kept


def _is_across(line: Line, first: Line) -> bool:
    return (
        len(line.cells) == len(first.cells) == 2
        and abs(line.cells[1].left - first.cells[1].left) <= ALIGNED
        and abs(line.left - first.left) <= INDENT
    )


def _is_prose(run: Sequence[Line]) -> bool:
    """Both columns are full of words, and hold hardly a figure."""
    lengths = [[len(line.cells[i].text) for line in run] for i in (0, 1)]
    figures = sum(is_figure(cell.text) for line in run for cell in line.cells)
    return all(median(column) > PROSE for column in lengths) and figures * 10 < len(run)


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
