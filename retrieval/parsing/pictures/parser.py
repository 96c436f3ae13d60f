"""Pictures to blocks, from what a machine read off them."""

from __future__ import annotations

from retrieval.parsing.documents import ParsedDocument, ParseError, PicturesUnreadError
from retrieval.parsing.pdf.findings import running_remark
from retrieval.parsing.pdf.layout import lay_out
from retrieval.parsing.pdf.reading_remarks import reading_remarks
from retrieval.parsing.pdf.recognised import (
    Recognised,
    RecognisedPage,
    upright_lines,
    with_confidence,
)
from retrieval.parsing.pdf.rendering import marked_png
from retrieval.parsing.pdf.titles import chosen_title
from retrieval.parsing.pictures.frames import MAX_PIXELS, frame, frames_of, opened, too_large

PARSER = "picture/1"


def parse_picture(data: bytes, path: str, recognised: Recognised | None = None) -> ParsedDocument:
    """Read a PNG, a JPEG or the pages of a TIFF, as far as they are ``recognised``.

    Raises `ParseError`, and as `PicturesUnreadError` while nothing of it has been read.
    """
    with opened(data) as image:
        count = frames_of(image)
        if image.width * image.height > MAX_PIXELS:
            raise too_large(image)
    if recognised is None:
        raise ParseError(
            "It is a picture, and text recognition is switched off. Switch it on "
            "(ALMANAC_TEXT_RECOGNITION), or write what it says as text."
        )
    numbers = range(1, count + 1)
    waiting = tuple(number for number in numbers if number not in recognised.pages)
    read = {n: recognised.pages[n] for n in numbers if n in recognised.pages}
    lines = [line for number, page in read.items() for line in upright_lines(page, number)]
    remarks = [*reading_remarks(numbers, recognised)]
    if not lines:
        raise (
            PicturesUnreadError(waiting) if waiting else ParseError(f"No text. {' '.join(remarks)}")
        )
    blocks, running = lay_out(lines, {})
    blocks = with_confidence(blocks, read)
    remarks += running_remark(running)
    title = chosen_title("", blocks, path)
    return ParsedDocument(title, tuple(blocks), count, PARSER, tuple(remarks), waiting)


def render_picture(
    data: bytes,
    page: int,
    highlight: tuple[str, ...] = (),
    *,
    width: int,
    recognised: RecognisedPage | None = None,
) -> bytes:
    """Draw a page of a picture as PNG with ``highlight`` marked where a machine read it."""
    with opened(data) as image:
        shown = frame(image, page)
    if shown.width > width:
        shown = shown.resize((width, max(1, round(shown.height * width / shown.width))))
    return marked_png(shown, highlight, (), recognised)
