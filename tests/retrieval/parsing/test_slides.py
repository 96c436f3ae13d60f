from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, cast

import pptx
from lxml import etree
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm, Pt

from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.parse import parse


def read(build: Callable[[Any], None]) -> ParsedDocument:
    """Read a presentation; ``build`` gets it without slides."""
    deck = pptx.Presentation()
    build(deck)
    file = io.BytesIO()
    deck.save(file)
    return parse(file.getvalue(), "a.pptx")


def slide(deck: Any, *texts: tuple[float, float, str]) -> Any:
    """Add a slide with a text at each place (from the left and from the top, in cm)."""
    added = deck.slides.add_slide(deck.slide_layouts[6])
    for left, top, text in texts:
        box = added.shapes.add_textbox(Cm(left), Cm(top), Cm(5), Cm(2))
        box.text_frame.text = text
    return added


def texts(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks]


def test_hidden_slides_are_left_out_and_named() -> None:
    def build(deck: Any) -> None:
        for number in range(1, 5):
            added = slide(deck, (1, 1, f"Slide {number}"))
            if number in {2, 3}:
                added._element.set("show", "0")

    document = read(build)

    assert [(b.text, b.page) for b in document.blocks] == [("Slide 1", 1), ("Slide 4", 4)]
    assert document.remarks == ("Slides 2-3 are hidden: left out.",)


def test_notes_hidden_shapes_and_those_beside_the_slide_are_not_text() -> None:
    def build(deck: Any) -> None:
        added = slide(deck, (1, 1, "Seen"), (80, 1, "beside"), (1, 5, "hidden"))
        added.shapes[2]._element.nvSpPr.cNvPr.set("hidden", "1")
        added.notes_slide.notes_text_frame.text = "between us"
        added.shapes[0].text_frame.paragraphs[0].add_run().text = " tiny"
        added.shapes[0].text_frame.paragraphs[0].runs[-1].font.size = Pt(1)

    assert texts(read(build)) == ["Seen"]


def test_shapes_are_read_from_the_top_and_beside_each_other_from_the_left() -> None:
    def build(deck: Any) -> None:
        slide(deck, (12, 8, "4"), (12, 2.9, "2"), (1, 3, "1"), (1, 8.2, "3"), (1, 15, "5"))

    assert texts(read(build)) == ["1", "2", "3", "4", "5"]


def test_numbered_paragraphs_keep_their_numbers() -> None:
    def build(deck: Any) -> None:
        added = slide(deck, (1, 1, "First\nSecond\nThird"))
        for paragraph in added.shapes[0].text_frame.paragraphs:
            numbered = etree.SubElement(
                paragraph._p.get_or_add_pPr(),
                "{http://schemas.openxmlformats.org/drawingml/2006/main}buAutoNum",
            )
            numbered.set("type", "alphaLcParenR")

    assert texts(read(build)) == ["a) First", "b) Second", "c) Third"]


def test_merged_cells_of_a_table_name_their_columns() -> None:
    def build(deck: Any) -> None:
        added = slide(deck)
        cells = added.shapes.add_table(3, 3, Cm(1), Cm(1), Cm(20), Cm(5)).table
        for row, values in enumerate((("Site", "2026", ""), ("", "H1", "H2"), ("Basel", "1", "2"))):
            for column, value in enumerate(values):
                cells.cell(row, column).text = value
        cells.cell(0, 1).merge(cells.cell(0, 2))

    assert texts(read(build)) == ["Site: Basel; 2026, H1: 1; 2026, H2: 2"]


def test_a_chart_is_read_as_a_table_and_slides_of_pictures_are_named() -> None:
    def build(deck: Any) -> None:
        slide(deck, (1, 1, "Text"))
        picture = io.BytesIO()
        Image.new("RGB", (9, 9)).save(picture, "PNG")
        slide(deck).shapes.add_picture(picture, 0, 0)
        data: Any = cast(Any, CategoryChartData)()
        data.categories = ["Placebo", "Examplin"]
        data.add_series("Responders", (14, 49))
        place = (0, 0, Cm(9), Cm(9))
        slide(deck, (1, 12, "More")).shapes.add_chart(XL_CHART_TYPE.PIE, *place, data)

    document = read(build)

    assert document.remarks == (
        "Slide 2 has no text: what stands on pictures is not found. Add the text to them.",
    )
    assert texts(document)[1:3] == ["Placebo; Responders: 14", "Examplin; Responders: 49"]
