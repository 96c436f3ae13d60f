"""The tables of a sheet: parts that empty rows and empty columns keep from each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.parsing.tables.reading import Row, is_figure

NO_COLUMNS: frozenset[int] = frozenset()
MAX_HEADER = 3


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet, and the columns (from 0) whose letters are bold."""

    cells: Row
    bold: frozenset[int] = NO_COLUMNS

    @property
    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [i for i, cell in enumerate(self.cells) if cell]

    def only(self, columns: Sequence[int]) -> SheetRow:
        """Some of the columns, counted anew."""
        cells = [self.cells[i] for i in columns if i < len(self.cells)]
        bold = frozenset(at for at, i in enumerate(columns) if i in self.bold)
        return SheetRow(cells, bold or NO_COLUMNS)

    def part(self, first: int, last: int) -> SheetRow:
        """The columns from ``first`` to ``last``, counted anew; what is missing is empty."""
        cells = list(self.cells[first : last + 1])
        cells += [""] * (last + 1 - first - len(cells))
        bold = frozenset(i - first for i in self.bold if first <= i <= last)
        return SheetRow(cells, bold or NO_COLUMNS)


@dataclass(frozen=True, slots=True)
class Region:
    """Rows that stand together, and the column of the sheet (from 0) in which they begin."""

    left: int
    rows: list[SheetRow]


def regions(group: Sequence[SheetRow]) -> Iterator[Region]:
    """Part a group of rows, which no empty row parts, where tables stand beside each other."""
    spans = _spans(group)
    if len(spans) < 2:
        for first, last in spans:
            yield Region(first, [row.part(first, last) for row in group] if first else list(group))
        return
    for first, last in spans:
        rows: list[SheetRow] = []
        for row in group:
            part = row.part(first, last)
            if any(part.cells):
                rows.append(part)
            elif rows:
                yield Region(first, rows)
                rows = []
        if rows:
            yield Region(first, rows)


def _spans(group: Sequence[SheetRow]) -> list[tuple[int, int]]:
    """The first and last columns of each table."""
    used: set[int] = set()
    for row in group:
        used.update(row.filled)
    spans: list[list[int]] = []
    for i in sorted(used):
        if spans and i == spans[-1][1] + 1:
            spans[-1][1] = i
        else:
            spans.append([i, i])
    parts = [spans[0]] if spans else []
    for span in spans[1:]:
        if _stands_alone(group, parts[-1], span):
            parts.append(span)
        else:
            parts[-1][1] = span[1]
    return [(first, last) for first, last in parts]


def _stands_alone(group: Sequence[SheetRow], left: Sequence[int], right: Sequence[int]) -> bool:
    """Tell another table from columns that an empty one merely sets off.

    It has columns and rows of its own, and begins with labels, or ends at another row.
    """
    if right[1] == right[0] or left[1] == left[0]:
        return False
    beside = [i for i, row in enumerate(group) if any(row.cells[right[0] : right[1] + 1])]
    before = [i for i, row in enumerate(group) if any(row.cells[left[0] : left[1] + 1])]
    if len(beside) < 2 or len(before) < 2:
        return False
    labels = [cell for row in group if right[0] < len(row.cells) and (cell := row.cells[right[0]])]
    texts = sum(1 for cell in labels[1:] if not is_figure(cell))
    named = len(labels) > 1 and texts >= 0.6 * (len(labels) - 1)
    return named or beside[-1] != before[-1]


def header_rows(rows: Sequence[SheetRow]) -> int | None:
    """How many rows name the columns, as bold letters say; ``None`` where they do not."""
    depth = 0
    for row in rows[:MAX_HEADER]:
        if len(row.filled) < 2 or not row.bold.issuperset(row.filled):
            break
        depth += 1
    if 0 < depth < len(rows) and not rows[depth].bold.issuperset(rows[depth].filled):
        return depth
    labels = [row for row in rows if len(row.filled) == 2]
    if len(labels) > 1 and all(row.filled[0] in row.bold and len(row.bold) == 1 for row in labels):
        # Bold labels, each with its value.
        return 0 if len(labels) == len(rows) and all(len(row.cells) == 2 for row in rows) else None
    return None
