from __future__ import annotations

from retrieval.parsing.documents import Block
from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, lines, pdf

FULL = "This line is filled up to the margin on the right side of this page by its words"


def test_lines_become_paragraphs_and_sizes_become_headings() -> None:
    data = pdf(
        [
            Put(60, 780, "Storage of Qavoretin", 18, bold=True),
            Put(60, 740, "Temperature", 13, bold=True),
            *lines(FULL + ",", "and ends here.", top=715),
            *lines("A second paragraph stands apart.", top=660),
            Put(60, 630, "Excursions", 10, bold=True),
            *lines("Ask for the lot number.", top=610),
        ]
    )

    document = parse(data, "storage.pdf")

    assert document.title == "Storage of Qavoretin"
    assert document.pages == 1
    assert document.blocks == (
        Block("heading", "Storage of Qavoretin", 1, 1),
        Block("heading", "Temperature", 2, 1),
        Block("paragraph", FULL + ", and ends here.", 0, 1),
        Block("paragraph", "A second paragraph stands apart.", 0, 1),
        Block("heading", "Excursions", 3, 1),
        Block("paragraph", "Ask for the lot number.", 0, 1),
    )


def test_a_word_divided_at_the_end_of_a_line_is_whole_again() -> None:
    data = pdf([*lines(FULL + " and the hepa-", "tologist decides.", top=600)])

    assert parse(data, "a.pdf").blocks[0].text.endswith("the hepatologist decides.")


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    first = lines("A long-term study was begun.", top=650)
    data = pdf([*first, *lines(FULL + " for long-", "term use.", top=600)])

    assert parse(data, "a.pdf").blocks[1].text.endswith("for long-term use.")


def test_headers_footers_and_page_numbers_are_not_text() -> None:
    def page(number: int) -> list[Put]:
        return [
            Put(60, 810, "SOP-REG-004 Change control", 8),
            *lines(f"Step {number} is done by somebody else.", top=600),
            Put(60, 30, f"Page {number} of 4", 8),
        ]

    document = parse(pdf(*(page(n) for n in range(1, 5))), "sop.pdf")

    assert [(b.text, b.page) for b in document.blocks] == [
        (f"Step {n} is done by somebody else.", n) for n in range(1, 5)
    ]


def test_items_of_a_list_stay_apart() -> None:
    items = lines("\u2022 first of all", "\u2022 then this", "(a) and that", top=600)

    assert [(b.kind, b.text) for b in parse(pdf(items), "a.pdf").blocks] == [
        ("list_item", "first of all"),
        ("list_item", "then this"),
        ("list_item", "(a) and that"),
    ]


def test_a_table_is_read_row_by_row_with_its_columns() -> None:
    rows = (("Product", "Market", "Due"), ("Qavoretin", "US", "2026"), ("Drovelimab", "EU", "2027"))
    table = [
        Put(60 + 150 * x, 600 - 15 * y, text)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
    ]

    document = parse(pdf([*lines("Registrations are due as follows:", top=640), *table]), "a.pdf")

    assert [block.text for block in document.blocks[1:]] == [
        "Product: Qavoretin; Market: US; Due: 2026",
        "Product: Drovelimab; Market: EU; Due: 2027",
    ]


def test_the_title_is_that_of_the_file_unless_a_program_made_it_up() -> None:
    page = [Put(60, 780, "Storage", 18), *lines("Keep it cool and dry.")]

    assert parse(pdf(page, title="Storage of Qavoretin"), "a.pdf").title == "Storage of Qavoretin"
    assert parse(pdf(page, title="Microsoft Word - x1.doc"), "a.pdf").title == "Storage"
    assert parse(pdf(lines("Keep it cool.")), "sop/cold-chain.pdf").title == "Cold chain"


def test_every_page_keeps_its_number() -> None:
    document = parse(pdf(lines("One."), [], lines("Three.")), "a.pdf")

    assert document.pages == 3
    assert [(b.text, b.page) for b in document.blocks] == [("One.", 1), ("Three.", 3)]
