"""PDF to blocks. One thread only: the library behind it is not thread safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.pdf_layout import lay_out
from retrieval.parsing.pdf_lines import Line, read_lines
from retrieval.parsing.text import clean, readable_name

PARSER = "pdf/1"
MAX_PAGES = 2000
MAX_CHARACTERS = 10_000_000

_NO_TITLE = re.compile(
    r"^(?:\W*untitled\W*\d*|\(?anonymous\)?|\(?unspecified\)?|microsoft \w+ - .*|document\d*|"
    r".*\.(?:docx?|pptx?|xlsx?|indd|pdf|rtf|tex|qxd|fm))$",
    re.IGNORECASE,
)


def parse_pdf(data: bytes, path: str) -> ParsedDocument:
    """Read the text of every page, in reading order.

    Raises `ParseError` for a file that is damaged, protected, without text, or longer than 2,000
    pages.
    """
    lines: list[Line] = []
    characters = 0
    with opened(data) as document:
        pages = len(document)
        title = clean(document.get_metadata_value("Title"))
        for number in range(1, pages + 1):
            page_lines, count = read_lines(document, number)
            characters += count
            if characters > MAX_CHARACTERS:
                raise ParseError("The file holds more than 10 million characters. Split it.")
            lines.extend(page_lines)
    text = "".join(line.text for line in lines)
    if not text.strip():
        raise ParseError("No text: the pages are images. Run OCR on it first.")
    if sum(c.isalnum() for c in clean(text)) < 0.2 * len(text):
        raise ParseError(
            "The text cannot be read: the fonts do not say which letters they show. "
            "Save the file again as PDF/A, or run OCR on it."
        )
    blocks = lay_out(lines)
    return ParsedDocument(_title(title, blocks, path), tuple(blocks), pages, PARSER)


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


def _title(named: str, blocks: list[Block], path: str) -> str:
    if len(named) > 4 and " " in named and not _NO_TITLE.match(named):
        return named
    on_first = [b for b in blocks if b.kind == "heading" and b.page == 1]
    if on_first:
        return min(on_first, key=lambda block: block.level).text
    return readable_name(path)
