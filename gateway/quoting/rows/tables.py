"""Tables within passages: their rows, read back into cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gateway.calls import Excerpt
from gateway.quoting.sentences import Sentence

# Parsing writes a row as ``product: Qavoretin; market: US``, perhaps behind a label without a name.
_PART = "; "
_LONGEST_NAME = 80
# A sentence with two colons is none.
_LONGEST_LABEL = 160
LABEL = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in passage ``n``: the value of each column that it has one in."""

    n: int
    text: str
    cells: Mapping[str, str]


@dataclass(slots=True)
class Table:
    """Rows of a document that name the same columns.

    ``rows_left`` is how many more rows the document has of it.
    """

    title: str
    section: str
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    rows_left: int = 0

    def add(self, row: Row) -> None:
        """Take a row, unless it is here already; new columns come where the row has them."""
        if any(row.cells == one.cells for one in self.rows if one.n != row.n):
            return
        place = 0
        for name in row.cells:
            if name in self.columns:
                place = self.columns.index(name) + 1
            else:
                self.columns.insert(place, name)
                place += 1
        self.rows.append(row)


def cells_of(line: str) -> dict[str, str] | None:
    """The cells of a line by the names of their columns; ``None`` for what is no row."""
    parts = line.strip().split(_PART)
    if len(parts) < 2:
        return None
    cells: dict[str, str] = {}
    for place, part in enumerate(parts):
        name, colon, value = part.partition(": ")
        if colon and name and len(name) <= _LONGEST_NAME and name not in cells:
            cells[name] = value.strip()
        elif place == 0 and not colon and part and len(part) <= _LONGEST_LABEL:
            cells[LABEL] = part.strip()
        else:
            return None
    return cells if len(cells) > 1 else None


def tables_in(excerpts: Sequence[Excerpt]) -> list[Table]:
    """The tables of the passages, the best passage's first; one that was cut is put together."""
    found: list[Table] = []
    for excerpt in excerpts:
        for section, rows in _runs(excerpt):
            table = next(
                (one for one in found if _goes_on(one, excerpt.title, section, rows)), None
            )
            if table is None:
                table = Table(excerpt.title, section)
                found.append(table)
            for row in rows:
                table.add(row)
            table.rows_left = max(table.rows_left, excerpt.rows_left)
    return found


def table_of(sentences: Sequence[Sentence]) -> Table:
    """The rows among some sentences as a table of their own."""
    table = Table(sentences[0].title, sentences[0].above)
    for one in sentences:
        if cells := cells_of(one.text):
            table.add(Row(one.n, one.text, cells))
    return table


def _runs(excerpt: Excerpt) -> Iterator[tuple[str, list[Row]]]:
    """The rows of a passage that stand together, with the heading above them."""
    above = ""
    lines = [line for line in excerpt.text.split("\n") if line.strip()]
    for is_row, run in groupby(lines, key=lambda line: cells_of(line) is not None):
        texts = list(run)
        if not is_row:
            above = texts[-1] if _is_heading(texts[-1]) else ""
            continue
        rows = [Row(excerpt.n, text.strip(), cells_of(text) or {}) for text in texts]
        for part in _parted(rows):
            yield " > ".join(filter(None, (excerpt.section, above.strip(" #*")))), part


def _is_heading(line: str) -> bool:
    return len(line) <= 120 and re.search(r"[.;,:!?]\s*$", line) is None


def _parted(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Cut a run where the names of the columns change altogether."""
    part: list[Row] = []
    known: set[str] = set()
    for row in rows:
        names = set(row.cells) - {LABEL}
        if part and known.isdisjoint(names):
            yield part
            part, known = [], set()
        part.append(row)
        known |= names
    if part:
        yield part


def _goes_on(table: Table, title: str, section: str, rows: Sequence[Row]) -> bool:
    """Whether rows of another passage belong to a table."""
    names = {name for row in rows for name in row.cells}
    same = len(names & set(table.columns)) * 2 > len(names | set(table.columns))
    return (table.title, table.section) == (title, section) and same
