from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from retrieval.ingesting.chunking import chunk
from retrieval.parsing.documents import Block, PageMissingError, ParsedDocument
from retrieval.parsing.parse import parse
from retrieval.parsing.pdf.rendering import MARKER, render_pdf_page
from retrieval.parsing.text.marking import Stream, marks
from retrieval.viewing.pages import page_text
from tests.retrieval.files import PAGE_HEIGHT, PAGE_WIDTH, Put, lines, pdf

DATA = pdf(
    lines("The recommended dose is", "30 mg once a day.", "Do not exceed it.", top=700),
    lines("Second page."),
)


def picture(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def marker(image: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which pixels have the marker's colour; shape (height, width)."""
    distance = np.abs(np.asarray(image, dtype=np.int16) - np.array(MARKER, dtype=np.int16))
    result: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = distance.max(axis=2) < 12
    return result


def marked_rows(data: bytes) -> set[int]:
    """The heights at which there is marker, in points from the head of the page."""
    image = picture(data)
    return {
        round(y * PAGE_HEIGHT / image.height) for y in np.flatnonzero(marker(image).any(axis=1))
    }


def test_a_page_is_drawn_as_wide_as_asked_and_in_its_proportions() -> None:
    image = picture(render_pdf_page(DATA, 1, width=600))

    assert image.width == pytest.approx(600, abs=1)
    assert image.height == pytest.approx(600 * PAGE_HEIGHT / PAGE_WIDTH, abs=2)
    assert marked_rows(render_pdf_page(DATA, 1)) == set()


def test_the_lines_of_the_passage_are_marked_and_no_other() -> None:
    first = marked_rows(render_pdf_page(DATA, 1, ("The recommended dose is",)))
    both = marked_rows(render_pdf_page(DATA, 1, ("recommended dose is 30 mg\nonce a day.",)))
    last = marked_rows(render_pdf_page(DATA, 1, ("Do not exceed it.",)))

    assert first < both
    assert len(both) > 1.5 * len(first)
    assert last
    assert max(both) <= min(last) + 2


def test_a_rotated_page_is_marked_where_it_shows_the_passage() -> None:
    data = pdf([Put(60, 700, "Turn me around, please.", 20)], rotation=90)

    image = picture(render_pdf_page(data, 1, ("Turn me around, please.",), width=842))
    marked = marker(image)

    assert image.width > image.height
    assert marked[:, image.width // 2 :].sum() > 1000
    assert marked[:, : image.width // 2].sum() == 0


def test_text_stays_as_dark_under_the_marker() -> None:
    page = picture(render_pdf_page(DATA, 1, ("Do not exceed it.",), width=1200))

    assert int(np.asarray(page.convert("L")).min()) < 40


def test_a_passage_that_is_not_on_the_page_marks_nothing() -> None:
    assert (
        marked_rows(render_pdf_page(DATA, 1, ("Something else stands in another document.",)))
        == set()
    )


def test_an_absurd_width_is_kept_within_bounds() -> None:
    assert picture(render_pdf_page(DATA, 1, width=10**9)).width <= 2400


def test_the_text_of_a_page_is_the_blocks_on_it() -> None:
    document = parse(DATA, "a.pdf")

    assert [block.text for block in page_text(document, 2)] == ["Second page."]
    with pytest.raises(PageMissingError):
        page_text(document, 3)


def test_a_document_without_pages_is_shown_whole() -> None:
    document = parse(b"# A\n\nOne.\n\nTwo.", "a.md")

    assert len(page_text(document, None)) == 3


def test_every_chunk_is_found_again_in_its_document() -> None:
    document = parse(
        b"# Dose\n\nGive 30 mg.\n\n- at night\n- with water\n\n|Who|When|\n|-|-|\n|Ann|May|\n",
        "a.md",
    )
    (only,) = chunk(document)

    blocks = page_text(document, only.page)
    marked = list(zip(blocks, marks(blocks, [only.text])[0], strict=True))

    found = [block.text[a:b] for block, spans in marked for a, b in spans]
    assert found == ["Give 30 mg.", "at night", "with water", "Who: Ann; When: May"]


def test_a_row_is_found_on_a_page_that_shows_only_its_cells() -> None:
    page = "Product Market\nQavoretin United States\nDrovelimab Japan"

    ((start, end),) = Stream(page).find("Product: Qavoretin; Market: United States")

    assert page[start:end] == "Qavoretin United States"


def test_a_passage_is_found_across_hyphens_ligatures_and_case() -> None:
    page = "the ﬁrst hepa-\ntologist said"

    ((start, end),) = Stream(page).find("The first hepatologist")

    assert page[start:end] == "the ﬁrst hepa-\ntologist"


def test_a_passage_from_elsewhere_is_not_marked() -> None:
    block = Block("paragraph", "The shelf life is 36 months in the original blister.")
    document = ParsedDocument("t", (block,), None, "test/1")

    (found,) = marks(document.blocks, ["Call the quality desk before the product is used."])
    assert list(zip(document.blocks, found, strict=True)) == [(block, [])]
