"""Reads the lines of a PDF page, character by character where that is needed."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pypdfium2.raw as pdfium

from retrieval.parsing.pdf.page.drawings import Box, Rule
from retrieval.parsing.pdf.page.lines import Cell, Line, joined
from retrieval.parsing.pdf.page.raised import Script, attached, find_scripts, scripted
from retrieval.parsing.pdf.page.rotation import Turn
from retrieval.parsing.pdf.page.strikes import strikes
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.text.superscripts import is_fenced, unfenced, written

# The library puts this in place of a hyphen that it takes for a line's end.
HYPHENS = frozenset({0x02, 0xFFFE})
# A gap this many times the font size is wider than any space: a new cell begins.
CELL_GAP = 1.4
BOLD = 600
ANGLES = 24


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
        self.struck = False
        self._matrix = pdfium.FS_MATRIX()
        self._named, self._sized = 0.0, 0.0
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

    def strike(self, boxes: Sequence[Box]) -> None:
        """Take out the characters in ``boxes``, which a reader of the page has struck out."""
        if not boxes:
            return
        left, right, bottom, top = self._box
        places: list[int] = []
        for i in range(self.count):
            if self._codes[i] > 32:
                pdfium.FPDFText_GetCharBox(self._raw, i, left, right, bottom, top)
                x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
                if any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes):
                    places.append(i)
        self.struck |= self.hide(places)

    def lines(self, down: Sequence[Rule], across: Sequence[Rule] = ()) -> list[Line]:
        """The lines in the order of the file.

        ``down`` are upright rules, which part cells. Letters that one of the level rules in
        ``across`` is drawn through are taken out, and ``struck`` is set.
        """
        self._down = sorted(down, key=lambda rule: rule.at)
        self._places = [rule.at for rule in self._down]
        found = list(self._lines())
        if struck := self._struck(found, across):
            self.struck |= self.hide(struck)
            found = list(self._lines())
        lines = joined(attached([line for line, _, _ in found]))
        return [line for whole in lines if (line := _cleaned(whole)) is not None]

    def _lines(self) -> Iterator[tuple[Line, int, int]]:
        start = 0
        for i in range(self.count + 1):
            at_end = i == self.count
            if not at_end and (code := self._codes[i]) not in (10, 13) and code not in HYPHENS:
                continue
            hyphenated = not at_end and self._codes[i] in HYPHENS
            if line := self._line(start, i, hyphenated=hyphenated):
                yield line, start, i
            start = i + 1

    def _struck(self, found: Sequence[tuple[Line, int, int]], across: Sequence[Rule]) -> list[int]:
        """The places of the characters that a rule is drawn through."""
        lines = [line for line, _, _ in found]
        places: list[int] = []
        for i, rules in strikes(lines, across).items():
            _, start, end = found[i]
            for place in range(start, end):
                if self._codes[place] > 32:
                    left, right = self._edges(place)
                    middle = (left + right) / 2
                    if any(rule.start <= middle <= rule.end for rule in rules):
                        places.append(place)
        return places

    def _line(self, start: int, end: int, *, hyphenated: bool) -> Line | None:
        codes = self._codes
        while start < end and codes[start] <= 32:
            start += 1
        while end > start and codes[end - 1] <= 32:
            end -= 1
        if start == end:
            return None
        text = "".join(map(chr, codes[start:end]))
        self._named = 0.0
        usual, scripts = find_scripts(text, start, self._size, self._baseline)
        size = self._size(usual)
        baseline = self._baseline(usual)
        cells = self._cells(start, end, size, baseline, scripts)
        if not cells:
            return None
        last = scripts[-1].start - 1 if scripts and scripts[-1].end == end else end - 1
        bold = self._is_bold(usual) and self._is_bold(max(last, start))
        return Line(self._page, baseline, size, bold, self._height, tuple(cells), hyphenated)

    def _cells(
        self, start: int, end: int, size: float, baseline: float, scripts: Sequence[Script]
    ) -> list[Cell]:
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
                cells.append(Cell(left, gap_left, self._read(first, end_of_cell, scripts)))
                first, left = i, gap_right
        last_left, right = self._edges(end - 1)
        if right < left:
            left, right = last_left, self._edges(first)[1]
        cells.append(Cell(left, right, self._read(first, end, scripts)))
        return [cell for cell in cells if cell.text]

    def _read(self, start: int, end: int, scripts: Sequence[Script]) -> str:
        if not scripts:
            return clean(self._text(start, end))
        return scripted(self._text, start, end, scripts)

    def _text(self, start: int, end: int) -> str:
        # Characters beyond the first plane may come as two halves.
        text = "".join(map(chr, self._codes[start:end]))
        if text.isascii():
            return text
        return unfenced(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

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
        named: float = pdfium.FPDFText_GetFontSize(self._raw, i)
        if named == self._named and named > 2:
            # Within a line, letters of one size are scaled alike.
            return self._sized
        matrix = self._matrix
        size = named
        if pdfium.FPDFText_GetMatrix(self._raw, i, matrix):
            size *= max((matrix.c**2 + matrix.d**2) ** 0.5, 0.01)
        self._named, self._sized = named, max(size, 0.1)
        return self._sized


def _cleaned(line: Line) -> Line | None:
    """The line with its text as it is read; nothing where no letter is left."""
    if not is_fenced(line.text):
        return line
    cells = [replace(cell, text=clean(written(cell.text))) for cell in line.cells]
    kept = tuple(cell for cell in cells if cell.text)
    return replace(line, cells=kept) if kept else None
