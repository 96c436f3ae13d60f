"""XLSX to blocks: every visible sheet is a section, every row a sentence."""

from __future__ import annotations

import io
import warnings
import zipfile
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError as XmlError

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import (
    DAMAGED,
    WORKBOOK,
    is_generic_title,
    opened_package,
)
from retrieval.parsing.sheets.blocks import Merged, sheet_blocks, without_columns
from retrieval.parsing.sheets.cells import Looks
from retrieval.parsing.sheets.drawings import Drawings
from retrieval.parsing.sheets.findings import MAX_COLUMNS, Findings
from retrieval.parsing.sheets.properties import SheetMarks, read_marks, without_empty
from retrieval.parsing.sheets.regions import (
    NO_COLUMNS,
    SheetRow,
)
from retrieval.parsing.sheets.strings import marked_cells, marked_strings
from retrieval.parsing.text.cleaning import clean, readable_name

PARSER = "xlsx/3"
MAX_ROWS = 100_000

_DAMAGED = (
    InvalidFileException,
    KeyError,
    ValueError,
    XmlError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
)


def parse_xlsx(data: bytes, path: str) -> ParsedDocument:
    """Read a workbook, formulas as the values last calculated.

    Raises `ParseError` when it is damaged, protected, without values, or has more than 100,000
    rows.
    """
    data = opened_package(data, WORKBOOK)
    found = Findings()
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: charts, validation rules.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                _read_sheets(book, package, found)
            book.close()
    except ParseError:
        raise
    except _DAMAGED as e:
        raise ParseError(DAMAGED) from e
    if not found.blocks:
        raise ParseError(" ".join([found.emptiness(), *found.remarks()]))
    title = clean(book.properties.title or "")
    title = readable_name(path) if is_generic_title(title) else title
    return ParsedDocument(title, tuple(found.blocks), None, PARSER, tuple(found.remarks()))


def _read_sheets(book: Any, package: zipfile.ZipFile, found: Findings) -> None:
    struck = _read_marked_strings(book, package)
    looks = Looks(book)
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    found.hidden_sheets = len(book.worksheets) - len(shown)
    drawings = Drawings(package, [sheet.title for sheet in shown])
    for sheet in shown:
        xml = package.read(sheet._worksheet_path)
        looks.inline = marked_cells(xml)
        marks, values = read_marks(xml), without_empty(xml)
        # The library would read the part again, and each of its empty rows.
        sheet._get_source = partial(io.BytesIO, values)
        found.uncalculated += marks.uncalculated
        blocks = list(sheet_blocks(_rows(sheet, marks, looks, found)))
        over = drawings.over(sheet._worksheet_path)
        found.add(over)
        if blocks or over.blocks:
            found.blocks.append(Block("heading", clean(sheet.title) or "Sheet", 1))
            found.blocks += [*blocks, *over.blocks]
    for over in drawings.chart_sheets():
        found.add(over)
        found.blocks += over.blocks
    found.struck += looks.struck + struck


def _read_marked_strings(book: Any, package: zipfile.ZipFile) -> int:
    """Write the strings that are set in several ways as they are shown; count those struck."""
    names = [name for name in package.namelist() if name.lower() == "xl/sharedstrings.xml"]
    shared: list[str] = next((sheet._shared_strings for sheet in book.worksheets), [])
    struck = 0
    for name in names:
        for place, text, is_struck in marked_strings(package.read(name)):
            if place < len(shared):
                shared[place] = text
                struck += is_struck
    return struck


def _rows(sheet: Any, marks: SheetMarks, looks: Looks, found: Findings) -> list[list[SheetRow]]:
    """The rows that are shown, in groups that empty rows part."""
    # The file says how large the sheet is, and need not tell the truth.
    sheet.reset_dimensions()
    groups: list[list[SheetRow]] = [[]]
    merged = Merged(marks)
    widest = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            widest = len(row)
        shown = row[:MAX_COLUMNS]
        cells, bold = looks.read(shown)
        hidden = number in marks.hidden_rows
        if not any(cells):
            if groups[-1] and not hidden:
                groups.append([])
            continue
        texts = merged.filled(number, cells)
        if hidden:
            found.hidden_rows += 1
            continue
        found.rows += 1
        if found.rows > MAX_ROWS:
            raise ParseError("The workbook has more than 100,000 rows. Split it.")
        groups[-1].append(SheetRow(texts, frozenset(bold) if bold else NO_COLUMNS))
    if widest:
        found.cut.append(sheet.title)
    return without_columns([group for group in groups if group], marks, found)
