"""What the file of a sheet says beside its values: hidden parts, merged cells, bare formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

MAX_MERGES = 20_000

# Tags end at ">", which cannot stand in an attribute of these; each is read once.
_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b([^>]{0,2000})>")
_COLUMN = re.compile(rb"<(?:\w{1,20}:)?col\b([^>]{0,2000})>")
_MERGE = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\b[^>]{0,200}?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"
)
_FORMULA = re.compile(
    rb"<(?:\w{1,20}:)?f\b(?:[^>]{0,2000}/>|[^>]{0,2000}>[^<]{0,9000}</(?:\w{1,20}:)?f>)"
    rb"(?:<(?:\w{1,20}:)?v\s?/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?</(?:\w{1,20}:)?c>"
)
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\b(r|min|max)=[\"'](\d{1,7})[\"']")

_EMPTY_CELL = re.compile(rb"<(?:\w{1,20}:)?c r=[^<>]{0,300}/>")
_EMPTY_ROW = re.compile(rb"<(?:\w{1,20}:)?row\b[^<>]{0,2000}(?:/>|>\s{0,100}</(?:\w{1,20}:)?row>)")


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """Rows and columns count from 1. ``merges`` are first row, column, last row, column.

    ``uncalculated`` counts the formulas that no program has calculated yet.
    """

    hidden_rows: frozenset[int]
    hidden_columns: tuple[tuple[int, int], ...]
    merges: tuple[tuple[int, int, int, int], ...]
    uncalculated: int

    def hides_column(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.hidden_columns)


def read_marks(xml: bytes) -> SheetMarks:
    """Read the marks of a sheet from its file."""
    rows: set[int] = set()
    number = 0
    for row in _ROW.finditer(xml):
        values = dict(_NUMBER.findall(row[1]))
        number = int(values[b"r"]) if b"r" in values else number + 1
        if _HIDDEN.search(row[1]):
            rows.add(number)
    columns: list[tuple[int, int]] = []
    for column in _COLUMN.finditer(xml):
        if _HIDDEN.search(column[1]):
            values = dict(_NUMBER.findall(column[1]))
            first = int(values.get(b"min", 0))
            columns.append((first, int(values.get(b"max", first))))
    merges: list[tuple[int, int, int, int]] = []
    for found in _MERGE.finditer(xml):
        left, top, right, bottom = (part.decode() for part in found.groups())
        places = column_index_from_string(left), column_index_from_string(right)
        merges.append((int(top), places[0], int(bottom), places[1]))
        if len(merges) >= MAX_MERGES:
            break
    uncalculated = sum(1 for _ in _FORMULA.finditer(xml))
    return SheetMarks(frozenset(rows), tuple(columns), tuple(merges), uncalculated)


def without_empty(xml: bytes) -> bytes:
    """Take out cells and rows that have a look and no value: a sheet may have a million of them.

    Only where each says its place, so that the others keep theirs.
    """
    if xml.count(b"<c ") == xml.count(b"<c r="):
        xml = _EMPTY_CELL.sub(b"", xml)
    if xml.count(b"<row ") == xml.count(b"<row r="):
        xml = _EMPTY_ROW.sub(b"", xml)
    return xml
