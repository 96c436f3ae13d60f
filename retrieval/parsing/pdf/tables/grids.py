"""Tables with rules around their cells: the grid that the rules make, and the texts in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from retrieval.parsing.pdf.page.drawings import Rule
from retrieval.parsing.pdf.page.lines import Cell, Line

NEAR = 3.0
MAX_RULES = 3_000
MAX_CELLS = 10_000


@dataclass(frozen=True, slots=True)
class Grid:
    """The edges of a table: ``xs`` from left to right, ``ys`` from the top down.

    ``owner[row][column]`` is the cell that this place belongs to: the first place of a cell that
    spans several.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    owner: tuple[tuple[tuple[int, int], ...], ...]

    def place(self, cell: Cell, line: Line) -> tuple[int, int] | None:
        """Row and column in which a text stands, if it stands in the grid."""
        middle, height = (cell.left + cell.right) / 2, line.baseline + 0.3 * line.size
        if not (self.xs[0] < middle < self.xs[-1] and self.ys[-1] < height < self.ys[0]):
            return None
        column = next(i for i, (_, right) in enumerate(pairwise(self.xs)) if middle <= right)
        row = next(i for i, (_, low) in enumerate(pairwise(self.ys)) if height >= low)
        return self.owner[row][column]


def find_grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[Grid]:
    """Find the grids of at least two columns and two rows that rules make on a page."""
    if not across or len(down) < 2 or len(across) + len(down) > MAX_RULES:
        return []
    grids = (_grid(*group) for group in _connected(across, down))
    return [grid for grid in grids if grid is not None]


def _connected(
    across: Sequence[Rule], down: Sequence[Rule]
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Rules that touch each other, directly or through others."""
    parents = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    # A page of many cells has thousands of rules, of which few are near each other.
    order = sorted(range(len(down)), key=lambda j: down[j].at)
    places = [down[j].at for j in order]
    for i, level in enumerate(across):
        first = bisect_left(places, level.start - NEAR)
        for j in order[first : bisect_right(places, level.end + NEAR)]:
            if down[j].start - NEAR <= level.at <= down[j].end + NEAR:
                parents[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate((*across, *down)):
        group = groups.setdefault(root(i), ([], []))
        group[i >= len(across)].append(rule)
    yield from groups.values()


def _grid(across: Sequence[Rule], down: Sequence[Rule]) -> Grid | None:
    if len(across) < 2 or len(down) < 1:
        return None
    xs = _places(
        [rule.at for rule in down]
        + [min(rule.start for rule in across), max(rule.end for rule in across)]
    )
    ys = _places(
        [rule.at for rule in across]
        + [min(rule.start for rule in down), max(rule.end for rule in down)]
    )[::-1]
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 2 or columns * rows > MAX_CELLS:
        return None
    owner: list[list[tuple[int, int]]] = []
    walls, floors = _Index(down), _Index(across)
    for row in range(rows):
        owner.append([])
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(columns):
            centre = (xs[column] + xs[column + 1]) / 2
            if column and not walls.has(xs[column], middle):
                owner[row].append(owner[row][column - 1])
            elif row and not floors.has(ys[row], centre):
                owner[row].append(owner[row - 1][column])
            else:
                owner[row].append((row, column))
    return Grid(tuple(xs), tuple(ys), tuple(map(tuple, owner)))


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > NEAR:
            places.append(value)
    return places


class _Index:
    """Tells whether a rule runs through a place."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: dict[int, list[Rule]] = {}
        for rule in rules:
            self._rules.setdefault(int(rule.at // NEAR), []).append(rule)

    def has(self, at: float, along: float) -> bool:
        slot = int(at // NEAR)
        return any(
            abs(rule.at - at) <= NEAR + 0.01 and rule.start - NEAR <= along <= rule.end + NEAR
            for near in range(slot - 1, slot + 3)
            for rule in self._rules.get(near, ())
        )


def fill(grid: Grid, lines: Sequence[Line]) -> list[list[list[Line]]] | None:
    """Put the texts of lines into the cells: for each row and column the lines in it, top down.

    A cell that spans several places is found in each of them. ``None`` when what stands in the
    grid is not a table: fewer than two rows have two filled cells.
    """
    texts: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        for cell in line.cells:
            if (place := grid.place(cell, line)) is not None:
                texts.setdefault(place, []).append(_alone(line, cell))
    for part in texts.values():
        part.sort(key=lambda line: (-line.baseline, line.left))
    full = sum(1 for row in grid.owner if sum(1 for place in set(row) if place in texts) > 1)
    if full < 2:
        return None
    return [[texts.get(place, []) for place in row] for row in grid.owner]


def _alone(line: Line, cell: Cell) -> Line:
    hyphenated = line.hyphenated and cell is line.cells[-1]
    return replace(line, cells=(cell,), hyphenated=hyphenated)
