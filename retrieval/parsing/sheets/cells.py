"""The cells of a sheet as they are shown: by their number format, and not what is struck out."""

from __future__ import annotations

from collections.abc import Sequence
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

    def read(self, cells: Sequence[Any]) -> tuple[list[str], list[int]]:
        """The texts of a row as they are shown, and the places whose letters are bold."""
        texts: list[str] = []
        bold: list[int] = []
        for i, cell in enumerate(cells):
            value = cell.value
            if value is None:
                texts.append("")
                continue
            look = self._known.get(cell._style_id) or self._look(cell._style_id)
            texts.append(self._text(cell, value, look))
            if look.bold:
                bold.append(i)
        return texts, bold

    def _look(self, style: int) -> Look:
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

    def _text(self, cell: Any, value: object, look: Look) -> str:
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
    if isinstance(value, str):
        return shown_text(value, code) if "@" in code and len(code) > 1 else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return general(value) if code == GENERAL else shown_number(value, code)
    if isinstance(value, datetime | date | time | timedelta):
        return shown_moment(value, code)
    return str(value)
