"""The model reads what a person sees. It takes seconds, so that there are few of these."""

from __future__ import annotations

import pytest

from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.recognised import upright_lines
from retrieval.parsing.pictures.recognising import is_upside_down, spaced
from tests.retrieval.parsing.pictures.drawn import as_file, drawn


async def test_a_picture_that_lies_upside_down_is_read_and_said_to_lie_so() -> None:
    picture = drawn("The porter closed the door at 04:15.", "It was 9.4 degrees in store B.")
    workers = Workers(size=1, memory_mb=3072)
    try:
        page = await workers.recognise(as_file(picture.rotate(180)), "a.png", 1, timeout_s=60)
    finally:
        workers.close()

    said = " ".join(line.text for line in upright_lines(page, 1))
    assert page.turn == 180
    assert "porter closed the door at 04:15" in said
    assert said.index("porter") < said.index("9.4 degrees")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("building7 was at9.4 degrees", "building 7 was at 9.4 degrees"),
        ("9.4degrees", "9.4 degrees"),
        ("4mm2 and 5 cm3", "4mm2 and 5 cm3"),
        ("QV1001 H2O 25mg COVID19", "QV1001 H2O 25mg COVID19"),
    ],
)
def test_a_word_stands_apart_from_a_figure_and_a_unit_does_not(read: str, meant: str) -> None:
    assert spaced(read) == meant


@pytest.mark.parametrize(
    ("turn", "is_tall", "flip", "upside_down"),
    [
        (0, False, True, False),
        (180, False, False, True),
        (90, True, True, False),
        (270, True, False, True),
        (0, True, True, True),
    ],
)
def test_a_line_lies_as_its_page_does_unless_it_stands_across(
    turn: int, is_tall: bool, flip: bool, upside_down: bool
) -> None:
    assert is_upside_down(turn, is_tall, flip) is upside_down
