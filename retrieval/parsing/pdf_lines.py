"""The lines of a PDF page, with where they stand and how large they are."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.parsing.documents import ParseError
from retrieval.parsing.text import clean

# The library puts this in place of a hyphen that it takes for a line's end.
HYPHENS = frozenset({0x02, 0xFFFE})
# A gap this many times the font size is wider than any space: a new cell begins.
CELL_GAP = 1.4
BOLD = 600


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. Lengths are in points, the origin is the page's lower left corner.

    ``cells`` are the parts between wide gaps, each with its left edge. ``hyphenated`` tells that
    the last word goes on in the next line. ``height`` is that of the page.
    """

    text: str
    page: int
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    height: float
    cells: tuple[tuple[float, str], ...]
    hyphenated: bool = False

    @property
    def first_word_width(self) -> float:
        """About how wide the first word is, with the space before it."""
        word = self.text.split(" ", 1)[0]
        return (self.right - self.left) * (len(word) + 1) / max(len(self.text), 1)


def read_lines(document: pypdfium2.PdfDocument, number: int) -> tuple[list[Line], int]:
    """Read page ``number`` (from 1): its lines in the order of the file, and its characters.

    A page that the library cannot load raises `ParseError`.
    """
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"Page {number} is damaged. Export the file again.") from error
    try:
        text_page = page.get_textpage()
        try:
            reader = _PageReader(text_page.raw, number, page.get_height())
            return reader.lines(), reader.count
        finally:
            text_page.close()
    finally:
        page.close()


class _PageReader:
    def __init__(self, raw: object, page: int, height: float) -> None:
        self._raw = raw
        self._page = page
        self._height = height
        self.count = max(pdfium.FPDFText_CountChars(raw), 0)
        self._box = [ctypes.c_double() for _ in range(4)]

    def lines(self) -> list[Line]:
        codes = [pdfium.FPDFText_GetUnicode(self._raw, i) for i in range(self.count)]
        found: list[Line] = []
        start = 0
        for i in range(self.count + 1):
            at_end = i == self.count
            if not at_end and codes[i] not in (10, 13) and codes[i] not in HYPHENS:
                continue
            hyphenated = not at_end and codes[i] in HYPHENS
            if line := self._line(codes, start, i, hyphenated=hyphenated):
                found.append(line)
            start = i + 1
        return found

    def _line(self, codes: list[int], start: int, end: int, *, hyphenated: bool) -> Line | None:
        while start < end and codes[start] <= 32:
            start += 1
        while end > start and codes[end - 1] <= 32:
            end -= 1
        if start == end:
            return None
        size = self._size(start)
        cells = self._cells(codes, start, end, size)
        if not cells:
            return None
        bold = self._is_bold(start) and self._is_bold(end - 1)
        return Line(
            text=" ".join(text for _, text in cells),
            page=self._page,
            left=self._edges(start)[0],
            right=self._edges(end - 1)[1],
            baseline=self._baseline(start),
            size=size,
            bold=bold,
            height=self._height,
            cells=tuple(cells),
            hyphenated=hyphenated,
        )

    def _cells(
        self, codes: list[int], start: int, end: int, size: float
    ) -> list[tuple[float, str]]:
        starts = [start]
        for i in range(start + 1, end - 1):
            if codes[i] == 32 and codes[i + 1] != 32:
                gap = self._edges(i + 1)[0] - self._edges(self._before(codes, i))[1]
                if gap > CELL_GAP * size:
                    starts.append(i + 1)
        spans = zip(starts, [*starts[1:], end], strict=True)
        cells = [(self._edges(a)[0], clean(_text(codes[a:b]))) for a, b in spans]
        return [cell for cell in cells if cell[1]]

    @staticmethod
    def _before(codes: list[int], i: int) -> int:
        while i > 0 and codes[i] <= 32:
            i -= 1
        return i

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
        return left.value, right.value

    def _baseline(self, i: int) -> float:
        x, y = self._box[:2]
        pdfium.FPDFText_GetCharOrigin(self._raw, i, x, y)
        return y.value

    def _size(self, i: int) -> float:
        # Some files set size 1 and scale the text; the box of the line tells its real size.
        size: float = pdfium.FPDFText_GetFontSize(self._raw, i)
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFText_GetMatrix(self._raw, i, matrix):
            size *= max((matrix.c**2 + matrix.d**2) ** 0.5, 0.01)
        return max(size, 1.0)


def _text(codes: list[int]) -> str:
    # Characters beyond the first plane may come as two halves.
    joined = "".join(map(chr, codes))
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
