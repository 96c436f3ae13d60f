"""The lines of a PDF page, with where they stand and how large they are."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pypdfium2.raw as pdfium

from retrieval.parsing.pdf.drawings import Box, Rule
from retrieval.parsing.pdf.rotation import Turn
from retrieval.parsing.text import clean

# The library puts this in place of a hyphen that it takes for a line's end.
HYPHENS = frozenset({0x02, 0xFFFE})
# A gap this many times the font size is wider than any space: a new cell begins.
CELL_GAP = 1.4
BOLD = 600
ANGLES = 24


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


class LineReader:
    """Reads the text of one page; ``raw`` is the library's handle of it."""

    def __init__(self, raw: object, page: int, shown: Box) -> None:
        self._raw = raw
        self._page = page
        self.count = max(pdfium.FPDFText_CountChars(raw), 0)
        self._box = [ctypes.c_double() for _ in range(4)]
        self._codes = self._read_codes()
        self.turn = Turn(self._angle(), shown)
        self._height = self.turn.size[1]
        self._down: list[Rule] = []
        self._places: list[float] = []

    def _read_codes(self) -> list[int]:
        buffer = (ctypes.c_ushort * (self.count + 1))()
        if pdfium.FPDFText_GetText(self._raw, 0, self.count, buffer) == self.count + 1:
            return list(buffer[: self.count])
        # Where a character has no code, the text is shorter than the page.
        return [pdfium.FPDFText_GetUnicode(self._raw, i) for i in range(self.count)]

    def _angle(self) -> int:
        """The direction that most of the page is written in: 0, 90, 180 or 270 degrees."""
        found: Counter[int] = Counter()
        step = max(self.count // ANGLES, 1)
        for i in range(0, self.count, step):
            if self._codes[i] > 32:
                angle = pdfium.FPDFText_GetCharAngle(self._raw, i)
                found[round(angle / 1.5707963) % 4 * 90] += 1
        return found.most_common(1)[0][0] if found else 0

    def hide(self, places: Sequence[int]) -> bool:
        """Take characters out, as if they were not there; tells whether any was more than space."""
        hidden = [i for i in places if self._codes[i] > 32]
        for i in hidden:
            self._codes[i] = 32
        return bool(hidden)

    def lines(self, down: Sequence[Rule]) -> list[Line]:
        """The lines in the order of the file; ``down`` are upright rules, which part cells."""
        self._down = sorted(down, key=lambda rule: rule.at)
        self._places = [rule.at for rule in self._down]
        found: list[Line] = []
        start = 0
        for i in range(self.count + 1):
            at_end = i == self.count
            if not at_end and (code := self._codes[i]) not in (10, 13) and code not in HYPHENS:
                continue
            hyphenated = not at_end and self._codes[i] in HYPHENS
            if line := self._line(start, i, hyphenated=hyphenated):
                found.append(line)
            start = i + 1
        return joined(found)

    def _line(self, start: int, end: int, *, hyphenated: bool) -> Line | None:
        codes = self._codes
        while start < end and codes[start] <= 32:
            start += 1
        while end > start and codes[end - 1] <= 32:
            end -= 1
        if start == end:
            return None
        size = self._size(start)
        baseline = self._baseline(start)
        cells = self._cells(start, end, size, baseline)
        if not cells:
            return None
        bold = self._is_bold(start) and self._is_bold(end - 1)
        return Line(self._page, baseline, size, bold, self._height, tuple(cells), hyphenated)

    def _cells(self, start: int, end: int, size: float, baseline: float) -> list[Cell]:
        codes, cells = self._codes, list[Cell]()
        first, before = start, start
        left, right = self._edges(start)
        for i in range(start + 1, end):
            if codes[i] <= 32:
                continue
            if i == before + 1:
                before = i
                continue
            gap_left, gap_right = self._edges(before)[1], self._edges(i)[0]
            before, end_of_cell = i, before + 1
            # Text from right to left leaves its gaps the other way round.
            if gap_right - gap_left > CELL_GAP * size or self._is_ruled(
                gap_left, gap_right, baseline
            ):
                cells.append(Cell(left, gap_left, clean(_text(codes[first:end_of_cell]))))
                first, left = i, gap_right
        last_left, right = self._edges(end - 1)
        if right < left:
            left, right = last_left, self._edges(first)[1]
        cells.append(Cell(left, right, clean(_text(codes[first:end]))))
        return [cell for cell in cells if cell.text]

    def _is_ruled(self, left: float, right: float, baseline: float) -> bool:
        i = bisect_left(self._places, left - 1)
        while i < len(self._places) and self._places[i] < right + 1:
            if self._down[i].start - 1 <= baseline + 2 <= self._down[i].end + 1:
                return True
            i += 1
        return False

    def _is_bold(self, i: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._raw, i) >= BOLD:
            return True
        # The fonts that every reader has come without a weight, only with a name.
        flags = ctypes.c_int()
        name = ctypes.create_string_buffer(64)
        pdfium.FPDFText_GetFontInfo(self._raw, i, name, len(name), flags)
        return b"Bold" in name.value

    def _edges(self, i: int) -> tuple[float, float]:
        left, right, bottom, top = self._box
        pdfium.FPDFText_GetCharBox(self._raw, i, left, right, bottom, top)
        if not self.turn.angle:
            return left.value - self.turn.page[0], right.value - self.turn.page[0]
        box = self.turn.box((left.value, bottom.value, right.value, top.value))
        return box[0], box[2]

    def _baseline(self, i: int) -> float:
        x, y = self._box[:2]
        pdfium.FPDFText_GetCharOrigin(self._raw, i, x, y)
        return self.turn.point(x.value, y.value)[1]

    def _size(self, i: int) -> float:
        # Some files set size 1 and scale the text; the box of the line tells its real size.
        size: float = pdfium.FPDFText_GetFontSize(self._raw, i)
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(self._raw, i, matrix):
            size *= max((matrix.c**2 + matrix.d**2) ** 0.5, 0.01)
        return max(size, 0.1)


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
        if 0 <= cell.left - before.right < 0.5 * size:
            text = f"{kept[-1].text} {cell.text}"
            kept[-1] = Cell(kept[-1].left, cell.right, text)
        else:
            kept.append(cell)
    return kept


def _text(codes: list[int]) -> str:
    # Characters beyond the first plane may come as two halves.
    joined = "".join(map(chr, codes))
    if joined.isascii():
        return joined
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
