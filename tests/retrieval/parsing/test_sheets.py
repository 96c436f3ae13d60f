from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.parse import parse
from tests.retrieval.files import with_entry


def workbook(build: Callable[[Any, Any], None]) -> bytes:
    """Make a workbook; ``build`` gets it and its first sheet."""
    book = openpyxl.Workbook()
    build(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(build: Callable[[Any, Any], None]) -> ParsedDocument:
    return parse(workbook(build), "a.xlsx")


def rows(document: ParsedDocument) -> list[str]:
    return [block.text for block in document.blocks[1:]]


def table(sheet: Any) -> None:
    for row in (["product", "price", "cost"], ["Q", 12, 3], ["D", 20, 4], ["Y", 31, 5]):
        sheet.append(row)


def test_hidden_sheets_rows_and_columns_are_left_out_and_counted() -> None:
    def build(book: Any, sheet: Any) -> None:
        table(sheet)
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        for state in ("hidden", "veryHidden"):
            other = book.create_sheet(state)
            other.append(["secret"])
            other.sheet_state = state

    document = read(build)

    assert rows(document) == ["product: Q; price: 12", "product: Y; price: 31"]
    assert document.remarks == (
        "Hidden or filtered out, and left out here: 2 sheets, 1 row, 1 column.",
    )


def test_comments_and_defined_names_are_not_text() -> None:
    def build(book: Any, sheet: Any) -> None:
        table(sheet)
        sheet["A2"].comment = Comment("between us", "x")
        book.defined_names["SECRET"] = DefinedName("SECRET", attr_text='"codeword"')

    assert "between us" not in str(read(build).blocks)
    assert "codeword" not in str(read(build).blocks)


def test_a_formula_is_read_as_its_value_and_without_one_the_owner_hears_of_it() -> None:
    def build(book: Any, sheet: Any) -> None:
        table(sheet)
        sheet["B3"] = "=B2*2"
        sheet["C3"] = "=C2*2"

    data = workbook(build)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    xml = xml.replace(b"<f>B2*2</f><v></v>", b"<f>B2*2</f><v>24</v>")
    document = parse(with_entry(data, "xl/worksheets/sheet1.xml", xml), "a.xlsx")

    assert rows(document)[1] == "product: D; price: 24"
    assert document.remarks[0].startswith("1 formula without a value")


def test_a_workbook_of_formulas_alone_is_refused_with_the_remedy() -> None:
    with pytest.raises(ParseError, match="save it"):
        read(lambda _, sheet: sheet.append(["=1+1"]))


def test_merged_cells_name_each_of_their_columns_and_rows() -> None:
    def build(book: Any, sheet: Any) -> None:
        for row in (
            ["Site", 2025, None, 2026],
            [None, "H1", "H2", "H1"],
            ["Basel", 1, 2, 3],
            [None, 4, 5, 6],
        ):
            sheet.append(row)
        for area in ("A1:A2", "B1:C1", "A3:A4"):
            sheet.merge_cells(area)

    assert rows(read(build)) == [
        "Site: Basel; 2025, H1: 1; 2025, H2: 2; 2026, H1: 3",
        "Site: Basel; 2025, H1: 4; 2025, H2: 5; 2026, H1: 6",
    ]


def test_tables_that_an_empty_row_parts_have_each_their_names() -> None:
    def build(book: Any, sheet: Any) -> None:
        table(sheet)
        for row in ([], ["Z", 7, 6], [], ["site", "people", "desks"], ["Basel", 5, 6]):
            sheet.append(row)

    assert rows(read(build))[3:] == [
        "product: Z; price: 7; cost: 6",
        "site: Basel; people: 5; desks: 6",
    ]


def test_a_table_whose_columns_are_years_keeps_them() -> None:
    def build(book: Any, sheet: Any) -> None:
        for row in ([None, 2024, 2025], ["Revenue", 10.5, 11], ["Costs", 7, -8]):
            sheet.append(row)

    assert rows(read(build)) == ["Revenue; 2024: 10.5; 2025: 11", "Costs; 2024: 7; 2025: -8"]


def test_a_sheet_that_is_too_wide_is_cut_and_the_owner_hears_of_it() -> None:
    document = read(lambda _, sheet: sheet.append(list(range(600))))

    assert document.remarks == ("Sheet 'Sheet' is wider than 500 columns; the rest is not read.",)
