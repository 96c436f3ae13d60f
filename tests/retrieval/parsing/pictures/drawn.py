"""Pictures of text, and what a machine reads off them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

from retrieval.parsing.pdf.recognised import RecognisedLine, RecognisedPage

Placed = tuple[float, float, float, float, str]


def drawn(*lines: str, size: tuple[int, int] = (900, 260), height: int = 34) -> Image.Image:
    """A white picture with black lines."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((40, 30 + number * 2 * height), line, "black", ImageFont.load_default(height))
    return image


def as_file(image: Image.Image, form: str = "PNG", *more: Image.Image) -> bytes:
    """The picture as the bytes of a file; ``more`` are further pages."""
    file = io.BytesIO()
    if more:
        image.save(file, form, save_all=True, append_images=list(more))
    else:
        image.save(file, form)
    return file.getvalue()


def read(
    *placed: Placed, size: tuple[int, int] = (1000, 1400), turn: int = 0, confidence: float = 0.99
) -> RecognisedPage:
    """A page that was read: each text with its left, upper, right and lower edge."""
    lines = tuple(
        RecognisedLine(((a, b), (c, b), (c, d), (a, d)), text, confidence)
        for a, b, c, d, text in placed
    )
    return RecognisedPage(*size, turn, lines)
