"""Text that stands in a PDF and that nobody sees: a reader must not be answered with it.

White on nothing, transparent, or too small to read is how instructions to a language model are
smuggled in. Text that is not painted at all is kept where it lies over a picture: so a scanner
stores the words that it recognised.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Set
from typing import Any

import pypdfium2.raw as pdfium

from retrieval.parsing.pdf.page.drawings import Marks

SMALLEST = 1.6
FAINT = 10
WHITE = 248
MAX_OBJECTS = 60_000
MAX_DEPTH = 4

_UNPAINTED = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_OUTLINED = pdfium.FPDF_TEXTRENDERMODE_STROKE


class Sight:
    """Tells which characters of a page are seen. ``page`` and ``text`` are raw handles.

    ``off`` are the addresses of text objects on a layer that is switched off. After `hidden`,
    ``recognised`` tells that the page is a scan with its words, ``obscured`` that it has text which
    cannot be seen, and ``switched_off`` that it has text on such a layer.
    """

    def __init__(self, page: Any, text: Any, marks: Marks, off: Set[int] = frozenset()) -> None:
        self._text = text
        self._marks = marks
        self.recognised = False
        self.obscured = False
        self.switched_off = False
        self._doubts = {
            _address(item): doubt for item in _texts(page) if (doubt := _doubt(item)) is not None
        } | dict.fromkeys(off, "off")

    def hidden(self, count: int) -> list[int]:
        """The places of the characters, of ``count`` on the page, that nobody sees."""
        if not self._doubts:
            return []
        found: list[int] = []
        for i in range(count):
            item = pdfium.FPDFText_GetTextObject(self._text, i)
            doubt = self._doubts.get(_address(item)) if item else None
            if doubt is not None and not self._is_saved(i, doubt):
                self.switched_off |= doubt == "off"
                self.obscured |= doubt != "off"
                found.append(i)
        return found

    def _is_saved(self, i: int, doubt: str) -> bool:
        """What lies under a character makes white text readable, and unpainted text a scan's."""
        if doubt in {"small", "off"}:
            return False
        under = self._marks.grounds if doubt == "white" else self._marks.pictures
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        if not pdfium.FPDFText_GetCharBox(self._text, i, left, right, bottom, top):
            return True
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        saved = any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in under)
        self.recognised |= saved and doubt == "unpainted"
        return saved


def painted_texts(page: Any) -> Iterator[Any]:
    """The text objects of a page but for those that are not painted, such as a scan's words."""
    for item in _texts(page):
        if pdfium.FPDFTextObj_GetTextRenderMode(item) not in _UNPAINTED:
            yield item


def _texts(page: Any) -> Iterator[Any]:
    for i in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inside(item, 1)


def _inside(form: Any, depth: int) -> Iterator[Any]:
    if depth > MAX_DEPTH:
        return
    for i in range(min(max(pdfium.FPDFFormObj_CountObjects(form), 0), MAX_OBJECTS)):
        item = pdfium.FPDFFormObj_GetObject(form, i)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inside(item, depth + 1)


def _doubt(item: Any) -> str | None:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item)
    if mode in _UNPAINTED:
        return "unpainted"
    red, green, blue, alpha = _COLOUR
    if mode != _OUTLINED and pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        if alpha.value < FAINT:
            return "small"
        if red.value >= WHITE and green.value >= WHITE and blue.value >= WHITE:
            return "white"
    return "small" if _is_tiny(item) else None


def _is_tiny(item: Any) -> bool:
    size = ctypes.c_float()
    if not pdfium.FPDFTextObj_GetFontSize(item, size) or size.value > 30:
        return False
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return False
    return bool(size.value * (matrix.c**2 + matrix.d**2) ** 0.5 < SMALLEST)


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


_COLOUR = tuple(ctypes.c_uint() for _ in range(4))
