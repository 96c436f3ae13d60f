"""Workbooks with a truth: number formats, struck and raised text, headers, neighbours, overlays."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from tests.retrieval.office_files import retyped, sheet_of, strict, workbook
from tests.retrieval.parsing.fidelity import Case

FORMATS: list[tuple[str, Any, str, str]] = [
    ("Currency", 1250, "[$€-2]\\ #,##0.00", "€ 1,250.00"),
    ("Unit", 2.5, '0.0" mg"', "2.5 mg"),
    ("Material", 12345, "00000000", "00012345"),
    ("Word", 3, '[<5]"low";[<20]"middle";"high"', "low"),
    ("Duration", datetime.timedelta(hours=36, minutes=30), "[h]:mm", "36:30"),
    ("Literal percent", 12.5, '0.0"%"', "12.5%"),
    ("Exponent", 1.2e13, "0.00E+00", "1.20E+13"),
    ("Fraction", 2.5, "# ?/?", "2 1/2"),
    ("Brackets", -450, "#,##0;(#,##0)", "(450)"),
    ("Clock", datetime.time(6, 15), "hh:mm", "06:15"),
    ("Month", datetime.date(2026, 3, 1), "mmm yyyy", "Mar 2026"),
]
HELD_OUT: list[tuple[str, Any, str, str]] = [
    ("Francs", 1990.5, '"CHF" #,##0.00', "CHF 1,990.50"),
    ("Euros behind", 7, "#,##0.00\\ [$€-407]", "7.00 €"),
    ("Dose", 0.75, "# ??/??\\ \\t\\a\\b", "3/4 tab"),
    ("Phone", 5551234, "000\\-0000", "555-1234"),
    ("Answer", 0, '"Yes";"Yes";"No"', "No"),
    ("Over a day", datetime.timedelta(days=4, hours=4), '[hh]" h"', "100 h"),
    ("Millions", 12_500_000, '0.0,,"M"', "12.5M"),
    ("Titre", 0.00032, "0.0E-0", "3.2E-4"),
    ("Monat", datetime.date(2026, 3, 1), "[$-407]mmmm yyyy", "März 2026"),
]


def cases() -> Iterator[Case]:
    """Every file of the set."""
    yield from _formats()
    yield from _marks()
    yield from _headers()
    yield from _sections()
    yield from _neighbours()
    yield from _packages()


def _formats() -> Iterator[Case]:
    for name, rows, held_out in (
        ("shown.xlsx", FORMATS, False),
        ("anzeige.xlsx", HELD_OUT, True),
    ):
        formats = {f"B{i}": code for i, (_, _, code, _) in enumerate(rows, 2)}
        data = sheet_of(["What", "Value"], *([w, v] for w, v, _, _ in rows), formats=formats)
        yield Case(
            name,
            data,
            {
                "kind": "number formats",
                "held_out": held_out,
                "must": [f"What: {what}; Value: {text}" for what, _, _, text in rows],
            },
        )


def _marks() -> Iterator[Case]:
    def struck(_: Any, sheet: Any) -> None:
        sheet.append(["Drug", "Dose", "Note"])
        sheet.append(["Quorvex", "60 mg", "may be crushed"])
        sheet["C2"].font = Font(strike=True)
        line = InlineFont(strike=True)
        sheet["B2"] = CellRichText(TextBlock(line, "90 mg "), "60 mg")

    yield Case(
        "struck.xlsx",
        workbook(struck),
        {
            "kind": "struck text",
            "must": ["Drug: Quorvex; Dose: 60 mg"],
            "must_not": ["90 mg", "crushed"],
            "remarks": ["Struck-through text was left out"],
        },
    )

    def raised(_: Any, sheet: Any) -> None:
        up = InlineFont(vertAlign="superscript")
        sheet.append(["Vial", "Content", "Dose"])
        sheet["A2"] = "A"
        sheet["B2"] = CellRichText("2 x 10", TextBlock(up, "13"), " vector genomes")
        sheet["C2"] = CellRichText("25", TextBlock(up, "1"), " mg")
        sheet["A3"] = CellRichText(TextBlock(up, "1"), " In adults.")

    yield Case(
        "raised.xlsx",
        workbook(raised),
        {
            "kind": "superscripts",
            "held_out": True,
            "must": ["2 x 10^13 vector genomes", "25 [1] mg", "[1] In adults."],
            "must_not": ["1013", "251 mg"],
        },
    )


def _headers() -> Iterator[Case]:
    yield Case(
        "weights.xlsx",
        sheet_of(
            ["Infusion of Osvaril"],
            ["Weight (kg)", 10, 20, 40],
            ["Loading dose (mg)", 55, 110, 180],
            ["Maintenance (mg/h)", 4, 7, 11],
        ),
        {"kind": "column names", "must": ["20: 110", "40: 11"], "must_not": ["; 55; 110"]},
    )
    yield Case(
        "visits.xlsx",
        sheet_of(
            ["Site", "2026-01", "Open", "2026-02", "Open"],
            ["Gdansk", 3, 1, 9, 2],
            ["Porto", 1, 0, 2, 0],
        ),
        {
            "kind": "column names",
            "held_out": True,
            "must": ["Site: Gdansk; 2026-01: 3; Open: 1; 2026-02: 9; Open: 2"],
        },
    )
    yield Case(
        "questionnaire.xlsx",
        sheet_of(
            ["Question", "Answer", "Owner", None, "Due", "Status"],
            ["Is the freezer calibrated?", "yes", "Rita Moor", "annex", "May", "open"],
            ["Is the log kept?", "no", "Kai Brandt", "shelf", "June", "closed"],
        ),
        {
            "kind": "column names",
            "must": ["Question: Is the log kept?; Answer: no; Owner: Kai Brandt", "Due: June"],
        },
    )
    yield Case(
        "cover.xlsx",
        sheet_of(
            ["Document number", "SOP-71554"],
            ["Version", 6],
            ["Owner", "Ingrid Falk"],
            ["Effective date", "1 March 2026"],
        ),
        {
            "kind": "pairs",
            "must": ["Document number: SOP-71554", "Version: 6", "Owner: Ingrid Falk"],
            "must_not": ["SOP-71554: "],
        },
    )
    yield Case(
        "kit.xlsx",
        sheet_of(
            ["Batch", "LOT-778"],
            ["Storage", "2 to 8 degrees"],
            ["Manufacturer", "Kemvar AG"],
            ["Hotline", "ext. 5512"],
        ),
        {
            "kind": "pairs",
            "held_out": True,
            "must": ["Batch: LOT-778", "Manufacturer: Kemvar AG", "Hotline: ext. 5512"],
            "must_not": ["LOT-778: "],
        },
    )


def _sections() -> Iterator[Case]:
    comment = "take it with a full glass of water and wait for half an hour before eating"

    def bands(first: int) -> list[list[Any]]:
        return [[f"band {i}", f"{first + i} mg", comment] for i in range(1, 31)]

    yield Case(
        "dosing.xlsx",
        sheet_of(
            ["Weight band", "Morning dose", "Comment"],
            ["Adults"],
            *bands(400),
            ["Children under twelve"],
            *bands(40),
        ),
        {
            "kind": "section rows",
            "together": [
                ["Adults", "band 25; Morning dose: 425 mg"],
                ["Children under twelve", "band 25; Morning dose: 65 mg"],
            ],
        },
    )

    def nested(_: Any, sheet: Any) -> None:
        rows = [["Weight", "Rate", "Comment"]]
        for group, first in (("Adults", 100), ("Children", 10)):
            rows += [[group, "", ""]]
            for kidneys, less in (("Normal kidneys", 0), ("Reduced clearance", 5)):
                rows += [[kidneys, "", ""]]
                rows += [[f"{k} kg", f"{first + k - less} ml/h", comment] for k in range(40, 70)]
        for row in rows:
            sheet.append(row)
        for number, row in enumerate(rows, 1):
            if not any(row[1:]):
                sheet.merge_cells(f"A{number}:C{number}")

    yield Case(
        "infusion.xlsx",
        workbook(nested),
        {
            "kind": "section rows",
            "held_out": True,
            "together": [
                ["Adults", "Reduced clearance", "60 kg; Rate: 155 ml/h"],
                ["Children", "Normal kidneys", "60 kg; Rate: 70 ml/h"],
            ],
        },
    )


def _neighbours() -> Iterator[Case]:
    yield Case(
        "overview.xlsx",
        sheet_of(
            ["Product", "Launch", None, "Site", "Contact"],
            ["Lumexa", "March 2027", None, "Basel", "Rita Moor"],
            ["Morvatin", "June 2027", None, "Oslo", "Kai Brandt"],
        ),
        {
            "kind": "neighbouring tables",
            "must": ["Product: Lumexa; Launch: March 2027", "Site: Basel; Contact: Rita Moor"],
            "must_not": ["March 2027; Site", "June 2027; Site"],
        },
    )
    yield Case(
        "board.xlsx",
        sheet_of(
            ["Freezers", None, None, None, "Duty roster"],
            ["Freezer", "Setpoint", None, None, "Week", "On call"],
            ["F-1", "minus 20", None, None, 14, "Ada Lind"],
            ["F-2", "minus 80", None, None, 15, "Per Holm"],
            [None, None, None, None, 16, "Eva Roth"],
        ),
        {
            "kind": "neighbouring tables",
            "held_out": True,
            "must": ["Freezer: F-2; Setpoint: minus 80", "Week: 16; On call: Eva Roth"],
            "must_not": ["minus 20; Week", "minus 80; Week"],
        },
    )


def _packages() -> Iterator[Case]:
    plain = sheet_of(["Test", "Limit"], ["Assay", "95.0 to 105.0 %"], ["Water", "at most 0.5 %"])
    truth = {"kind": "package forms", "must": ["Test: Assay; Limit: 95.0 to 105.0 %"]}
    formats = "vnd.openxmlformats-officedocument.spreadsheetml"
    macro = retyped(plain, f"{formats}.sheet.main", "vnd.ms-excel.sheet.macroEnabled.main")
    yield Case("strict.xlsx", strict(plain), truth)
    yield Case("macros.xlsm", macro, truth)
    template = retyped(plain, f"{formats}.sheet.main", f"{formats}.template.main")
    yield Case("template.xltx", template, {**truth, "held_out": True})

    def charted(book: Any, sheet: Any) -> None:
        for row in (["Arm", "Responders"], ["Placebo", 14], ["Examplin", 49]):
            sheet.append(row)
        chart = BarChart()
        chart.title = "Responders at week 24"
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        book.create_sheet("Figure").add_chart(chart, "A1")

    yield Case(
        "charted.xlsx",
        workbook(charted),
        {
            "kind": "parts over cells",
            "must": ["Arm: Examplin; Responders: 49", "Responders at week 24"],
        },
    )
