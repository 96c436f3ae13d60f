"""What lies on a PDF page beside its content: typed notes, filled fields, lines through text."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from retrieval.parsing.pdf.page.drawings import Box
from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.pdf.page.rotation import Turn
from retrieval.parsing.text.cleaning import clean

MAX_ANNOTATIONS = 5_000
MAX_QUADS = 500
MAX_CHARACTERS = 20_000
# So far from its field a label may stand, in points.
ASIDE, ABOVE = 200.0, 16.0

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_TYPED = frozenset(
    (
        pdfium.FPDF_FORMFIELD_TEXTFIELD,
        pdfium.FPDF_FORMFIELD_COMBOBOX,
        pdfium.FPDF_FORMFIELD_LISTBOX,
    )
)
_TICKED = frozenset((pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON))


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of a form with what was filled in, or that it is ticked."""

    box: Box
    name: str
    value: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Annotations:
    """``notes`` are texts typed on the page, ``struck`` the boxes that a line is drawn through."""

    notes: tuple[str, ...] = ()
    struck: tuple[Box, ...] = ()
    fields: tuple[Filled, ...] = ()


def read_annotations(page: Any, form: Any) -> Annotations:
    """Read the annotations of a page that are seen. ``form`` is the handle of a form, if any."""
    notes: list[str] = []
    struck: list[Box] = []
    fields: list[Filled] = []
    for i in range(min(pdfium.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                continue
            match pdfium.FPDFAnnot_GetSubtype(annotation):
                case pdfium.FPDF_ANNOT_FREETEXT:
                    notes.append(clean(_value(annotation, b"Contents")))
                case pdfium.FPDF_ANNOT_STRIKEOUT:
                    struck.extend(_quads(annotation))
                case pdfium.FPDF_ANNOT_WIDGET if form is not None:
                    if (field := _field(form, annotation)) is not None:
                        fields.append(field)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return Annotations(tuple(filter(None, notes)), tuple(struck), tuple(fields))


def _text(read: Callable[[Any, int], int]) -> str:
    """What a function of the library writes into a buffer, in UTF-16."""
    size = min(read(None, 0), 2 * MAX_CHARACTERS)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _value(annotation: Any, key: bytes) -> str:
    return _text(lambda b, n: pdfium.FPDFAnnot_GetStringValue(annotation, key, b, n))


def _rectangle(annotation: Any) -> Box | None:
    box = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, box):
        return None
    return (
        min(box.left, box.right),
        min(box.bottom, box.top),
        max(box.left, box.right),
        max(box.bottom, box.top),
    )


def _quads(annotation: Any) -> Iterator[Box]:
    count = min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), MAX_QUADS)
    quad = pdfium.FS_QUADPOINTSF()
    for i in range(count):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, i, quad):
            xs = (quad.x1, quad.x2, quad.x3, quad.x4)
            ys = (quad.y1, quad.y2, quad.y3, quad.y4)
            yield min(xs), min(ys), max(xs), max(ys)
    if not count and (box := _rectangle(annotation)) is not None:
        yield box


def _field(form: Any, annotation: Any) -> Filled | None:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    box = _rectangle(annotation)
    if box is None:
        return None
    ticked = kind in _TICKED and bool(pdfium.FPDFAnnot_IsChecked(form, annotation))
    value = ""
    if kind in _TYPED:
        if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
            return None
        value = clean(
            _text(lambda b, n: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, b, n))
        )
    if not (value or ticked):
        return None
    called = _text(lambda b, n: pdfium.FPDFAnnot_GetFormFieldAlternateName(form, annotation, b, n))
    name = _text(lambda b, n: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, b, n))
    return Filled(box, clean(called) or clean(name), value or "checked", ticked)


# A field that shows dots for what is typed into it.
_PASSWORD = 1 << 13


def labelled(fields: Sequence[Filled], lines: Sequence[Line], turn: Turn) -> list[str]:
    """Write filled fields behind the texts on the page that they stand at, else by their names."""
    return [
        f"{(_label(field, lines, turn) or field.name).rstrip(' :._…')}: {field.value}"
        for field in fields
    ]


def _label(field: Filled, lines: Sequence[Line], turn: Turn) -> str:
    left, bottom, right, top = turn.box(field.box)
    beside: list[tuple[float, str]] = []
    above: list[tuple[float, str]] = []
    for line in lines:
        middle = line.baseline + 0.3 * line.size
        for cell in line.cells:
            if bottom - 2 <= middle <= top + 2:
                apart = cell.left - right if field.ticked else left - cell.right
                if -3 <= apart <= ASIDE:
                    beside.append((apart, cell.text))
            elif 0 <= line.baseline - top <= ABOVE and _overlap(cell, left, right):
                above.append((line.baseline - top, cell.text))
    nearest = min(beside or above, default=(0.0, ""))
    return nearest[1]


def _overlap(cell: Cell, left: float, right: float) -> bool:
    return cell.left < right and left < cell.right
