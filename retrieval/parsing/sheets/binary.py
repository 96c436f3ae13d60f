"""XLS (Excel 97 to 2003) to blocks: as the cells show, like newer workbooks."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import xlrd
from openpyxl.styles.numbers import is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from retrieval.parsing.documents import Block, ParsedDocument, ParseError
from retrieval.parsing.office.archives import DAMAGED
from retrieval.parsing.sheets.blocks import Merged, sheet_blocks, without_columns
from retrieval.parsing.sheets.cells import GENERAL, shown
from retrieval.parsing.sheets.findings import MAX_COLUMNS, Findings
from retrieval.parsing.sheets.properties import MAX_MERGES, SheetMarks
from retrieval.parsing.sheets.regions import NO_COLUMNS, SheetRow
from retrieval.parsing.text.cleaning import clean, readable_name
from retrieval.parsing.text.superscripts import Piece, Script, with_scripts

PARSER = "xls/1"
MAX_ROWS = 100_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAM = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")
_OBJECT = 0x005D
_SCRIPTS: dict[int, Script] = {1: "raised", 2: "lowered"}
# What else programs save under this name; Excel opens it all the same.
_OTHERS = (
    (b"PK", "a newer workbook or another zipped file", ".xlsx"),
    (b"<?xml", "XML of Excel 2003", ""),
    (b"<", "a web page", ".html"),
    (b"{\\rtf", "an RTF document", ".rtf"),
    (b"%PDF", "a PDF", ".pdf"),
)
_DAMAGED = (
    XLRDError,
    CompDocError,
    struct.error,
    IndexError,
    KeyError,
    ValueError,
    AssertionError,
    AttributeError,
    TypeError,
    OverflowError,
    UnicodeDecodeError,
)


def parse_xls(data: bytes, path: str) -> ParsedDocument:
    """Read a workbook of the binary format; raises `ParseError` like `parse_xlsx`."""
    if not data.startswith((_OLE, *_STREAM)):
        raise ParseError(_other(data))
    found = Findings()
    try:
        book = xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            logfile=io.StringIO(),
            on_demand=True,
            ragged_rows=True,
        )
        sheets = [sheet for sheet in book.sheets() if not sheet.visibility]
        found.hidden_sheets = book.nsheets - len(sheets)
        for sheet in sheets:
            blocks = list(sheet_blocks(_Sheet(book, sheet, found).groups()))
            if blocks:
                found.blocks += [Block("heading", clean(sheet.name) or "Sheet", 1), *blocks]
        _count_objects(book, found)
    except ParseError:
        raise
    except _DAMAGED as error:
        raise ParseError(_reason(error)) from error
    if not found.blocks:
        raise ParseError(" ".join([found.emptiness(), *found.remarks()]))
    return ParsedDocument(
        readable_name(path), tuple(found.blocks), None, PARSER, tuple(found.remarks())
    )


def _count_objects(book: Any, found: Findings) -> None:
    """Count what lies over the cells, which the library does not read."""
    if book.biff_version < 80:
        return
    stream, at = book.mem, book.base
    end = min(book.base + book.stream_len, len(stream))
    while at + 10 <= end:
        record, size = struct.unpack_from("<HH", stream, at)
        if record == _OBJECT and size >= 6:
            kind = struct.unpack_from("<H", stream, at + 8)[0]
            found.charts += kind == 5
            found.boxes += kind in {6, 30}
            found.pictures += kind == 8
        at += 4 + size


def _other(data: bytes) -> str:
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, kind, suffix in _OTHERS:
        if start.startswith(beginning.lower()):
            step = f"Rename it to {suffix}." if suffix else "Open it, and save it as XLSX."
            return f"The content is {kind} although the name ends in .xls. {step}"
    return (
        "The content is not a workbook although the name ends in .xls. If it is text with commas "
        "or tabs, rename it to .csv."
    )


def _reason(error: Exception) -> str:
    text = str(error).lower()
    if "encrypted" in text or "password" in text:
        return "The file is password-protected. Save it without a password."
    if "can't find workbook" in text or "unsupported format" in text:
        return "The content is not an XLS file although the name says so."
    return DAMAGED


class _Sheet:
    """One sheet: its cells by their number formats and fonts."""

    def __init__(self, book: Any, sheet: Any, found: Findings) -> None:
        self._book = book
        self._sheet = sheet
        self._found = found
        self._epoch = CALENDAR_MAC_1904 if book.datemode else CALENDAR_WINDOWS_1900
        hidden = [i + 1 for i, info in sheet.colinfo_map.items() if info.hidden]
        rows = frozenset(i + 1 for i, info in sheet.rowinfo_map.items() if info.hidden)
        merges = tuple(
            (top + 1, left + 1, bottom, right)
            for top, bottom, left, right in sheet.merged_cells[:MAX_MERGES]
        )
        self._marks = SheetMarks(rows, tuple((i, i) for i in hidden), merges, 0)

    def groups(self) -> list[list[SheetRow]]:
        """The rows that are shown, in groups that empty rows part."""
        groups: list[list[SheetRow]] = [[]]
        merged = Merged(self._marks)
        for number in range(self._sheet.nrows):
            cells, bold = self._row(number)
            hidden = number + 1 in self._marks.hidden_rows
            if not any(cells):
                if groups[-1] and not hidden:
                    groups.append([])
                continue
            texts = merged.filled(number + 1, cells)
            if hidden:
                self._found.hidden_rows += 1
                continue
            self._found.rows += 1
            if self._found.rows > MAX_ROWS:
                raise ParseError("The workbook has more than 100,000 rows. Split it.")
            groups[-1].append(SheetRow(texts, frozenset(bold) if bold else NO_COLUMNS))
        return without_columns([group for group in groups if group], self._marks, self._found)

    def _row(self, number: int) -> tuple[list[str], list[int]]:
        texts: list[str] = []
        bold: list[int] = []
        for column, cell in enumerate(self._sheet.row(number)[:MAX_COLUMNS]):
            text, is_bold = self._cell(number, column, cell)
            texts.append(text)
            if is_bold and text:
                bold.append(column)
        return texts, bold

    def _cell(self, row: int, column: int, cell: Any) -> tuple[str, bool]:
        if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK} or cell.value == "":
            return "", False
        look = self._book.xf_list[cell.xf_index] if cell.xf_index is not None else None
        font = self._book.font_list[look.font_index] if look is not None else None
        if font is not None and font.struck_out:
            self._found.struck += 1
            return "", False
        runs = self._sheet.rich_text_runlist_map.get((row, column))
        if runs and isinstance(cell.value, str):
            text = with_scripts(self._pieces(cell.value, runs, font))
        else:
            text = self._shown(cell, look)
        return text, bool(font is not None and (font.bold or font.weight >= 700))

    def _pieces(self, text: str, runs: Sequence[tuple[int, int]], font: Any) -> Iterator[Piece]:
        """The parts of a text that are set in several ways."""
        struck = False
        places = [(0, font), *((at, self._book.font_list[index]) for at, index in runs)]
        for i, (start, look) in enumerate(places):
            end = places[i + 1][0] if i + 1 < len(places) else len(text)
            part = text[start:end]
            if look is not None and look.struck_out:
                struck = struck or bool(part.strip())
            else:
                yield part, _SCRIPTS.get(look.escapement, "") if look is not None else ""
        self._found.struck += struck

    def _shown(self, cell: Any, look: Any) -> str:
        value = cell.value
        form = self._book.format_map.get(look.format_key) if look is not None else None
        code = form.format_str if form is not None and form.format_str else GENERAL
        elapsed = is_timedelta_format(code)
        match cell.ctype:
            case xlrd.XL_CELL_DATE | xlrd.XL_CELL_NUMBER if elapsed:
                return shown(timedelta(days=value), code)
            case xlrd.XL_CELL_DATE:
                moment = from_excel(value, self._epoch)
                return shown(moment if moment is not None else timedelta(days=value), code)
            case xlrd.XL_CELL_BOOLEAN:
                return "yes" if value else "no"
            case xlrd.XL_CELL_ERROR:
                return str(xlrd.error_text_from_code.get(value, "#ERROR"))
            case xlrd.XL_CELL_NUMBER:
                return shown(int(value) if value == int(value) else value, code)
        return shown(str(value), code)
