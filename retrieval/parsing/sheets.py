"""XLSX to blocks: every visible sheet is a section, every row a sentence."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError as XmlError

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office import check_package
from retrieval.parsing.tables import row_blocks
from retrieval.parsing.text import clean, readable_name

PARSER = "xlsx/1"
MAX_ROWS = 100_000
MAX_COLUMNS = 500


def parse_xlsx(data: bytes, path: str) -> ParsedDocument:
    """Read a workbook, formulas as the values last calculated.

    Raises `ParseError` when it is damaged, protected, without values, or has more than 100,000
    rows.
    """
    check_package(data, main_part="xl/workbook.xml", kind="XLSX")
    blocks: list[Block] = []
    count = 0
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: charts, validation rules.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    continue
                rows = []
                for row in _rows(sheet):
                    count += 1
                    if count > MAX_ROWS:
                        raise ParseError("The workbook has more than 100,000 rows. Split it.")
                    rows.append(row)
                blocks.extend(_sheet(sheet.title, rows))
            book.close()
    except (
        InvalidFileException,
        KeyError,
        XmlError,
        etree.XMLSyntaxError,
        zipfile.BadZipFile,
    ) as e:
        raise ParseError("The file is damaged or cut short. Save it again.") from e
    if not blocks:
        raise ParseError("The workbook has no values.")
    title = clean(book.properties.title or "") or readable_name(path)
    return ParsedDocument(title, tuple(blocks), None, PARSER)


def _rows(sheet: Any) -> Iterator[list[str]]:
    # The file says how large the sheet is, and need not tell the truth.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        cells = [_text(cell) for cell in row[:MAX_COLUMNS]]
        if any(cells):
            yield cells


def _text(cell: Any) -> str:
    match cell.value:
        case None:
            return ""
        case bool() as value:
            return "yes" if value else "no"
        case datetime() as value if value.time() != time():
            return value.isoformat(" ", "minutes")
        case date() as value:
            return value.isoformat()[:10]
        case int() | float() as value:
            share = "%" in (cell.number_format or "")
            return f"{value * 100:.10g}%" if share else f"{value:.15g}"
        case value:
            return str(value)


def _sheet(name: str, rows: list[list[str]]) -> Iterator[Block]:
    if not rows:
        return
    yield Block("heading", clean(name) or "Sheet", 1)
    wide = max(sum(1 for cell in row if cell) for row in rows)
    start = 0
    # A line or two above the table often say what it is.
    while wide > 1 and start < len(rows) and sum(1 for cell in rows[start] if cell) == 1:
        yield Block("paragraph", clean(next(cell for cell in rows[start] if cell)))
        start += 1
    width = max((len(row) for row in rows[start:]), default=0)
    yield from row_blocks([row + [""] * (width - len(row)) for row in rows[start:]])
