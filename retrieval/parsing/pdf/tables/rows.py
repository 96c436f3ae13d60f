"""Tables of a PDF to rows that name their columns, also where a table goes on over a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.page.hyphens import DIVIDED, Hyphens
from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.pdf.tables.cells import parted
from retrieval.parsing.pdf.tables.columns import Table, find_table
from retrieval.parsing.pdf.tables.continuing import Continuation
from retrieval.parsing.pdf.tables.grids import Grid, fill
from retrieval.parsing.pdf.tables.listings import figure_columns, parted_rows
from retrieval.parsing.tables.reading import COVERED, Row, is_figure, read_table
from retrieval.parsing.tables.reading import Table as NamedRows


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table with rules around its cells: for each row and column the lines there."""

    page: int
    grid: Grid
    rows: list[list[list[Line]]]


Item = Line | RuledTable


def with_grids(lines: Sequence[Line], grids: Mapping[int, Sequence[Grid]]) -> list[Item]:
    """Put each ruled table where its first line stood, and take its lines out."""
    if not grids:
        return list(lines)
    items: list[Item] = []
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    for page, on_page in pages.items():
        items.extend(_page_items(on_page, page, grids.get(page, ())))
    return items


def _page_items(lines: Sequence[Line], page: int, grids: Sequence[Grid]) -> list[Item]:
    items: list[Item] = list(lines)
    for grid in grids:
        outside: list[Item] = []
        first: int | None = None
        inside = [item for item in items if isinstance(item, Line)]
        rows = fill(grid, inside)
        if rows is None:
            continue
        for item in items:
            if not isinstance(item, Line):
                outside.append(item)
                continue
            beside = tuple(cell for cell in item.cells if grid.place(cell, item) is None)
            if len(beside) < len(item.cells) and first is None:
                first = len(outside)
            if beside:
                outside.append(replace(item, cells=beside) if beside != item.cells else item)
        outside.insert(first or 0, RuledTable(page, grid, rows))
        items = outside
    return items


class TableReader:
    """Turns tables into blocks and remembers the last one, in case it goes on overleaf."""

    def __init__(self, hyphens: Hyphens) -> None:
        self._hyphens = hyphens
        self._before = Continuation()
        self._begun: tuple[int, Table | None] = (-1, None)

    def open(self, items: Sequence[Item], i: int) -> tuple[list[Block], int] | None:
        """Read a table without rules that begins at ``i``: its rows, and its number of lines."""
        table = self._table(items, i)
        if table is None:
            return None
        item = items[i]
        assert isinstance(item, Line)
        named = table.header or table.caption
        names = [] if named else self._before.names(table.edges, item.page)
        header = table.header if table.header else (False if names else None)
        read = read_table(self._resolved(table.rows), header=header, names=names)
        self._before.note(read.names, table.edges, item.page)
        blocks = self._blocks(read, item.page, goes_on=bool(names))
        if table.caption:
            blocks.insert(0, Block("table_row", table.caption, page=item.page))
        return blocks, table.used

    def passed(self, block: Block) -> None:
        """Text that is no table was read."""
        self._before.passed(block.text, is_heading=block.kind == "heading")

    def begins(self, items: Sequence[Item], i: int) -> bool:
        """Tell whether a table without rules begins at ``i``."""
        return self._table(items, i) is not None

    def _table(self, items: Sequence[Item], i: int) -> Table | None:
        if self._begun[0] == i:
            return self._begun[1]
        table = None
        if _may_begin(items, i):
            lines: list[Line] = []
            for item in items[i : i + 300]:
                if isinstance(item, RuledTable):
                    break
                lines.append(item)
            table = find_table(lines, 0)
        self._begun = (i, table)
        return table

    def ruled(self, table: RuledTable) -> list[Block]:
        """Read a table with rules."""
        rows = self._resolved(_texts(table))
        edges = tuple(zip(table.grid.xs, table.grid.xs[1:], strict=False))
        names = self._before.names(edges, table.page)
        goes_on = bool(names)
        if goes_on:
            is_named = _same_header(rows, names)
            self._before.resume(table.rows, table.grid, int(is_named))
            rows = self._resolved(_texts(table))
            names = [] if is_named else names
        read = read_table(rows, header=None if not names else False, names=names)
        self._before.note(read.names, edges, table.page)
        self._before.note_end(table.rows, table.grid)
        return self._blocks(read, table.page, goes_on=goes_on)

    def _blocks(self, table: NamedRows, page: int, *, goes_on: bool) -> list[Block]:
        """The rows as blocks; those of a section that began on the page before are named again."""
        levels = [line.level for line in table.lines]
        first = next((i for i, (a, b) in enumerate(pairwise(levels)) if b > a), len(levels))
        above = self._before.sections if goes_on and first else []
        blocks = [Block("table_row", text, level, page) for level, text in enumerate(above)]
        open_rows: list[str] = list(above)
        for i, line in enumerate(table.lines):
            level = line.level + (len(above) if i < first else 0)
            blocks.append(Block("table_row", line.text, level, page))
            open_rows = open_rows[:level]
            if i + 1 < len(levels) and levels[i + 1] > line.level:
                open_rows.append(line.text)
        self._before.sections = open_rows
        return blocks

    def _resolved(self, rows: Sequence[Row]) -> list[Row]:
        resolved = self._hyphens.resolved
        return [[cell if cell is None else resolved(cell) for cell in row] for row in rows]


def _may_begin(items: Sequence[Item], i: int) -> bool:
    """A line of several cells, or one above such a line that may stand over its columns."""
    line = items[i]
    if isinstance(line, RuledTable):
        return False
    if len(parted(line)) > 1:
        return True
    following = items[i + 1] if i + 1 < len(items) else None
    if following is None or isinstance(following, RuledTable) or following.page != line.page:
        return False
    cells = parted(following)
    gap = line.baseline - following.baseline
    return (
        len(cells) > 1
        and 0 < gap <= 2.2 * line.size
        and len(line.text) <= 80
        and line.size <= following.size + 0.6
        and line.left > cells[0].left + 4 * line.size
        and line.left > following.left
    )


def _texts(table: RuledTable) -> list[Row]:
    edges = [_edges(table, number) for number in range(len(table.rows))]
    figures = [figure_columns(row, own) for row, own in zip(table.rows, edges, strict=True)]
    leading = min((columns[0] for columns in figures if columns), default=0)
    rows: list[Row] = []
    for row, own, owners in zip(table.rows, edges, table.grid.owner, strict=True):
        for part in parted_rows(row, own, leading):
            texts: list[str | None] = []
            for i, (lines, owner) in enumerate(zip(part, owners, strict=True)):
                covered = i > 0 and owners[i - 1] == owner
                texts.append(COVERED if covered else _joined(lines))
            rows.append(texts)
    return rows


def _edges(table: RuledTable, number: int) -> list[float | None]:
    """The right edges of the cells of a row; none for one that spans rows or columns."""
    owners = table.grid.owner
    last = len(owners) - 1
    return [
        table.grid.xs[i + 1]
        if owners[number].count(owner) == 1
        and owner[0] == number
        and (number == last or owner not in owners[number + 1])
        else None
        for i, owner in enumerate(owners[number])
    ]


def _joined(lines: Sequence[Line]) -> str:
    return " ".join(line.text + DIVIDED * line.hyphenated for line in lines)


def _same_header(rows: Sequence[Row], names: Sequence[str]) -> bool:
    """The header is printed again, so that it need not be carried over."""
    first = {cell for cell in rows[0] if cell} if rows else set()
    known = " ".join(names)
    return bool(first) and not any(map(is_figure, first)) and all(cell in known for cell in first)
