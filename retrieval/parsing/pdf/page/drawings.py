"""What is drawn on a PDF page besides its text: rules, and what lies under the text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

THIN = 2.5
SHORTEST = 4.0
# A picture of fewer points than these is a colour, a line or a small sign.
FEWEST_ACROSS, FEWEST_DOWN = 80, 40
# A drawing of more parts than this is a map or a chart and not the frame of a table.
MAX_PATHS = 4_000
MAX_SEGMENTS = 20_000
MAX_OBJECTS = 60_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis: at ``at``, from ``start`` to ``end``, in points."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Marks:
    """The drawings of a page, in its own coordinates.

    ``across`` are level rules and ``down`` upright ones. ``grounds`` are the boxes of what can lie
    under a text and is not white; ``pictures`` those of images, and ``figures`` those of images
    with enough points to show something.
    """

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    grounds: tuple[Box, ...]
    pictures: tuple[Box, ...]
    figures: tuple[Box, ...] = ()


def read_marks(page: Any) -> Marks:
    """Read the drawings of a page (a raw handle), those in its forms left out."""
    across: list[Rule] = []
    down: list[Rule] = []
    grounds: list[Box] = []
    pictures: list[Box] = []
    figures: list[Box] = []
    paths = 0
    segments = 0
    for i in range(min(pdfium.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(page, i)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            continue
        box = _bounds(item)
        if box is None:
            continue
        if kind != pdfium.FPDF_PAGEOBJ_PATH:
            grounds.append(box)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                pictures.append(box)
                figures += [box] * _shows_something(item)
            continue
        paths += 1
        segments += max(pdfium.FPDFPath_CountSegments(item), 0)
        if paths > MAX_PATHS or segments > MAX_SEGMENTS:
            return Marks((), (), tuple(grounds), tuple(pictures), tuple(figures))
        filled, stroked = _painted(item)
        if filled and not _is_white(item):
            grounds.append(box)
        if filled or stroked:
            for rule, is_level in _rules(item, box):
                (across if is_level else down).append(rule)
    return Marks(tuple(across), tuple(down), tuple(grounds), tuple(pictures), tuple(figures))


def _bounds(item: Any) -> Box | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _shows_something(image: Any) -> bool:
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    if not pdfium.FPDFImageObj_GetImagePixelSize(image, wide, high):
        return False
    return wide.value >= FEWEST_ACROSS and high.value >= FEWEST_DOWN


def _painted(item: Any) -> tuple[bool, bool]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
        return False, False
    return fill.value != pdfium.FPDF_FILLMODE_NONE, bool(stroke.value)


def _is_white(item: Any) -> bool:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return min(red.value, green.value, blue.value) > 245 or alpha.value < 10


def _rules(item: Any, box: Box) -> Iterator[tuple[Rule, bool]]:
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    if high <= THIN:
        if wide > SHORTEST:
            yield Rule((bottom + top) / 2, left, right), True
        return
    if wide <= THIN:
        if high > SHORTEST:
            yield Rule((left + right) / 2, bottom, top), False
        return
    points = _points(item)
    for (x1, y1, _), (x2, y2, drawn) in pairwise(points):
        if not drawn:
            continue
        if abs(y1 - y2) < 0.5 and abs(x1 - x2) > SHORTEST:
            yield Rule((y1 + y2) / 2, min(x1, x2), max(x1, x2)), True
        elif abs(x1 - x2) < 0.5 and abs(y1 - y2) > SHORTEST:
            yield Rule((x1 + x2) / 2, min(y1, y2), max(y1, y2)), False


def _points(item: Any) -> list[tuple[float, float, bool]]:
    """The corners of a path on the page; whether a straight line leads to each."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        matrix.a, matrix.d = 1.0, 1.0
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float, bool]] = []
    first = (0.0, 0.0)
    for i in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, i)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        place = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = place
        points.append((*place, kind == pdfium.FPDF_SEGMENT_LINETO))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append((*first, True))
    return points
