"""Pictures as documents: a page for each frame, opened within bounds."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageOps, UnidentifiedImageError

from retrieval.parsing.documents import PageMissingError, ParseError

FORMATS = ("PNG", "JPEG", "TIFF")
MAX_PIXELS = 120_000_000
MAX_FRAMES = 500
# What is left of a larger picture is enough to read it and to look at it.
LONGEST = 2400


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture, nothing of it decoded yet; raises `ParseError`."""
    try:
        with warnings.catch_warnings():
            # Large ones are bounded below, in words of ours.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if frames_of(image) > MAX_FRAMES:
                    raise ParseError(f"The picture has more than {MAX_FRAMES} pages. Split it.")
                yield image
    except Image.DecompressionBombError as error:
        raise too_large(None) from error
    except UnidentifiedImageError as error:
        raise ParseError(
            "The content is not a PNG, JPEG or TIFF picture although the name says so."
        ) from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
        raise ParseError("The picture is damaged or cut short. Scan or save it again.") from error


def frames_of(image: Image.Image) -> int:
    """How many pages a picture has; only TIFF has several."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def frame(image: Image.Image, number: int, *, longest: int = LONGEST) -> Image.Image:
    """Page ``number`` (from 1) upright, in colour on white, its longer side at most ``longest``.

    Raises `PageMissingError`, and `ParseError` for one that has too many pixels.
    """
    count = frames_of(image)
    if not 1 <= number <= count:
        raise PageMissingError(number, count)
    if count > 1:
        image.seek(number - 1)
    if image.width * image.height > MAX_PIXELS:
        raise too_large(image)
    # A JPEG is decoded at a fraction of its size where that is enough.
    image.draft("RGB", (longest, longest))
    small = image.convert("RGBA") if _has_holes(image) else _in_shades(image)
    small.thumbnail((longest, longest))
    small = ImageOps.exif_transpose(small) if count == 1 else small
    if small.mode == "RGBA":
        ground = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(ground, small)
    return small.convert("RGB")


def _has_holes(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info


def _in_shades(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Sixteen bits a pixel, of which the upper eight are what one sees.
        return image.convert("I").point(lambda value: value / 256).convert("L")
    small = image.copy() if image.mode in {"L", "RGB"} else image.convert("RGB")
    small.getexif().update(image.getexif())
    return small


def too_large(image: Image.Image | None) -> ParseError:
    """Why a picture of so many pixels is not read."""
    size = f" {image.width * image.height // 1_000_000}" if image else " too many"
    return ParseError(
        f"The picture has{size} megapixels; at most {MAX_PIXELS // 1_000_000} are read. "
        "Save it smaller."
    )
