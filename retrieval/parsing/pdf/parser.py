"""PDF to blocks. One thread only: the library behind it is not thread safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.parsing.documents import Block, ParsedDocument, ParseError, PicturesUnreadError
from retrieval.parsing.pdf.findings import Findings, running_remark
from retrieval.parsing.pdf.forms import form_remark
from retrieval.parsing.pdf.layout import lay_out
from retrieval.parsing.pdf.page.annotations import labelled, read_annotations
from retrieval.parsing.pdf.page.drawings import Box, Marks, read_marks
from retrieval.parsing.pdf.page.layers import Layers, has_layers
from retrieval.parsing.pdf.page.line_reader import LineReader
from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.pdf.page.reading_order import regrouped
from retrieval.parsing.pdf.page.rotation import turned_rules
from retrieval.parsing.pdf.page.visibility import Sight, painted_texts
from retrieval.parsing.pdf.reading_remarks import reading_remarks
from retrieval.parsing.pdf.recognised import Recognised
from retrieval.parsing.pdf.recognition import beside_text, marked_blocks, read_whole
from retrieval.parsing.pdf.tables.grids import find_grids
from retrieval.parsing.pdf.titles import chosen_title
from retrieval.parsing.text.cleaning import clean

PARSER = "pdf/5"
MAX_PAGES = 2000
MAX_CHARACTERS = 10_000_000
# A page with less text than this under a picture of half its size is a scan with a stamp on it.
STAMP = 60
FEW_SHAPES = 20
# Text of which less than this share are letters and digits is not text.
READABLE = 0.2
# All that a dynamic form shows to whoever cannot draw it; in other languages it is as short.
FEW_LETTERS = 1_500
_WAITING = re.compile(r"^please wait\W{0,9}(?:if this message|$)", re.IGNORECASE)


def parse_pdf(data: bytes, path: str, recognised: Recognised | None = None) -> ParsedDocument:
    """Read the text of every page, in reading order.

    ``recognised`` is what was read off its pictures so far, ``None`` where that is switched off.
    Raises `ParseError` for a file that is damaged, protected, without text, or longer than 2,000
    pages, and as `PicturesUnreadError` while all of its text waits to be read off pictures.
    """
    found = Findings()
    shown: dict[int, Box] = {}
    with opened(data, forms=True) as document:
        count = len(document)
        title = clean(document.get_metadata_value("Title"))
        layers = Layers() if has_layers(data) else None
        for number in range(1, count + 1):
            shown[number] = _read_page(document, number, found, layers)
            if found.characters > MAX_CHARACTERS:
                raise ParseError("The file holds more than 10 million characters. Split it.")
        if recognised is not None:
            read_whole(found, recognised, shown)
        _check_text(found, document.get_formtype(), recognised)
        remarks = [*found.remarks(recognised), *form_remark(document, found.texts())]
        remarks += _beside(document)
    blocks, running = lay_out(found.lines, found.grids)
    waiting: tuple[int, ...] = ()
    if recognised is not None:
        blocks = marked_blocks(found, blocks, recognised)
        for number, added in beside_text(found, recognised, shown).items():
            found.added.setdefault(number, []).extend(added)
        waiting = tuple(n for n in found.pictured if n not in recognised.pages)
    blocks = found.with_added(blocks)
    remarks += running_remark(running)
    title = chosen_title(title, blocks, path)
    return ParsedDocument(title, tuple(blocks), count, PARSER, tuple(remarks), waiting)


def _check_text(found: Findings, form: int, recognised: Recognised | None) -> None:
    """Raise `ParseError` for a document of which nothing can be read, with the right remedy."""
    if _WAITING.match(" ".join(line.text for line in found.lines[:6])) or (
        form == pdfium.FORMTYPE_XFA_FULL and not found.added and found.characters < FEW_LETTERS
    ):
        raise ParseError(
            "The file is a dynamic form (XFA), of which only Adobe Reader shows the text. "
            "Print it to a PDF there, and replace the file."
        )
    if found.lines or found.added:
        return
    if recognised is not None and (pictured := found.pictured):
        if waiting := [number for number in pictured if number not in recognised.pages]:
            raise PicturesUnreadError(waiting)
        said = " ".join(reading_remarks(pictured, recognised))
        raise ParseError(f"No text. {said}")
    if found.unreadable:
        raise ParseError(
            "The text cannot be read: the fonts do not say which letters they show. "
            "Save the file again as PDF/A, or run OCR on it."
        )
    if form:
        raise ParseError(
            "The file is a form without text or entries that can be read. "
            "Print it to a PDF, filled in, and replace the file."
        )
    raise ParseError(
        "No text: the pages are pictures, drawings or empty. Run text recognition (OCR) on it "
        "first, or have Almanac do so (ALMANAC_TEXT_RECOGNITION)."
    )


def _read_page(
    document: pypdfium2.PdfDocument, number: int, found: Findings, layers: Layers | None
) -> Box:
    """Read a page; gives the box of it that is shown."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"Page {number} is damaged. Export the file again.") from error
    try:
        text_page = page.get_textpage()
        try:
            shown: Box = page.get_cropbox()
            marks = read_marks(page.raw)
            off = layers.unseen(page, painted_texts(page.raw)) if layers else frozenset()
            beside = read_annotations(page.raw, document.formenv)
            reader = LineReader(text_page.raw, number, shown)
            across, down = turned_rules(reader.turn, marks)
            sight = Sight(page.raw, text_page.raw, marks, off)
            unseen = reader.hide(sight.hidden(reader.count))
            reader.strike(beside.struck)
            lines = regrouped(reader.lines(down, across))
        finally:
            text_page.close()
    finally:
        page.close()
    found.characters += reader.count
    inside = [line for line in lines if reader.turn.shows(line.left, line.right, line.baseline)]
    if added := [*beside.notes, *labelled(beside.fields, inside, reader.turn)]:
        found.added[number] = [Block("paragraph", text, page=number) for text in added]
    if (unseen and sight.obscured) or len(inside) < len(lines):
        found.hidden.append(number)
    if sight.switched_off:
        found.switched_off.append(number)
    if reader.struck:
        found.struck.append(number)
    _note_page(found, number, inside, marks=marks, shown=shown, sight=sight)
    if grids := find_grids(across, down):
        found.grids[number] = grids
    return shown


