"""The lines of a PDF page, with where they stand and how large they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line between wide gaps: its edges in points, and its text."""

    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, turned upright. Lengths are in points, the origin is the lower left.

    ``hyphenated`` tells that the last word goes on in the next line. ``height`` is that of the
    page.
    """

    page: int
    baseline: float
    size: float
    bold: bool
    height: float
    cells: tuple[Cell, ...]
    hyphenated: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join([cell.text for cell in self.cells]))

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def first_word_width(self) -> float:
        """About how wide the first word is, with the space before it."""
        word = self.text.split(" ", 1)[0]
        return (self.right - self.left) * (len(word) + 1) / max(len(self.text), 1)


def joined(lines: Sequence[Line]) -> list[Line]:
    """Put together what stands on one baseline and follows each other in the file."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last is None or not _side_by_side(last, line):
            found.append(line)
            continue
        cells = sorted((*last.cells, *line.cells), key=lambda cell: cell.left)
        found[-1] = replace(
            last,
            cells=tuple(_without_small_gaps(cells, line.size)),
            bold=last.bold and line.bold,
            hyphenated=line.hyphenated,
        )
    return found


def _side_by_side(a: Line, b: Line) -> bool:
    if abs(a.baseline - b.baseline) > 0.3 * min(a.size, b.size):
        return False
    return b.left > a.right - 1 or b.right < a.left + 1


def _without_small_gaps(cells: Sequence[Cell], size: float) -> list[Cell]:
    kept = [cells[0]]
    for before, cell in pairwise(cells):
        gap = cell.left - before.right
        if 0 <= gap < 0.5 * size:
            # A full stop behind a raised figure stands at once behind it.
            glue = "" if gap < 0.2 * size and cell.text[:1] in ".,;:)/\u2044" else " "
            text = f"{kept[-1].text}{glue}{cell.text}"
            kept[-1] = Cell(kept[-1].left, cell.right, text)
        else:
            kept.append(cell)
    return kept
