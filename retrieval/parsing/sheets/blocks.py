"""The rows of a sheet to blocks: merged cells filled, hidden columns left out, tables apart."""

from __future__ import annotations

from collections.abc import Iterator

from retrieval.parsing.documents import Block
from retrieval.parsing.sheets.findings import MAX_COLUMNS, Findings
from retrieval.parsing.sheets.properties import SheetMarks
from retrieval.parsing.sheets.regions import Region, SheetRow, header_rows, regions
from retrieval.parsing.tables.reading import COVERED, Row, read_table
from retrieval.parsing.text.cleaning import clean


def without_columns(
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


class Merged:
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


def sheet_blocks(groups: list[list[SheetRow]]) -> Iterator[Block]:
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
