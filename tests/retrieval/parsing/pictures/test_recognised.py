"""What a machine read, as lines in the order of reading and as marks on the picture."""

from __future__ import annotations

import math

import pytest

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.layout import lay_out
from retrieval.parsing.pdf.recognised import (
    RecognisedLine,
    RecognisedPage,
    boxes_on,
    upright_lines,
    with_confidence,
)
from tests.retrieval.parsing.pictures.drawn import read

TABLE = [
    (100, 100 + 60 * row, 100 + 30 * len(cells[0]), 130 + 60 * row, cells[0])
    for row, cells in enumerate([("Batch", ""), ("QV-1001", ""), ("QV-1002", "")])
] + [
    (600, 100 + 60 * row, 700, 130 + 60 * row, text)
    for row, text in enumerate(["Vials", "400", "350"])
]


def texts(page: RecognisedPage) -> list[str]:
    return [line.text for line in upright_lines(page, 1)]


def test_lines_come_from_the_top_down_and_cells_from_left_to_right() -> None:
    page = read(
        (600, 300, 700, 330, "right"), (100, 302, 300, 331, "left"), (100, 90, 300, 120, "first")
    )

    lines = upright_lines(page, 3)

    assert [[cell.text for cell in line.cells] for line in lines] == [["first"], ["left", "right"]]
    assert {line.page for line in lines} == {3}


def test_boxes_that_align_become_rows() -> None:
    blocks, _ = lay_out(upright_lines(read(*TABLE), 1), {})

    assert [block.text for block in blocks] == [
        "Batch: QV-1001; Vials: 400",
        "Batch: QV-1002; Vials: 350",
    ]


def turned(page: RecognisedPage, turn: int) -> RecognisedPage:
    """The same page laid down turned clockwise."""

    def place(x: float, y: float) -> tuple[float, float]:
        match turn:
            case 90:
                return page.height - y, x
            case 180:
                return page.width - x, page.height - y
            case _:
                return y, page.width - x

    lines = tuple(
        RecognisedLine(tuple(place(*at) for at in line.corners), line.text, line.confidence)  # type: ignore[arg-type]
        for line in page.lines
    )
    size = (page.height, page.width) if turn in {90, 270} else (page.width, page.height)
    return RecognisedPage(*size, turn, lines)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_turned_reads_as_if_it_stood_upright(turn: int) -> None:
    page = read(*TABLE)

    assert texts(turned(page, turn)) == texts(page)


@pytest.mark.parametrize("degrees", [-4, 3])
def test_a_page_that_lies_askew_reads_as_if_it_were_level(degrees: float) -> None:
    page = read(*TABLE, (100, 320, 700, 350, "These vials were moved to another store."))
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    lines = tuple(
        RecognisedLine(
            tuple((x * cos - y * sin, x * sin + y * cos) for x, y in line.corners),  # type: ignore[arg-type]
            line.text,
            line.confidence,
        )
        for line in page.lines
    )

    assert texts(RecognisedPage(1000, 1400, 0, lines)) == texts(page)


def test_boxes_of_nearly_one_height_are_one_size_and_a_title_is_larger() -> None:
    page = read(
        (100, 100, 700, 160, "Title"),
        (100, 200, 900, 228, "one line of text"),
        (100, 240, 900, 272, "another line of text"),
        (100, 280, 900, 311, "a third line of text"),
    )

    sizes = [line.size for line in upright_lines(page, 1)]

    assert len(set(sizes[1:])) == 1
    assert sizes[0] > 1.5 * sizes[1]


def test_a_word_that_is_parted_at_the_end_of_its_line_is_put_together() -> None:
    page = read(
        (100, 100, 900, 130, "The deviation was found by the quality depart-"),
        (100, 140, 900, 170, "ment, and the department wrote the report."),
    )

    blocks, _ = lay_out(upright_lines(page, 1), {})

    assert "quality department, and" in blocks[0].text


def test_a_block_is_as_certain_as_its_least_certain_line() -> None:
    lines = (
        *read((0, 0, 9, 9, "sure words")).lines,
        *read((0, 20, 9, 29, "doubtful words"), confidence=0.6).lines,
    )
    blocks = [
        Block("paragraph", "sure words", page=1),
        Block("paragraph", "sure words doubtful words", page=1),
        Block("paragraph", "of the file itself", page=2),
    ]

    marked = with_confidence(blocks, {1: RecognisedPage(9, 29, 0, lines)})

    assert [block.confidence for block in marked] == [0.99, 0.6, None]


def test_a_passage_is_marked_where_its_words_stand() -> None:
    page = read((100, 100, 500, 140, "one two three four"), size=(1000, 1000))

    ((box,), ()) = boxes_on(page, ["two three", "not on this page at all, never"], (500, 500))

    left, top, right, bottom = box
    assert (top, bottom) == (50, 70)
    assert 50 < left < 120
    assert 190 < right < 230


def test_a_passage_on_a_page_that_lies_upside_down_is_marked_from_the_other_side() -> None:
    page = read((100, 100, 500, 140, "one two three four"), size=(1000, 1000), turn=180)

    ((box,),) = boxes_on(page, ["one two three"], (1000, 1000))

    assert box[0] > 150
    assert box[2] == 500


def test_a_page_without_text_has_no_lines() -> None:
    assert upright_lines(RecognisedPage(100, 100), 1) == []
