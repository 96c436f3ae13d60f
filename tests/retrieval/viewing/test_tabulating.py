"""Tables, from the sentences that parsing makes of their rows."""

from __future__ import annotations

import pytest

from retrieval.parsing.documents import Block
from retrieval.parsing.tables.reading import row_blocks
from retrieval.viewing.tabulating import rows

PRODUCTS = [
    ["Product", "Market", "Status"],
    ["Qavoretin", "US", "approved"],
    ["Drovelimab", "", "filed"],
    ["Ylmasept", "CH", "approved; note: until 2027"],
]


def laid_out(blocks: list[Block]) -> list[list[str | None]]:
    """What a reader sees: the names of the columns, then the cells."""
    seen: list[list[str | None]] = []
    for block, row in zip(blocks, rows(blocks), strict=True):
        if row is None:
            seen.append([block.text])
            continue
        if any(row.columns):
            seen.append(list(row.columns))
        seen.append([block.text[c[0] : c[1]] if c else None for c in row.cells])
    return seen


def test_a_table_is_laid_out_as_it_was() -> None:
    assert laid_out(row_blocks(PRODUCTS)) == [
        ["Product", "Market", "Status"],
        ["Qavoretin", "US", "approved"],
        ["Drovelimab", None, "filed"],
        ["Ylmasept", "CH", "approved; note: until 2027"],
    ]


def test_a_row_across_the_table_stays_across() -> None:
    blocks = row_blocks([*PRODUCTS[:2], ["Not yet filed", "", ""], *PRODUCTS[2:]])

    assert laid_out(blocks)[2] == ["Not yet filed"]


def test_labels_below_an_empty_corner_are_a_column() -> None:
    texts = ["Basel; Staff: 900; Labs: 12", "Cork; Staff: 400; Labs: 3", "In all; Staff: 1300"]

    assert laid_out([Block("table_row", text) for text in texts]) == [
        ["", "Staff", "Labs"],
        ["Basel", "900", "12"],
        ["Cork", "400", "3"],
        ["In all", "1300", None],
    ]


def test_labels_and_values_stand_side_by_side() -> None:
    blocks = row_blocks([["Owner:", "Quality"], ["Valid from:", "2026-03-01"]])

    assert laid_out(blocks) == [["Owner", "Quality"], ["Valid from", "2026-03-01"]]


def test_a_table_without_a_header_has_columns_without_names() -> None:
    blocks = row_blocks([["1", "2", "3"], ["4", "5", "6"]])

    assert laid_out(blocks) == [["1", "2", "3"], ["4", "5", "6"]]
    assert rows(blocks)[0] is not None


def test_two_tables_in_a_row_are_two() -> None:
    other = row_blocks([["Name", "Site", "Phone"], ["Orla", "Basel", "none"]])

    assert laid_out([*row_blocks(PRODUCTS[:2]), *other]) == [
        ["Product", "Market", "Status"],
        ["Qavoretin", "US", "approved"],
        ["Name", "Site", "Phone"],
        ["Orla", "Basel", "none"],
    ]


@pytest.mark.parametrize("text", ["Just words", "a: b", "", "; ; ", ": : :"])
def test_what_cannot_be_told_from_text_stays_text(text: str) -> None:
    assert rows([Block("table_row", text)]) == [None]


def test_paragraphs_are_no_rows() -> None:
    assert rows([Block("paragraph", "a: b; c: d")]) == [None]
