"""PDF to blocks. One thread only: the library behind it is not thread safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.parsing.documents import ParsedDocument, ParseError, counted
from retrieval.parsing.pdf.drawings import read_marks
from retrieval.parsing.pdf.grids import Grid, find_grids
from retrieval.parsing.pdf.layout import lay_out
from retrieval.parsing.pdf.line_reader import LineReader
from retrieval.parsing.pdf.lines import Line
from retrieval.parsing.pdf.reading_order import regrouped
from retrieval.parsing.pdf.rotation import turned_rules
from retrieval.parsing.pdf.titles import chosen_title
from retrieval.parsing.pdf.visibility import Sight
from retrieval.parsing.text import clean

PARSER = "pdf/3"
MAX_PAGES = 2000
MAX_CHARACTERS = 10_000_000
# A page with less text than this under a picture of half its size is a scan with a stamp on it.
STAMP = 60
FEW_SHAPES = 20
# Text of which less than this share are letters and digits is not text.
READABLE = 0.2
MAX_LISTED = 5
MAX_QUOTED = 80


@dataclass(slots=True)
class _Pages:
    """What was read of the pages, and the numbers of those that an owner must hear of."""

    lines: list[Line] = field(default_factory=list)
    grids: dict[int, list[Grid]] = field(default_factory=dict)
    characters: int = 0
    pictures: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)

    def remarks(self) -> Iterator[str]:
        if self.pictures:
            verb = "holds" if len(self.pictures) == 1 else "hold"
            yield (
                f"{counted(self.pictures, 'Page', 'Pages')} {verb} only pictures: what stands there"
                " is not found. Run text recognition (OCR) and replace the file."
            )
        if self.unreadable:
            yield (
                f"{counted(self.unreadable, 'Page', 'Pages')} cannot be read: the fonts do not say "
                "which letters they show. Save the file again as PDF/A, or run OCR on it."
            )
        if self.hidden:
            yield (
                f"Text that nobody sees was left out on {counted(self.hidden, 'page', 'pages')}: "
                "it is white, tiny or beside the page."
            )
        if self.struck:
            yield (
                "Text that is struck through was left out on "
                f"{counted(self.struck, 'page', 'pages')}."
            )


def parse_pdf(data: bytes, path: str) -> ParsedDocument:
    """Read the text of every page, in reading order.

    Raises `ParseError` for a file that is damaged, protected, without text, or longer than 2,000
    pages.
    """
    found = _Pages()
    with opened(data) as document:
        count = len(document)
        title = clean(document.get_metadata_value("Title"))
        for number in range(1, count + 1):
            _read_page(document, number, found)
            if found.characters > MAX_CHARACTERS:
                raise ParseError("The file holds more than 10 million characters. Split it.")
        remarks = [*found.remarks(), *_beside(document)]
    if not found.lines:
        if found.unreadable:
            raise ParseError(
                "The text cannot be read: the fonts do not say which letters they show. "
                "Save the file again as PDF/A, or run OCR on it."
            )
        raise ParseError(
            "No text: the pages are pictures, drawings or empty. "
            "Run text recognition (OCR) on it first."
        )
    blocks, running = lay_out(found.lines, found.grids)
    remarks += _running_remark(running)
    title = chosen_title(title, blocks, path)
    return ParsedDocument(title, tuple(blocks), count, PARSER, tuple(remarks))


def _running_remark(running: Sequence[str]) -> list[str]:
    if not running:
        return []
    texts = [f'"{text[:MAX_QUOTED]}"' for text in dict.fromkeys(running)]
    more = len(texts) - MAX_LISTED
    listed = ", ".join(texts[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")
    return [f"Taken for running headers or footers, and read once at most: {listed}."]


def _read_page(document: pypdfium2.PdfDocument, number: int, found: _Pages) -> None:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise ParseError(f"Page {number} is damaged. Export the file again.") from error
    try:
        text_page = page.get_textpage()
        try:
            shown = page.get_cropbox()
            marks = read_marks(page.raw)
            reader = LineReader(text_page.raw, number, shown)
            across, down = turned_rules(reader.turn, marks)
            sight = Sight(page.raw, text_page.raw, marks)
            unseen = reader.hide(sight.hidden(reader.count))
            lines = regrouped(reader.lines(down, across))
        finally:
            text_page.close()
    finally:
        page.close()
    found.characters += reader.count
    inside = [line for line in lines if reader.turn.shows(line.left, line.right, line.baseline)]
    if unseen or len(inside) < len(lines):
        found.hidden.append(number)
    if reader.struck:
        found.struck.append(number)
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
    found.lines.extend(inside)
    if grids := find_grids(across, down):
        found.grids[number] = grids


def _beside(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """What a file holds besides its pages."""
    if document.get_formtype():
        yield (
            "The file is a form: what was filled into its fields is not read. "
            "Print it to a PDF and replace the file."
        )
    if attached := pdfium.FPDFDoc_GetAttachmentCount(document.raw):
        yield f"Files attached to this one are not read ({attached}). Add them to the source."


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF and close it again; raises `ParseError` if it cannot be used."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            reason = "The file is password-protected. Save it without a password."
        else:
            reason = "The PDF is damaged or cut short. Export it again."
        raise ParseError(reason) from error
    try:
        if len(document) == 0:
            raise ParseError("The PDF is damaged or cut short. Export it again.")
        if len(document) > MAX_PAGES:
            raise ParseError(
                f"The PDF has {len(document):,} pages; at most {MAX_PAGES:,} are read. Split it."
            )
        yield document
    finally:
        document.close()
