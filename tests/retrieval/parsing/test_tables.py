"""Column names, pairs and sections of tables, from their cells."""

from __future__ import annotations

import pytest

from retrieval.parsing.tables.reading import COVERED, Row, row_blocks


def texts(*rows: Row) -> list[str]:
    return [block.text for block in row_blocks(rows)]


def levels(*rows: Row) -> list[tuple[str, int]]:
    return [(block.text.partition(";")[0], block.level) for block in row_blocks(rows)]


def test_numbers_that_rise_above_figures_are_columns_and_the_corner_says_of_what() -> None:
    assert texts(["Weight (kg)", "10", "20"], ["Loading (mg)", "55", "110"]) == [
        "Loading (mg); Weight (kg) 10: 55; Weight (kg) 20: 110"
    ]


def test_a_row_of_figures_with_a_label_names_nothing() -> None:
    assert texts(["Basel", "5", "7"], ["Oslo", "4", "9"]) == ["Basel; 5; 7", "Oslo; 4; 9"]


@pytest.mark.parametrize("dates", [["2026-01", "2026-02"], ["2026-01-05", "2026-02-05"]])
def test_dates_above_figures_are_columns(dates: list[str]) -> None:
    assert texts(["Site", *dates], ["Gdansk", "3", "8"]) == [
        f"Site: Gdansk; {dates[0]}: 3; {dates[1]}: 8"
    ]


def test_one_column_of_many_may_have_no_name() -> None:
    rows = [["Question", "Answer", "Owner", "", "Due"], ["Is it cold?", "yes", "Ada", "x", "May"]]

    assert texts(*rows) == ["Question: Is it cold?; Answer: yes; Owner: Ada; x; Due: May"]


def test_names_may_come_again_in_groups_of_columns() -> None:
    rows = [["Land", "Dosis", "Einheit", "Dosis", "Einheit"], ["Schweiz", "7", "mg", "12", "ml"]]

    assert texts(*rows) == ["Land: Schweiz; Dosis: 7; Einheit: mg; Dosis: 12; Einheit: ml"]


def test_a_name_may_be_a_sentence_where_the_values_are_shorter() -> None:
    name = "Shelf life after the first opening when it is stored between two and eight degrees"

    assert texts(["Product", name, "Owner"], ["Q", "14 days", "Ada"]) == [
        f"Product: Q; {name}: 14 days; Owner: Ada"
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [["Document number", "SOP-1"], ["Version", "6"], ["Owner", "Ada Lind"]],
        [["Responsible", "Mira Holt"], ["Phone", "ext. 5512"], ["Approved", "Jon Ferrer"]],
        [["Prepared by", "Mira Holt"], ["Checked by", "Jon Ferrer"], ["Released by", "Ada Lind"]],
        [["Batch", "LOT-7"], ["Storage", "2 to 8 degrees"], ["Colour", "white"], ["Site", "Riga"]],
        [["Product", "Belsorin"], ["Dose", "5 mg"], ["Route", "oral"], ["Most", "10 mg"]],
        [["Owner:", "Quality"], ["Site:", "Basel"]],
    ],
)
def test_labels_with_values_of_unlike_kinds_are_pairs(rows: list[list[str]]) -> None:
    assert texts(*rows) == [f"{label.rstrip(':')}: {value}" for label, value in rows]


@pytest.mark.parametrize(
    "rows",
    [
        [["Class", "Days"], ["minor", "30"], ["major", "10"]],
        [["Country", "Office"], ["Austria", "Vienna"], ["Norway", "Oslo"], ["Spain", "Madrid"]],
        [
            ["Test", "Limit"],
            ["Looks", "White"],
            ["Assay", "95.0 %"],
            ["pH", "5 to 7"],
            ["LOD", "2"],
        ],
        [["What", "Value"], ["Price", "€5"], ["Code", "A-1"], ["Day", "2026-01-01"], ["No", "7"]],
    ],
)
def test_two_columns_below_their_names_are_a_table(rows: list[list[str]]) -> None:
    (first, second), *body = rows

    assert texts(*rows) == [f"{first}: {a}; {second}: {b}" for a, b in body]


HEADER = ["Band", "Dose", "Note"]


def test_a_row_of_one_cell_names_the_rows_below_it() -> None:
    rows = [HEADER, ["Adults", "", ""], ["1", "5", "x"], ["Children", "", ""], ["1", "2", "x"]]

    assert levels(*rows) == [("Adults", 0), ("Band: 1", 1), ("Children", 0), ("Band: 1", 1)]


def test_section_rows_below_each_other_are_sections_of_sections() -> None:
    rows: list[Row] = [
        HEADER,
        *(["Adults", COVERED, COVERED], ["Normal kidneys", "", ""], ["1", "5", "x"]),
        *(["Weak kidneys", "", ""], ["1", "4", "x"]),
        *(["Children", COVERED, COVERED], ["Normal kidneys", "", ""], ["1", "2", "x"]),
    ]

    assert [level for _, level in levels(*rows)] == [0, 1, 2, 1, 2, 0, 1, 2]


def test_a_row_whose_values_are_missing_names_nothing() -> None:
    rows = [HEADER, ["K-1", "5", "x"], ["K-2", "", ""], ["K-3", "6", "x"]]

    assert [level for _, level in levels(*rows)] == [0, 0, 0]


def test_a_title_above_the_names_is_no_section() -> None:
    rows = [["Doses of 2026", "", ""], HEADER, ["1", "5", "x"]]

    assert levels(*rows) == [("Doses of 2026", 0), ("Band: 1", 0)]


def test_two_labels_with_their_values_may_stand_in_a_row() -> None:
    rows = [["Document number", "SOP-7", "Version", "6"], ["Owner", "Ada", "Next review", "May"]]

    assert texts(*rows) == ["Document number: SOP-7; Version: 6", "Owner: Ada; Next review: May"]


def test_a_label_may_wait_for_its_value() -> None:
    rows = [["Document number", "SOP-7"], ["Version", "6"], ["Owner", "Ada"], ["Approved by", ""]]

    assert texts(*rows) == ["Document number: SOP-7", "Version: 6", "Owner: Ada", "Approved by"]
