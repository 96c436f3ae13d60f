"""Pictures are opened within bounds, as they look."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from retrieval.parsing.documents import PageMissingError, ParseError
from retrieval.parsing.pictures.frames import LONGEST, frame, frames_of, opened
from tests.retrieval.parsing.pictures.drawn import as_file, drawn


def first(data: bytes) -> Image.Image:
    with opened(data) as image:
        return frame(image, 1)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_one_page(form: str) -> None:
    with opened(as_file(drawn("A"), form)) as image:
        assert frames_of(image) == 1
        assert frame(image, 1).size == (900, 260)


def test_a_tiff_has_a_page_for_each_of_its_pictures() -> None:
    data = as_file(drawn("A"), "TIFF", drawn("B", size=(300, 400)))

    with opened(data) as image:
        assert frames_of(image) == 2
        assert frame(image, 2).size == (300, 400)
        with pytest.raises(PageMissingError):
            frame(image, 3)


@pytest.mark.parametrize("size", [(12_000, 11_000), (20_000, 20_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    size: tuple[int, int],
) -> None:
    data = as_file(Image.new("1", size, 1))

    with pytest.raises(ParseError, match=r"megapixels; at most 120 are read\. Save it smaller"):
        first(data)


def test_a_picture_of_a_hundred_megapixels_is_scaled() -> None:
    shown = first(as_file(Image.new("L", (10_000, 10_000), 255)))

    assert shown.size == (LONGEST, LONGEST)


def test_what_is_transparent_is_white() -> None:
    shown = first(as_file(Image.new("RGBA", (20, 20), (0, 0, 0, 0))))

    assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_a_photograph_stands_as_the_camera_was_held() -> None:
    image = drawn("A")
    exif = image.getexif()
    exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)

    assert first(file.getvalue()).size == (260, 900)


def test_sixteen_bits_of_grey_are_eight_that_one_sees() -> None:
    image = Image.new("I;16", (4, 4), 65535)

    assert first(as_file(image)).getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no picture at all", "not a PNG"),
        (b"GIF89a" + bytes(100), "not a PNG"),
        (as_file(drawn("A"))[:300], "damaged"),
        (as_file(drawn("A"), "JPEG")[:300], "damaged|not a PNG"),
    ],
)
def test_what_is_no_picture_or_half_a_one_is_refused_with_a_reason(
    data: bytes, reason: str
) -> None:
    with pytest.raises(ParseError, match=reason):
        first(data)
