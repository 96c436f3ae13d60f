from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, lines, pdf


def read(page: Callable[[int], Sequence[Put]], count: int = 4) -> ParsedDocument:
    return parse(pdf(*(page(number) for number in range(1, count + 1))), "a.pdf")


def headings(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks if block.kind == "heading"]


@pytest.mark.parametrize("head", [(13, True), (10, True), (13, False)])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_headings_at_page_tops_that_differ_in_their_numbers_stay(
    head: tuple[float, bool], count: int
) -> None:
    document = read(
        lambda n: [
            Put(60, 790, f"Visit {n} (Day {14 * n})", *head),
            *lines(f"Blood is drawn {n} times.", "The diary is collected.", top=740),
        ],
        count,
    )

    assert headings(document) == [f"Visit {n} (Day {14 * n})" for n in range(1, count + 1)]


def test_a_numbered_section_at_every_page_top_stays() -> None:
    document = read(
        lambda n: [
            Put(60, 790, "1. NAME OF THE MEDICINAL PRODUCT", 10, bold=True),
            *lines(f"Examplin {n} mg tablets", "Each tablet is film-coated and white.", top=740),
        ]
    )

    assert headings(document) == ["1. NAME OF THE MEDICINAL PRODUCT"] * 4
    assert document.remarks == ()


@pytest.mark.parametrize("top", [400, 812, 20])
def test_a_sentence_that_stands_on_many_pages_is_read(top: float) -> None:
    document = read(
        lambda n: [
            *lines(f"Page {n} of the label of another product.", top=600),
            Put(60, top, "Store below 25 degrees at all times."),
        ]
    )

    assert "Store below 25 degrees at all times." in [block.text for block in document.blocks]


def test_the_owner_hears_what_was_taken_for_a_running_header() -> None:
    document = read(
        lambda n: [
            Put(60, 815, "SOP-REG-004 Change control", 8),
            *lines(f"Step {n} is done by somebody else.", "It is then signed.", top=600),
            Put(60, 30, f"Page {n} of 4", 8),
        ]
    )

    assert document.remarks == (
        "Taken for running headers or footers, and read once at most: "
        '"SOP-REG-004 Change control".',
    )


def test_the_names_of_columns_at_page_tops_are_no_running_header() -> None:
    document = read(
        lambda n: [
            *(Put(60 + 150 * i, 790, name) for i, name in enumerate(("Term", "2024", "2023"))),
            Put(60, 776, f"Sales {n}"),
            *(Put(210 + 150 * i, 776, f"{n}{i}5") for i in range(2)),
            Put(60, 762, "Costs"),
            *(Put(210 + 150 * i, 762, f"{n}{i}1") for i in range(2)),
        ],
    )

    rows = [block.text for block in document.blocks if block.page == 3]
    assert rows == ["Term: Sales 3; 2024: 305; 2023: 315", "Term: Costs; 2024: 301; 2023: 311"]


@pytest.mark.parametrize("top", [742, 800])
def test_page_numbers_and_repeated_footers_are_neither_titles_nor_headings(top: float) -> None:
    document = read(
        lambda n: [
            Put(475, top, f"Page {n} of 4", 12),
            Put(221, top - 30, "Listing of Protocol Deviations", 12),
            *lines(*(f"Subject {n}0{i} missed a visit." for i in range(9)), top=670, size=9),
            Put(223, 110, "Confidential, for internal use", 12),
        ]
    )

    assert document.title == "Listing of Protocol Deviations"
    assert headings(document) == ["Listing of Protocol Deviations"]


@pytest.mark.parametrize(
    "stamp", ["arXiv:2004.04906v3 [cs.CL] 30 Sep 2020", "Page 1 of 9", "Abbreviations", "Contents"]
)
def test_what_names_no_document_is_not_its_title(stamp: str) -> None:
    page = [
        Put(60, 760, stamp, 20),
        Put(60, 700, "Passages Found by Dense Vectors", 16),
        *lines(*["The text of the paper has many lines, and they are long."] * 9, top=600),
    ]

    assert parse(pdf(page), "a.pdf").title == "Passages Found by Dense Vectors"
    assert parse(pdf(page, title=stamp), "a.pdf").title == "Passages Found by Dense Vectors"
