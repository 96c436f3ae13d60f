"""XLSX to blocks: every visible sheet is a section, every row a sentence."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
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
from retrieval.parsing.sheets.cells import Looks
from retrieval.parsing.sheets.drawings import Drawings
from retrieval.parsing.sheets.findings import MAX_COLUMNS, Findings
from retrieval.parsing.sheets.properties import SheetMarks, read_marks, without_empty
from retrieval.parsing.sheets.regions import (
    NO_COLUMNS,
    Region,
    SheetRow,
    header_rows,
    regions,
)
from retrieval.parsing.sheets.strings import marked_cells, marked_strings
from retrieval.parsing.tables.reading import COVERED, Row, read_table
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
        blocks = list(_sheet(_rows(sheet, marks, looks, found)))
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
    merged = _Merged(marks)
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
    return _without_columns([group for group in groups if group], marks, found)


def _without_columns(
    groups: list[list[SheetRow]], marks: SheetMarks, found: Findings
) -> list[list[SheetRow]]:
    if not marks.hidden_columns:
        return groups
    width = max((len(row.cells) for group in groups for row in group), default=0)
    kept = [i for i in range(width) if not marks.hides_column(i + 1)]
    hidden = set(range(width)) - set(kept)
    found.hidden_columns += len(
        {i for group in groups for row in group for i in row.filled} & hidden
    )
    return [[row.only(kept) for row in group] for group in groups]


class _Merged:
    """Writes the value of a merged cell into each of its rows."""

    def __init__(self, marks: SheetMarks) -> None:
        self._starts: dict[int, list[tuple[int, int, int]]] = {}
        for top, left, bottom, right in marks.merges:
            if left <= MAX_COLUMNS:
                self._starts.setdefault(top, []).append((left, bottom, min(right, MAX_COLUMNS)))
        self._open: list[tuple[int, int, int, str]] = []

    def filled(self, number: int, cells: list[str]) -> Row:
        """The cells of row ``number``; those that another one on their left covers are marked."""
        self._open = [merge for merge in self._open if merge[1] >= number]
        for left, bottom, right in self._starts.pop(number, ()):
            text = cells[left - 1] if left <= len(cells) else ""
            if text:
                self._open.append((left, bottom, right, text))
        if not self._open:
            return cells
        texts: list[str | None] = list(cells)
        for left, _, right, text in self._open:
            texts += [""] * (right - len(texts))
            texts[left - 1] = text
            texts[left:right] = [COVERED] * (right - left)
        return texts


def _sheet(groups: list[list[SheetRow]]) -> Iterator[Block]:
    names: dict[int, list[str]] = {}
    for group in groups:
        for region in regions(group):
            yield from _region(region, names)


def _region(region: Region, names: dict[int, list[str]]) -> Iterator[Block]:
    """One table; ``names`` are those of the tables above, by the column in which they begin."""
    rows = region.rows
    wide = max(len(row.filled) for row in rows)
    start = 0
    # A line or two above the table often say what it is.
    while wide > 1 and start < len(rows) and len(rows[start].filled) == 1:
        yield Block("paragraph", clean(rows[start].cells[rows[start].filled[0]] or ""))
        start += 1
    width = max((len(row.cells) for row in rows[start:]), default=0)
    table = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows[start:]]
    read = read_table(table, header=header_rows(rows[start:]))
    known = names.get(region.left, [])
    if known and not read.names and wide > 1 and width <= len(known):
        # An empty row does not end a table.
        read = read_table(table, names=known)
    names[region.left] = read.names
    for line in read.lines:
        yield Block("table_row", line.text, line.level)
