from __future__ import annotations

from collections.abc import Sequence

from retrieval.parsing.parse import parse
from tests.retrieval.files import Put, pdf, ruled

XS = (60, 130, 200, 330, 400, 480)


def texts(ys: Sequence[float], *rows: tuple[float, Sequence[str]]) -> list[str]:
    cells = [Put(XS[i] + 4, y, text, 9) for y, row in rows for i, text in enumerate(row) if text]
    page: list[Put | bytes] = [*ruled(XS, ys), *cells]
    return [block.text for block in parse(pdf(page), "a.pdf").blocks]


NAMES = ("Subject", "Day", "Adverse event", "Duration", "Outcome")


def test_each_line_of_figures_is_a_row_where_rules_go_round_groups() -> None:
    rows = texts(
        (700, 684, 634, 604),
        (689, NAMES),
        (672, ("101-001", "16", "NAUSEA", "2 DAYS", "RECOVERED")),
        (658, ("", "48", "PRURITUS", "5 DAYS", "ONGOING")),
        (644, ("", "", "HEADACHE", "1 DAY", "RECOVERED")),
        (622, ("101-002", "7", "SYNCOPE", "1 DAY", "RECOVERED")),
        (609, ("", "", "RASH", "9 DAYS", "ONGOING")),
    )

    assert rows == [
        "Subject: 101-001; Day: 16; Adverse event: NAUSEA; Duration: 2 DAYS; Outcome: RECOVERED",
        "Subject: 101-001; Day: 48; Adverse event: PRURITUS; Duration: 5 DAYS; Outcome: ONGOING",
        "Subject: 101-001; Adverse event: HEADACHE; Duration: 1 DAY; Outcome: RECOVERED",
        "Subject: 101-002; Day: 7; Adverse event: SYNCOPE; Duration: 1 DAY; Outcome: RECOVERED",
        "Subject: 101-002; Adverse event: RASH; Duration: 9 DAYS; Outcome: ONGOING",
    ]


def test_a_text_of_two_lines_belongs_to_its_line_of_figures() -> None:
    rows = texts(
        (700, 684, 630),
        (689, NAMES),
        (672, ("101-001", "16", "PROLONGED QT", "2 DAYS", "RECOVERED")),
        (661, ("", "", "INTERVAL", "", "WITH SEQUELAE")),
        (645, ("", "48", "PRURITUS", "5 DAYS", "ONGOING")),
    )

    assert rows == [
        "Subject: 101-001; Day: 16; Adverse event: PROLONGED QT INTERVAL; Duration: 2 DAYS; "
        "Outcome: RECOVERED WITH SEQUELAE",
        "Subject: 101-001; Day: 48; Adverse event: PRURITUS; Duration: 5 DAYS; Outcome: ONGOING",
    ]


def test_cells_that_hold_one_text_each_stay_one_row() -> None:
    rows = texts(
        (700, 684, 650),
        (689, ("Drug", "Dose", "Indication", "Form", "Note")),
        (672, ("Examplin", "5 mg", "Rheumatoid", "Tablet", "Hard")),
        (658, ("", "10 mg", "arthritis", "", "coated")),
    )

    assert rows == [
        "Drug: Examplin; Dose: 5 mg 10 mg; Indication: Rheumatoid arthritis; Form: Tablet; "
        "Note: Hard coated"
    ]
