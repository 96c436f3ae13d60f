"""Pictures and scanned pages as documents, from what a machine read off them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from retrieval.parsing.documents import ParseError, PicturesUnreadError
from retrieval.parsing.parse import parse
from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage
from retrieval.parsing.pdf.rendering import render_pdf_page
from retrieval.parsing.pictures.parser import render_picture
from tests.retrieval.files import lines, pdf
from tests.retrieval.parsing.pictures.drawn import as_file, drawn, read

SCAN = as_file(drawn("x"), "PDF", drawn("y"))
PICTURE = as_file(drawn("x"))
SAID = read(
    (100, 100, 700, 140, "The porter closed the door at 04:15."),
    (100, 160, 700, 200, "Nobody was hurt."),
)
FAINT = read((100, 100, 700, 140, "perhaps a signature"), confidence=0.6)


@pytest.mark.parametrize(("data", "path"), [(SCAN, "a.pdf"), (PICTURE, "a.png")])
def test_without_text_recognition_a_picture_is_refused_with_the_remedy(
    data: bytes, path: str
) -> None:
    with pytest.raises(ParseError, match="ALMANAC_TEXT_RECOGNITION"):
        parse(data, path)


@pytest.mark.parametrize(
    ("data", "path", "pages"), [(SCAN, "a.pdf", (1, 2)), (PICTURE, "a.png", (1,))]
)
def test_a_picture_that_was_not_read_yet_names_its_pages(
    data: bytes, path: str, pages: tuple[int, ...]
) -> None:
    with pytest.raises(PicturesUnreadError, match="text recognition") as waiting:
        parse(data, path, Recognised())

    assert waiting.value.pages == pages


def test_what_was_read_is_the_text_of_its_page_and_the_rest_waits() -> None:
    parsed = parse(SCAN, "a.pdf", Recognised({2: SAID}))

    assert {block.page for block in parsed.blocks} == {2}
    assert parsed.blocks[0].text.startswith("The porter closed the door at 04:15.")
    assert {block.confidence for block in parsed.blocks} == {0.99}
    assert parsed.pictures == (1,)
    assert any("Page 1 waits" in remark for remark in parsed.remarks)
    assert any("Page 2 was read by machine" in remark for remark in parsed.remarks)


def test_a_tiff_of_several_pages_has_their_numbers() -> None:
    data = as_file(drawn("x"), "TIFF", drawn("y"))

    parsed = parse(data, "fax.tif", Recognised({1: SAID, 2: FAINT}))

    assert (parsed.pages, parsed.pictures) == (2, ())
    assert {block.page for block in parsed.blocks} == {1, 2}


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (FAINT, "little certainty"),
        (read((0, 0, 9, 9, "words"), turn=180), "upside down"),
        (read((0, 0, 9, 9, "words"), turn=90), "sideways"),
    ],
)
def test_the_owner_hears_how_a_page_lies_and_how_sure_the_machine_was(
    page: RecognisedPage, said: str
) -> None:
    parsed = parse(PICTURE, "a.png", Recognised({1: page}))

    assert any(said in remark for remark in parsed.remarks)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (RecognisedPage(100, 100), "No text was found"),
        (RecognisedPage(0, 0, reason="It took too long."), "It took too long"),
    ],
)
def test_a_picture_without_text_is_refused_with_what_was_seen(
    page: RecognisedPage, said: str
) -> None:
    with pytest.raises(ParseError, match=said):
        parse(PICTURE, "a.png", Recognised({1: page}))


def test_a_page_with_text_of_its_own_does_not_wait() -> None:
    parsed = parse(pdf(lines("All of this is text.", "And so is this.")), "a.pdf", Recognised())

    assert parsed.pictures == ()
    assert {block.confidence for block in parsed.blocks} == {None}


def marked(data: bytes) -> bool:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    colours = image.getcolors(1_000_000)
    assert colours is not None
    return any(r > 240 and g > 200 and b < 150 for _, (r, g, b) in colours)  # type: ignore[misc]


def test_words_are_marked_on_the_page_as_it_looks() -> None:
    words = ("The porter closed the door",)

    assert marked(render_picture(PICTURE, 1, words, width=900, recognised=SAID))
    assert not marked(render_picture(PICTURE, 1, words, width=900))
    assert marked(render_pdf_page(SCAN, 1, words, recognised=SAID))
    assert not marked(render_pdf_page(SCAN, 1, words))
