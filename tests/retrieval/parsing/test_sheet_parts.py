"""Workbooks: what lies over cells, tables beside each other, bold column names, struck cells."""

from __future__ import annotations

import io
from typing import Any

import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.parse import parse
from tests.retrieval.files import with_entry
from tests.retrieval.office_files import A, R, entry, sheet_of, with_part, workbook

DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
XDR = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'


def rows(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks[1:]]


def with_text_box(data: bytes, *texts: str) -> bytes:
    """Lay a text box over the first sheet."""
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    drawing = (
        f"<xdr:wsDr {XDR} {A}><xdr:twoCellAnchor><xdr:sp><xdr:txBody>{lines}</xdr:txBody></xdr:sp>"
        "</xdr:twoCellAnchor></xdr:wsDr>"
    )
    sheet = "xl/worksheets/sheet1.xml"
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    data = with_entry(data, "xl/worksheets/_rels/sheet1.xml.rels", rels + b"</Relationships>")
    data = with_part(data, sheet, "drawing", "xl/drawings/drawing1.xml", drawing.encode(), DRAWING)
    xml = entry(data, sheet).decode()
    linked = xml.replace("</worksheet>", f'<drawing {R} r:id="rIdAdded"/></worksheet>')
    return with_entry(data, sheet, linked.encode())


def test_text_boxes_over_cells_are_read() -> None:
    data = with_text_box(sheet_of(["Site", "Desks"], ["Basel", 5]), "Valid until May", "Ask Ada")

    assert rows(parse(data, "a.xlsx")) == ["Site: Basel; Desks: 5", "Valid until May", "Ask Ada"]


def test_a_workbook_of_nothing_but_a_text_box_is_read() -> None:
    data = with_text_box(workbook(lambda *_: None), "Store it in the fridge.")

    assert rows(parse(data, "a.xlsx")) == ["Store it in the fridge."]


def charted(book: Any, sheet: Any) -> None:
    for row in (["Arm", "Responders"], ["Placebo", 14], ["Examplin", 49]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.title = "Responders"
    book.create_sheet("Figure").add_chart(chart, "A1")


def test_a_chart_over_cells_is_its_title_since_the_cells_hold_its_figures() -> None:
    assert rows(parse(workbook(charted), "a.xlsx")) == [
        "Arm: Placebo; Responders: 14",
        "Arm: Examplin; Responders: 49",
        "Figure",
        "Responders",
    ]


def test_struck_cells_and_parts_of_cells_are_left_out_and_counted() -> None:
    def build(_: Any, sheet: Any) -> None:
        for row in (["Drug", "Dose", "Food"], ["Q", "60 mg", "no"], ["D", "5 mg", "yes"]):
            sheet.append(row)
        sheet["C2"].font = Font(strike=True)
        sheet["C3"].font = Font(strike=True)

    document = parse(workbook(build), "a.xlsx")

    assert rows(document) == ["Drug: Q; Dose: 60 mg", "Drug: D; Dose: 5 mg"]
    assert document.remarks == ("Struck-through text was left out: in 2 cells.",)


def test_shared_strings_keep_raised_figures_apart() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet, raised = book.add_worksheet(), book.add_format({"font_script": 1})
    gone = book.add_format({"font_strikeout": True})
    sheet.write_row(0, 0, ["Vial", "Content"])
    sheet.write_row(1, 0, ["A"])
    sheet.write_rich_string(1, 1, "2 x 10", raised, "13", " genomes")
    sheet.write_row(2, 0, ["B"])
    sheet.write_rich_string(2, 1, gone, "30 mg", " 25 mg")
    book.close()

    document = parse(file.getvalue(), "a.xlsx")

    assert rows(document) == ["Vial: A; Content: 2 x 10^13 genomes", "Vial: B; Content: 25 mg"]
    assert document.remarks == ("Struck-through text was left out: in 1 cell.",)


def test_tables_beside_each_other_are_two() -> None:
    data = sheet_of(
        ["Product", "Launch", None, "Site", "Contact"],
        ["Lumexa", "May", None, "Basel", "Rita Moor"],
        ["Morvatin", "June", None, "Oslo", "Kai Brandt"],
    )

    assert rows(parse(data, "a.xlsx")) == [
        "Product: Lumexa; Launch: May",
        "Product: Morvatin; Launch: June",
        "Site: Basel; Contact: Rita Moor",
        "Site: Oslo; Contact: Kai Brandt",
    ]


def test_figures_that_an_empty_column_sets_off_stay_in_their_row() -> None:
    data = sheet_of(
        ["Item", 2024, 2025, None, "Change", "Share"],
        ["Sales", 10, 12, None, 2, 20],
        ["Costs", 5, 6, None, 1, 20],
    )

    assert rows(parse(data, "a.xlsx"))[0] == "Item: Sales; 2024: 10; 2025: 12; Change: 2; Share: 20"


def test_bold_letters_say_which_row_names_the_columns() -> None:
    def build(_: Any, sheet: Any) -> None:
        for row in (["Basel", "7"], ["Oslo", "8"], ["Riga", "9"]):
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)

    assert rows(parse(workbook(build), "a.xlsx")) == ["Basel: Oslo; 7: 8", "Basel: Riga; 7: 9"]


def test_a_workbook_without_values_says_what_it_has_instead() -> None:
    with pytest.raises(ParseError, match=r"no values"):
        parse(workbook(lambda *_: None), "a.xlsx")
