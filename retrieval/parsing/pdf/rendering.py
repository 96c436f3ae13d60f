"""Draws a PDF page with a passage marked. One thread only: the library is not thread safe."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw
from PIL.PngImagePlugin import PngInfo

from retrieval.parsing.documents import PageMissingError, ParseError
from retrieval.parsing.pdf.parser import opened
from retrieval.parsing.pdf.recognised import RecognisedPage, boxes_on
from retrieval.parsing.text.marking import Stream

MARKER = (255, 226, 102)
# Beside what an answer quoted, the rest of the passage steps back.
PALE = (255, 245, 200)
MARKED = "marked"
MIN_WIDTH, MAX_WIDTH = 100, 2400
MAX_PIXELS = 12_000_000
FEW_COLOURS = 2048
MAX_PNG = 2_000_000

Box = tuple[float, float, float, float]


def page_picture(data: bytes, page: int, *, longest: int) -> Image.Image:
    """Draw page ``page`` (from 1) as it looks, its longer side ``longest`` pixels at most.

    Raises `PageMissingError` and `ParseError`.
    """
    with _sheet(data, page) as sheet:
        scale = min(longest / max(*sheet.get_size(), 1.0), 4.0)
        return _drawn(sheet, scale)


@contextmanager
def _sheet(data: bytes, page: int) -> Iterator[pypdfium2.PdfPage]:
    with opened(data) as document:
        if not 1 <= page <= len(document):
            raise PageMissingError(page, len(document))
        try:
            sheet = document[page - 1]
        except pypdfium2.PdfiumError as error:
            raise ParseError(f"Page {page} is damaged. Export the file again.") from error
        try:
            yield sheet
        finally:
            sheet.close()


def _drawn(sheet: pypdfium2.PdfPage, scale: float) -> Image.Image:
    bitmap = sheet.render(scale=scale)
    try:
        image: Image.Image = bitmap.to_pil().convert("RGB")
        return image
    finally:
        bitmap.close()


def render_pdf_page(
    data: bytes,
    page: int,
    highlight: tuple[str, ...] = (),
    *,
    width: int = 1200,
    recognised: RecognisedPage | None = None,
) -> bytes:
    """Draw page ``page`` (from 1) as PNG, ``width`` pixels wide, with ``highlight`` marked.

    ``recognised`` is what was read off the pictures on it, which is marked as well.

    ``highlight`` is a passage, and after it what is to stand out within. The PNG tells under the
    keyword `MARKED` how far down the first mark stands, as a share of the height.

    ``width`` is kept between 100 and 2,400, and the picture below 12 million pixels. Raises
    `PageMissingError` for a page that is not there and `ParseError` for a file that cannot be read.
    """
    with _sheet(data, page) as sheet:
        image = _drawn(sheet, _scale(sheet, width))
        found = _boxes(sheet, highlight, image.size) if highlight else []
    return marked_png(image, highlight, found, recognised)


def marked_png(
    image: Image.Image,
    highlight: tuple[str, ...],
    found: Sequence[list[Box]],
    recognised: RecognisedPage | None,
) -> bytes:
    """The picture of a page as PNG, with the boxes that were ``found`` for each highlight marked.

    So are those where a machine read it.
    """
    boxes = [list(some) for some in found] or [[] for _ in highlight]
    if recognised is not None:
        for some, read in zip(boxes, boxes_on(recognised, highlight, image.size), strict=True):
            some.extend(read)
    passage, quoted = _parted(boxes)
    image = _marked(image, passage, PALE if quoted else MARKER)
    image = _marked(image, quoted, MARKER)
    first = min((top for _, top, _, _ in quoted or passage), default=None)
    return _as_png(image, None if first is None else max(first, 0.0) / image.height)


def _parted(boxes: Sequence[list[Box]]) -> tuple[list[Box], list[Box]]:
    """The boxes of the passage, and of what stands out within it."""
    if not boxes:
        return [], []
    passage, *said = boxes
    quoted = [box for boxes in said for box in boxes]
    return passage, [box for box in quoted if any(_meet(box, other) for other in passage)]


def _meet(box: Box, other: Box) -> bool:
    left, top, right, bottom = box
    return left < other[2] and other[0] < right and top < other[3] and other[1] < bottom


def _as_png(image: Image.Image, marked_at: float | None) -> bytes:
    if image.getcolors(FEW_COLOURS) is not None:
        # Text in black on white, in shades: a palette looks the same at a quarter of the size.
        image = image.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    notes = PngInfo()
    if marked_at is not None:
        notes.add_text(MARKED, f"{marked_at:.4f}")
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=6, pnginfo=notes)
    if file.tell() > MAX_PNG:
        # A photograph: with fewer colours it is still one, and a quarter as large.
        file = io.BytesIO()
        few = image.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(file, "PNG", compress_level=6, pnginfo=notes)
    return file.getvalue()


def _scale(sheet: pypdfium2.PdfPage, width: int) -> float:
    across, down = (max(length, 1.0) for length in sheet.get_size())
    scale = max(MIN_WIDTH, min(width, MAX_WIDTH)) / across
    return float(min(scale, (MAX_PIXELS / (across * down)) ** 0.5))


def _marked(image: Image.Image, boxes: Sequence[Box], colour: tuple[int, int, int]) -> Image.Image:
    if not boxes:
        return image
    marker = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(marker)
    for left, top, right, bottom in boxes:
        pad = max((bottom - top) * 0.08, 1)
        draw.rounded_rectangle(
            (left - pad, top - pad, right + pad, bottom + pad), radius=2 * pad, fill=colour
        )
    # Multiplying leaves the letters as dark as they are, as a real marker does.
    return ImageChops.multiply(image, marker)


def _boxes(
    sheet: pypdfium2.PdfPage, highlights: Sequence[str], size: tuple[int, int]
) -> list[list[Box]]:
    """Boxes of the lines to mark for each highlight, in pixels from the upper left corner."""
    text_page = sheet.get_textpage()
    try:
        raw = text_page.raw
        count = max(pdfium.FPDFText_CountChars(raw), 0)
        text = "".join(_character(pdfium.FPDFText_GetUnicode(raw, i)) for i in range(count))
        stream, to_pixels = Stream(text), _ToPixels(sheet, size)
        found: list[list[Box]] = []
        for highlight in highlights:
            boxes: list[Box] = []
            for start, end in stream.find(highlight):
                letters = (to_pixels(raw, i) for i in range(start, end) if text[i].strip())
                boxes.extend(_joined(box for box in letters if box is not None))
            found.append(boxes)
    finally:
        text_page.close()
    return found


def _character(code: int) -> str:
    # A surrogate alone is no character; its word is then found without it.
    return chr(code) if 32 < code < 0xD800 or 0xDFFF < code < 0x110000 else " "


class _ToPixels:
    """Gives the box of a character in pixels, rotation and crop of the page included."""

    def __init__(self, sheet: pypdfium2.PdfPage, size: tuple[int, int]) -> None:
        self._sheet = sheet
        self._size = size

    def __call__(self, raw: Any, i: int) -> Box | None:
        box = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(raw, i, box):
            return None
        x1, y1 = self._point(box.left, box.top)
        x2, y2 = self._point(box.right, box.bottom)
        left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        # A font may claim a box as high as the page.
        if right <= left or bottom <= top or bottom - top > self._size[1] / 4:
            return None
        return left, top, right, bottom

    def _point(self, x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        # Ten times finer than pixels, since the answer comes in whole numbers.
        width, height = self._size
        pdfium.FPDF_PageToDevice(
            self._sheet.raw, 0, 0, width * 10, height * 10, 0, x, y, across, down
        )
        return across.value / 10, down.value / 10


def _joined(boxes: Iterable[Box]) -> list[Box]:
    """Join the boxes of characters to one box a line."""
    lines: list[Box] = []
    for left, top, right, bottom in boxes:
        if lines:
            a, b, c, d = lines[-1]
            overlap = min(bottom, d) - max(top, b)
            gap = left - c
            if overlap > 0.5 * min(bottom - top, d - b) and -(d - b) < gap < 3 * (d - b):
                lines[-1] = (min(a, left), min(b, top), max(c, right), max(d, bottom))
                continue
        lines.append((left, top, right, bottom))
    return lines
