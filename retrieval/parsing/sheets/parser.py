"""XLSX to blocks: every visible sheet is a section, every row a sentence."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from typing import Any
from xml.etree.ElementTree import ParseError as XmlError

import openpyxl
from lxml import etree
from openpyxl.utils.exceptions import InvalidFileException

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office_archives import check_package, is_generic_title
from retrieval.parsing.sheets.properties import SheetMarks, read_marks, without_empty
from retrieval.parsing.tables import COVERED, Row, read_rows
from retrieval.parsing.text import clean, readable_name

PARSER = "xlsx/2"
MAX_ROWS = 100_000
MAX_COLUMNS = 500

_DAMAGED = (
    InvalidFileException,
    KeyError,
    ValueError,
    XmlError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
)


@dataclass(slots=True)
class _Workbook:
    """What was read, and what an owner must hear of."""

    blocks: list[Block] = field(default_factory=list)
    rows: int = 0
    hidden_sheets: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    uncalculated: int = 0
    cut: list[str] = field(default_factory=list)

    def remarks(self) -> Iterator[str]:
        hidden = (
            _many(self.hidden_sheets, "sheet"),
            _many(self.hidden_rows, "row"),
            _many(self.hidden_columns, "column"),
        )
        if parts := [part for part in hidden if part]:
            yield f"Hidden or filtered out, and left out here: {', '.join(parts)}."
        if self.uncalculated:
            yield (
                f"{_many(self.uncalculated, 'formula')} without a value: what they give is not "
                "read. Open the file in a spreadsheet program and save it."
            )
        for name in self.cut:
            yield f"Sheet {name!r} is wider than {MAX_COLUMNS} columns; the rest is not read."


def parse_xlsx(data: bytes, path: str) -> ParsedDocument:
    """Read a workbook, formulas as the values last calculated.

    Raises `ParseError` when it is damaged, protected, without values, or has more than 100,000
    rows.
    """
    check_package(data, main_part="xl/workbook.xml", kind="XLSX")
    found = _Workbook()
    try:
        with warnings.catch_warnings():
            # It warns of what it leaves out: charts, validation rules.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                for sheet in book.worksheets:
                    if sheet.sheet_state != "visible":
                        found.hidden_sheets += 1
                        continue
                    xml = package.read(sheet._worksheet_path)
                    marks, values = read_marks(xml), without_empty(xml)
                    # The library would read the part again, and each of its empty rows.
                    sheet._get_source = partial(io.BytesIO, values)
                    found.uncalculated += marks.uncalculated
                    found.blocks.extend(_sheet(sheet.title, _rows(sheet, marks, found)))
            book.close()
    except ParseError:
        raise
    except _DAMAGED as e:
        raise ParseError("The file is damaged or cut short. Save it again.") from e
    if not found.blocks:
        raise ParseError(" ".join(["The workbook has no values.", *found.remarks()]))
    title = clean(book.properties.title or "")
    title = readable_name(path) if is_generic_title(title) else title
    return ParsedDocument(title, tuple(found.blocks), None, PARSER, tuple(found.remarks()))


def _rows(sheet: Any, marks: SheetMarks, found: _Workbook) -> list[list[Row]]:
    """The rows that are shown, in groups that empty rows part."""
    # The file says how large the sheet is, and need not tell the truth.
    sheet.reset_dimensions()
    groups: list[list[Row]] = [[]]
    merged = _Merged(marks)
    widest = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            widest = len(row)
        cells = [_text(cell) for cell in row[:MAX_COLUMNS]]
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
        groups[-1].append(texts)
    if widest:
        found.cut.append(sheet.title)
    return _without_columns([group for group in groups if group], marks, found)


def _without_columns(
    groups: list[list[Row]], marks: SheetMarks, found: _Workbook
) -> list[list[Row]]:
    if not marks.hidden_columns:
        return groups
    width = max((len(row) for group in groups for row in group), default=0)
    hidden = {i for i in range(width) if marks.hides_column(i + 1)}
    used = {i for group in groups for row in group for i in hidden if i < len(row) and row[i]}
    found.hidden_columns += len(used)
    return [
        [[cell for i, cell in enumerate(row) if i not in hidden] for row in group]
        for group in groups
    ]


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


def _sheet(name: str, groups: list[list[Row]]) -> Iterator[Block]:
    if not groups:
        return
    yield Block("heading", clean(name) or "Sheet", 1)
    names: list[str] = []
    for rows in groups:
        wide = max(sum(1 for cell in row if cell) for row in rows)
        start = 0
        # A line or two above the table often say what it is.
        while wide > 1 and start < len(rows) and sum(1 for cell in rows[start] if cell) == 1:
            yield Block("paragraph", clean(next(cell for cell in rows[start] if cell)))
            start += 1
        width = max((len(row) for row in rows[start:]), default=0)
        table = [[*row, *[""] * (width - len(row))] for row in rows[start:]]
        found, texts = read_rows(table)
        if names and not found and wide > 1 and width <= len(names):
            # An empty row does not end a table.
            found, texts = read_rows(table, names=names)
        names = found
        for text in texts:
            yield Block("table_row", text)


def _many(count: int, name: str) -> str:
    if not count:
        return ""
    return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
