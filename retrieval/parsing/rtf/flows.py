"""A stretch of RTF text as it is put together: paragraphs, and tables cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.parsing.documents import Block
from retrieval.parsing.tables.nested import nested_blocks
from retrieval.parsing.tables.reading import COVERED, Row

# Twentieths of a point. Edges of cells that are nearer than this are one.
NEAR = 30
MAX_LEVELS = 8
MAX_COLUMNS = 200


@dataclass(slots=True)
class CellShape:
    """Where a cell ends, whether it goes on from the cell on its left or above it, and whether its
    text stands at its foot."""

    right: int
    from_left: bool = False
    from_above: bool = False
    at_bottom: bool = False


@dataclass(slots=True)
class Shape:
    """The shape of a row: its cells, where it begins, and whether it names the columns."""

    cells: list[CellShape] = field(default_factory=list)
    heads: bool = False


@dataclass(slots=True)
class Cell:
    """What stands in a cell: paragraphs, and tables."""

    blocks: list[Block] = field(default_factory=list)
    tables: list[Grid] = field(default_factory=list)
    bold: bool = True

    @property
    def text(self) -> str:
        """All paragraphs as one line."""
        return " ".join(block.text for block in self.blocks)


@dataclass(slots=True)
class TableRow:
    """The cells of a row, and its shape."""

    cells: list[Cell]
    shape: Shape


@dataclass(slots=True)
class Grid:
    """A table."""

    rows: list[TableRow] = field(default_factory=list)

    def edges(self) -> list[int]:
        """Where the columns end, from the left."""
        found: list[int] = []
        for right in sorted({cell.right for row in self.rows for cell in row.shape.cells}):
            if not found or right - found[-1] > NEAR:
                found.append(right)
        return found[:MAX_COLUMNS]

    def blocks(self, heads: Sequence[TableRow] = (), level: int = 0) -> Iterator[Block]:
        """The rows as sentences; ``heads`` name the columns, from elsewhere on the page."""
        if not heads and all(len(row.cells) < 2 for row in self.rows):
            # A frame around text.
            for row in self.rows:
                for cell in row.cells:
                    yield from cell.blocks
                    for table in cell.tables:
                        yield from table.blocks(level=level)
            return
        rows = [*heads, *self.rows]
        edges = Grid(rows).edges()
        cells, held = _cells(rows, edges)
        yield from nested_blocks(
            cells,
            held,
            lambda table, below: table.blocks(level=below),
            header=self._header(len(heads)),
            level=level,
        )

    def _header(self, given: int) -> int | None:
        """How many rows name the columns; ``None`` where neither marks nor bold letters say."""
        marked = 0
        for row in self.rows:
            if not row.shape.heads:
                break
            marked += 1
        if marked == len(self.rows):
            marked = 0
        if given or marked:
            return given + marked
        if feet := self._rows_with_feet():
            return feet
        bold = [[cell.bold and bool(cell.blocks) for cell in row.cells] for row in self.rows[:4]]
        if len(bold) > 1 and len(bold[0]) > 1 and all(bold[0]) and not all(bold[1]):
            return None if self.rows[0].cells[0].text.endswith(":") else 1
        return None

    def _rows_with_feet(self) -> int:
        """The first rows whose texts stand at the foot of their cells, where others do not.

        So tables of clinical studies set the names of columns, which have no other mark there.
        """
        feet = 0
        for row in self.rows:
            if not row.shape.cells or not all(cell.at_bottom for cell in row.shape.cells):
                break
            feet += 1
        return feet if 0 < feet < min(len(self.rows), 6) else 0


def _cells(
    rows: Sequence[TableRow], edges: Sequence[int]
) -> tuple[list[Row], dict[int, list[tuple[int, Grid]]]]:
    """The texts of rows in columns, and the tables in their cells.

    A cell over several columns is followed by `COVERED`.
    """
    grid: list[Row] = []
    held: dict[int, list[tuple[int, Grid]]] = {}
    above: dict[int, str] = {}
    for row in rows:
        line: list[str | None] = []
        for i, cell in enumerate(row.cells):
            shape = row.shape.cells[i] if i < len(row.shape.cells) else None
            if shape is not None and shape.from_left and line:
                line += [COVERED] * _span(shape.right, len(line), edges)
                continue
            place = len(line)
            if cell.tables:
                held.setdefault(len(grid), []).extend((place, table) for table in cell.tables)
            text = above.get(place, "") if shape is not None and shape.from_above else cell.text
            above[place] = text
            width = _span(shape.right, place, edges) if shape is not None else 1
            line += [text, *[COVERED] * (width - 1)]
        grid.append(line)
    return grid, held


def _span(right: int, place: int, edges: Sequence[int]) -> int:
    """How many columns a cell takes that begins at ``place`` and ends at ``right``."""
    end = place
    while end < len(edges) and edges[end] <= right + NEAR:
        end += 1
    return max(end - place, 1)


@dataclass(slots=True)
class _Level:
    """A table that is being read."""

    grid: Grid = field(default_factory=Grid)
    cells: list[Cell] = field(default_factory=list)
    cell: Cell = field(default_factory=Cell)


Item = Block | Grid


class Flow:
    """The text of a body, a page header, a note or a box: blocks and tables in their order."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self._levels: list[_Level] = []

    def add(self, block: Block, level: int, *, bold: bool = False) -> None:
        """Add a paragraph at a level: 0 is outside of tables, 1 in a cell, 2 in a nested one."""
        self._close_below(level)
        if not level:
            self.items.append(block)
            return
        cell = self._level(level).cell
        cell.blocks.append(block)
        cell.bold = cell.bold and bold

    def insert(self, item: Item, level: int) -> None:
        """Add what stood in a box at a level."""
        if isinstance(item, Block):
            self.add(item, level)
        elif level:
            self._close_below(level)
            self._level(level).cell.tables.append(item)
        else:
            self._close_below(0)
            self.items.append(item)

    def end_cell(self, level: int) -> None:
        """End a cell of the table at a level."""
        self._close_below(level)
        open_ = self._level(level)
        open_.cells.append(open_.cell)
        open_.cell = Cell()

    def end_row(self, level: int, shape: Shape) -> None:
        """End a row of the table at a level."""
        self._close_below(level)
        open_ = self._level(level)
        if open_.cell.blocks or open_.cell.tables:
            self.end_cell(level)
        if open_.cells:
            rows = open_.grid.rows
            if shape.heads and rows and not rows[-1].shape.heads:
                # The names of columns begin another table, or the same one on the next page.
                self._finish(level)
                open_.grid = Grid()
                rows = open_.grid.rows
            rows.append(TableRow(open_.cells, shape))
            open_.cells = []

    def close(self) -> list[Item]:
        """End what is open, and give everything."""
        self._close_below(0)
        return self.items

    def _level(self, level: int) -> _Level:
        while len(self._levels) < min(level, MAX_LEVELS):
            self._levels.append(_Level())
        return self._levels[min(level, MAX_LEVELS) - 1]

    def _close_below(self, level: int) -> None:
        while len(self._levels) > level:
            open_ = self._levels[-1]
            if open_.cell.blocks or open_.cell.tables or open_.cells:
                self._levels[-1].cells.append(open_.cell)
                open_.grid.rows.append(TableRow(open_.cells, Shape()))
            self._finish(len(self._levels))
            self._levels.pop()

    def _finish(self, level: int) -> None:
        grid = self._levels[level - 1].grid
        if not any(cell.blocks or cell.tables for row in grid.rows for cell in row.cells):
            return
        if level == 1:
            self.items.append(grid)
        else:
            self._levels[level - 2].cell.tables.append(grid)
