"""The cells of a sheet as they are shown: by their number format, and not what is struck out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

from retrieval.parsing.sheets.number_formats import (
    general,
    shown_moment,
    shown_number,
    shown_text,
)

GENERAL = "General"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell is set: its number format, and whether its letters are bold or struck through."""

    code: str
    bold: bool
    struck: bool


PLAIN = Look(GENERAL, False, False)


class Looks:
    """The styles of a workbook, each read when the first cell has it; counts what is struck.

    ``inline`` are the texts of a sheet that cells hold themselves and that are set in several
    ways: by row and column, with whether a part is struck.
    """

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, Look] = {0: self._read(0)}
        self.inline: dict[tuple[int, int], tuple[str, bool]] = {}
        self.struck = 0

    def of(self, cell: Any) -> Look:
        """How a cell is set. A place without a cell has no style."""
        style = getattr(cell, "_style_id", None)
        if style is None:
            return PLAIN
        if style not in self._known:
            self._known[style] = self._read(style)
        return self._known[style]

    def _read(self, style: int) -> Look:
        styles = self._book._cell_styles
        if not 0 <= style < len(styles):
            return PLAIN
        array, fonts = styles[style], self._book._fonts
        font = fonts[array.fontId] if array.fontId < len(fonts) else None
        return Look(
            self._code(array.numFmtId),
            bool(font is not None and font.b),
            bool(font is not None and font.strike),
        )

    def _code(self, number: int) -> str:
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, GENERAL))
        formats = self._book._number_formats
        at = number - BUILTIN_FORMATS_MAX_SIZE
        return str(formats[at]) if at < len(formats) else GENERAL

    def text(self, cell: Any) -> str:
        """The value of a cell as it is shown; nothing of one that is struck through."""
        value = cell.value
        if value is None:
            return ""
        look = self.of(cell)
        if look.struck:
            self.struck += 1
            return ""
        if self.inline and (cell.row, cell.column) in self.inline:
            text, struck = self.inline[cell.row, cell.column]
            self.struck += struck
            return text
        return shown(value, look.code)


def shown(value: object, code: str) -> str:
    """A value as a cell with this number format shows it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return general(value) if code == GENERAL else shown_number(value, code)
        case datetime() | date() | time() | timedelta():
            return shown_moment(value, code)
        case str():
            return shown_text(value, code) if "@" in code and len(code) > 1 else value
        case _:
            return str(value)
