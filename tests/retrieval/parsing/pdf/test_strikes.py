from __future__ import annotations

import pytest

from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, lines, pdf, ruled

REMARK = "Text that is struck through was left out on page 1."


def read(*page: Put | bytes) -> tuple[list[str], tuple[str, ...]]:
    document = parse(pdf(page), "a.pdf")
    return [block.text for block in document.blocks], document.remarks


# "The dose is " is 54.5 points wide in Helvetica of 10 points, "90 mg" is 28.9.
DOSE = [Put(60, 500, "The dose is"), Put(114.5, 500, "90 mg"), Put(148, 500, "45 mg a day.")]


@pytest.mark.parametrize(
    "strike",
    [
        b"0.5 w 114 503 m 143 503 l S",
        b"114 502.6 29 0.6 re f",
        b"1 0 0 RG 1 w 114.5 502.2 m 143.4 502.2 l S",
        b"q 29 0 0 1 114 503 cm 0.02 w 0 0 m 1 0 l S Q",
    ],
    ids=["line", "rectangle", "colour", "scaled"],
)
def test_letters_that_a_line_is_drawn_through_are_left_out(strike: bytes) -> None:
    texts, remarks = read(*DOSE, strike)

    assert texts == ["The dose is 45 mg a day."]
    assert remarks == (REMARK,)


def test_a_sentence_that_is_struck_line_by_line_is_left_out() -> None:
    struck = lines("Vials may be frozen and", "shaken.", top=500)
    rules = [b"60 503 m 170 503 l S", b"60 490 m 93 490 l S"]

    texts, remarks = read(*lines("Vials are kept cool.", top=540), *struck, *rules)

    assert texts == ["Vials are kept cool."]
    assert remarks == (REMARK,)


@pytest.mark.parametrize(
    "rule",
    [
        b"60 498.5 m 200 498.5 l S",
        b"60 509 m 200 509 l S",
        b"20 503 m 560 503 l S",
    ],
    ids=["underlined", "overlined", "across the page"],
)
def test_a_rule_that_strikes_nothing_costs_no_letter(rule: bytes) -> None:
    texts, remarks = read(*DOSE, rule)

    assert texts == ["The dose is 90 mg 45 mg a day."]
    assert remarks == ()


def test_the_rules_of_a_table_strike_nothing() -> None:
    cells = [Put(64 + 100 * x, 688 - 16 * y, f"cell {y} {x}") for y in range(3) for x in range(2)]

    texts, remarks = read(*ruled((60, 160, 260), (700, 684, 668, 652)), *cells)

    assert "cell 2 1" in texts[-1]
    assert remarks == ()
