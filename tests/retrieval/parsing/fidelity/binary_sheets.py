"""Binary workbooks (XLS) with a truth: formats of numbers, struck and raised text, merged cells."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import xlwt

from tests.retrieval.parsing.fidelity import Case
from tests.retrieval.parsing.fidelity.sheets import FORMATS, HELD_OUT

DAY = timedelta(days=1)
STRUCK = "font: struck_out true"


def cases() -> Iterator[Case]:
    """Every file of the set."""
    for name, shown, held_out in (
        ("shown.xls", FORMATS, False),
        ("anzeige.xls", HELD_OUT, True),
    ):

        def formats(_: Any, sheet: Any, shown: Any = shown) -> None:
            write(sheet, [["What", "Value"]])
            for row, (what, value, code, _text) in enumerate(shown, 1):
                sheet.write(row, 0, what)
                stored = value / DAY if isinstance(value, timedelta) else value
                sheet.write(row, 1, stored, xlwt.easyxf(num_format_str=code))

        yield Case(
            name,
            xls(formats),
            {
                "kind": "number formats",
                "held_out": held_out,
                "must": [f"What: {what}; Value: {text}" for what, _, _, text in shown],
            },
        )
    yield from _marks()
    yield from _tables()


def xls(build: Callable[[Any, Any], None]) -> bytes:
    """Make a workbook; ``build`` gets it and its first sheet."""
    book = xlwt.Workbook()
    build(book, book.add_sheet("Doses", cell_overwrite_ok=True))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def write(sheet: Any, rows: list[list[Any]]) -> None:
    """Write rows from the top left."""
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write(number, column, value)


def _marks() -> Iterator[Case]:
    def struck(_: Any, sheet: Any) -> None:
        write(sheet, [["Drug", "Dose", "Note"], ["Quorvex", "", ""]])
        line = xlwt.easyfont("struck_out true")
        sheet.write_rich_text(1, 1, [("90 mg ", line), "60 mg"])
        sheet.write(1, 2, "may be crushed", xlwt.easyxf(STRUCK))

    yield Case(
        "struck.xls",
        xls(struck),
        {
            "kind": "struck text",
            "must": ["Drug: Quorvex; Dose: 60 mg"],
            "must_not": ["90 mg", "crushed"],
            "remarks": ["Struck-through text was left out"],
        },
    )

    def raised(_: Any, sheet: Any) -> None:
        up = xlwt.easyfont("escapement superscript")
        down = xlwt.easyfont("escapement subscript")
        write(sheet, [["Vial", "Content", "Dose"], ["A", "", ""]])
        sheet.write_rich_text(1, 1, ["2 x 10", ("13", up), " genomes in H", ("2", down), "O"])
        sheet.write_rich_text(1, 2, ["25", ("1", up), " mg"])

    yield Case(
        "raised.xls",
        xls(raised),
        {
            "kind": "superscripts",
            "held_out": True,
            "must": ["2 x 10^13 genomes in H2O", "25 [1] mg"],
            "must_not": ["1013", "251 mg"],
        },
    )


def _tables() -> Iterator[Case]:
    note = "take it with a full glass of water and wait for half an hour before eating"

    def sections(_: Any, sheet: Any) -> None:
        rows: list[list[Any]] = [["Band", "Dose", "How"]]
        for group, first in (("Adults", 400), ("Children", 40)):
            rows.append([group, "", ""])
            rows += [[f"band {i}", f"{first + i} mg", note] for i in range(1, 31)]
        write(sheet, rows)

    yield Case(
        "bands.xls",
        xls(sections),
        {
            "kind": "section rows",
            "together": [
                ["Adults", "Band: band 25; Dose: 425 mg"],
                ["Children", "Band: band 25; Dose: 65 mg"],
            ],
        },
    )

    def merged(book: Any, sheet: Any) -> None:
        write(sheet, [["Site", "Device", "Secret", "Year"], ["", "freezer 1", "x", 2026]])
        write(sheet, [["Site", "Device", "Secret", "Year"]])
        sheet.write_merge(1, 2, 0, 0, "Basel")
        sheet.write(2, 1, "freezer 2")
        sheet.write(2, 3, 2027)
        sheet.write(3, 0, "Oslo")
        sheet.write(3, 1, "gone")
        sheet.row(3).hidden = True
        sheet.col(2).hidden = True
        hidden = book.add_sheet("Hidden")
        hidden.write(0, 0, "nobody")
        hidden.visibility = 1

    yield Case(
        "merged.xls",
        xls(merged),
        {
            "kind": "merged and hidden",
            "held_out": True,
            "must": ["Site: Basel; Device: freezer 2; Year: 2027"],
            "must_not": ["gone", "Secret", "nobody"],
            "remarks": ["1 sheet, 1 row, 1 column"],
        },
    )