def _note_page(
    found: Findings, number: int, inside: list[Line], *, marks: Marks, shown: Box, sight: Sight
) -> None:
    """Keep the lines of a page, and note where it holds pictures or letters without a meaning."""
    text = "".join(line.text for line in inside)
    if sum(map(str.isalnum, text)) < READABLE * len(text):
        found.unreadable.append(number)
        return
    area = (shown[2] - shown[0]) * (shown[3] - shown[1])
    pictured = max(((b[2] - b[0]) * (b[3] - b[1]) for b in marks.pictures), default=0.0)
    is_stamped = len(text) < STAMP and pictured > area / 2 and not sight.recognised
    # Letters may have been drawn as shapes.
    is_drawn = not text and len(marks.grounds) > FEW_SHAPES
    if is_drawn or (pictured and (not text or is_stamped)):
        found.pictures.append(number)
    elif marks.figures and not sight.recognised:
        found.illustrated[number] = (marks.figures, area)
    found.lines.extend(inside)


def _beside(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """What a file holds besides its pages."""
    if attached := pdfium.FPDFDoc_GetAttachmentCount(document.raw):
        yield f"Files attached to this one are not read ({attached}). Add them to the source."


@contextmanager
def opened(data: bytes, *, forms: bool = False) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it again; raises `ParseError` if it cannot be used.

    ``forms`` makes the fields of a form readable.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            reason = "The file is password-protected. Save it without a password."
        else:
            reason = "The PDF is damaged or cut short. Export it again."
        raise ParseError(reason) from error
    try:
        if forms and document.get_formtype() != pdfium.FORMTYPE_NONE:
            document.init_forms()
        if len(document) == 0:
            raise ParseError("The PDF is damaged or cut short. Export it again.")
        if len(document) > MAX_PAGES:
            raise ParseError(
                f"The PDF has {len(document):,} pages; at most {MAX_PAGES:,} are read. Split it."
            )
        yield document
    finally:
        document.close()
