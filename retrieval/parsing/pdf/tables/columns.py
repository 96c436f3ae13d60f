"""Tables without rules: lines whose parts stand below each other in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from retrieval.parsing.pdf.page.hyphens import DIVIDED
from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.pdf.tables.cells import parted
from retrieval.parsing.pdf.tables.wrapped_rows import (
    LINE_GAP,
    TableLine,
    grouped,
    header_lines,
    joined_rows,
    merged_header,
    written,
)
from retrieval.parsing.tables.reading import Row, is_figure

MAX_LINES = 300
MAX_LONELY = 4
# A row may stand this many times the font size below the one before it.
ROW_GAP = 3.6
# Where a cell ends may be a guess from the letters in it.
BLUR = 0.25
TOUCHING = 12.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells below a ``caption``, which may be empty.

    ``header`` is how many of the rows name the columns; ``used`` counts lines. ``edges`` are the
    left and right edges of the columns.
    """

    caption: str
    rows: list[Row]
    header: int
    used: int
    edges: tuple[tuple[float, float], ...]


def find_table(lines: Sequence[Line], start: int) -> Table | None:
    """Read the table that begins at ``start``, if one does.

    It has at least two columns and two lines of several cells. Lines that stand above the columns,
    and those of a label or a cell that goes on, belong to it.
    """
    region = _region(lines, start)
    parts = [parted(line) for line in region]
    several = [cells for cells in parts if len(cells) > 1]
    if len(several) < 2:
        return None
    columns = _columns(several)
    if len(columns) < 2:
        return None
    placed = [_placed(line, cells, columns) for line, cells in zip(region, parts, strict=True)]
    if not _is_regular(placed, parts) or _is_prose(placed, columns):
        return None
    depth = header_lines(placed)
    rows = placed[:depth] + joined_rows(placed[depth:], columns)
    width = len(columns)
    caption, header = merged_header(rows[:depth], width)
    body = [written(row, width) for row in grouped(rows[depth:])]
    return Table(caption, [*header, *body], len(header), len(region), tuple(columns))


def _region(lines: Sequence[Line], start: int) -> list[Line]:
    """The lines from ``start`` that may belong to one table."""
    region = [lines[start]]
    values = [cell.left for cell in parted(lines[start])[1:]]
    lonely = 0 if values else 1
    limit = min(len(lines), start + MAX_LINES)
    for line in lines[start + 1 : limit]:
        above = region[-1]
        gap = above.baseline - line.baseline
        if line.page != above.page or not 0 < gap <= ROW_GAP * max(line.size, above.size):
            break
        cells = parted(line)
        if len(cells) > 1:
            values.extend(cell.left for cell in cells[1:])
            lonely = 0
        else:
            lonely += 1
            if lonely > MAX_LONELY or (values and _runs_through(line, values)):
                break
        region.append(line)
    while region and len(parted(region[-1])) < 2 and not _goes_on(region, values):
        region.pop()
    return region


def _runs_through(line: Line, values: Sequence[float]) -> bool:
    """A line of text that stands neither in the first column nor among the values."""
    first = min(values)
    return line.left < first - line.size and line.right > first + 2 * line.size


def _goes_on(region: Sequence[Line], values: Sequence[float]) -> bool:
    """The last line is the end of a cell, close below the others."""
    if len(region) < 2 or not values:
        return False
    last, above = region[-1], region[-2]
    if above.baseline - last.baseline > LINE_GAP * last.size or is_figure(last.text):
        return False
    if last.left >= min(values) - 1:
        return len(parted(above)) > 1 or above.left >= min(values) - 1
    return len(parted(above)) > 1 and last.text[0].islower()


def _columns(several: Sequence[Sequence[Cell]]) -> list[tuple[float, float]]:
    """The columns, from the lines with the most cells; what overlaps is one column."""
    fullest = max(map(len, several))
    full = [cells for cells in several if len(cells) >= max(2, fullest - 1)]
    # A name that spans columns would join them.
    counted = [cells for cells in full if len(cells) == fullest] if len(full) > 2 else full
    columns = _united([cell for cells in counted for cell in cells])
    for cells in several:
        for cell in cells:
            if not any(cell.left < right and cell.right > left for left, right in columns):
                columns = sorted([*columns, (cell.left, cell.right)])
    return _merged(columns, several)


def _merged(
    columns: Sequence[tuple[float, float]], several: Sequence[Sequence[Cell]]
) -> list[tuple[float, float]]:
    """Join columns beside each other of which no line fills both: a name and its figures."""
    rows = [
        {
            i
            for i, column in enumerate(columns)
            if any(_shared(cell.left, cell.right, *column) for cell in cells)
        }
        # A name over several columns fills none of them.
        for cells in ([c for c in line if not _spans(c, columns)] for line in several)
    ]
    merged = [columns[0]]
    last = {0}
    for i in range(1, len(columns)):
        left, right = columns[i]
        apart = left - merged[-1][1]
        if i > 1 and apart < TOUCHING and not any(i in row and row & last for row in rows):
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
            last.add(i)
        else:
            merged.append((left, right))
            last = {i}
    return merged


def _spans(cell: Cell, columns: Sequence[tuple[float, float]]) -> bool:
    return sum(_shared(cell.left, cell.right, *column) for column in columns) > 1


def _united(cells: Sequence[Cell]) -> list[tuple[float, float]]:
    united: list[tuple[float, float]] = []
    for left, right in sorted((cell.left, cell.right) for cell in cells):
        if united and _shared(left, right, *united[-1]):
            united[-1] = (united[-1][0], max(united[-1][1], right))
        else:
            united.append((left, right))
    return united


def _placed(line: Line, cells: Sequence[Cell], columns: Sequence[tuple[float, float]]) -> TableLine:
    row = TableLine({}, line)
    for cell in cells:
        over = [
            i
            for i, (left, right) in enumerate(columns)
            if _shared(cell.left, cell.right, left, right)
        ]
        if not over:
            middle = (cell.left + cell.right) / 2
            over = [min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))]
        place = over[0]
        text = cell.text + DIVIDED if line.hyphenated and cell is cells[-1] else cell.text
        row.cells[place] = f"{row.cells.get(place, '')} {text}".strip()
        if len(over) > 1:
            row.spans[place] = over[-1]
    return row


def _shared(left: float, right: float, other_left: float, other_right: float) -> bool:
    """Tell whether two texts stand over each other, by more than the blur of their edges."""
    overlap = min(right, other_right) - max(left, other_left)
    return overlap > BLUR * min(right - left, other_right - other_left)


def _is_regular(placed: Sequence[TableLine], parts: Sequence[Sequence[Cell]]) -> bool:
    """Most cells have a column of their own."""
    cells = sum(map(len, parts))
    apart = sum(len(row.cells) - len(row.spans) for row in placed)
    return apart >= 0.7 * cells


def _is_prose(placed: Sequence[TableLine], columns: Sequence[tuple[float, float]]) -> bool:
    """Text set in columns: its lines are as full in one column as in the next."""
    both = [row for row in placed if len(row.cells) == len(columns)]
    if len(columns) > 3 or len(both) < 4:
        return False
    lengths = [median(len(row.cells[i]) for row in both) for i in range(len(columns))]
    return min(lengths) > 28 and not any(row.has_figures() for row in both)
