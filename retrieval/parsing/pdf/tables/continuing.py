"""A table that goes on overleaf: its names, its sections, and what reaches over the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.pdf.tables.grids import Grid
from retrieval.parsing.text.page_frames import is_numbered

ALIGNED = 6.0
MAX_TITLES = 20
_CONTINUED = re.compile(
    r"\b(?:continued|continues|cont\.|cont\W?d|fortsetzung|fortgesetzt|suite|continuaci[oó]n)(?!\w)",
    re.IGNORECASE,
)

Edges = Sequence[tuple[float, float]]


class Continuation:
    """What is known of the last table, in case the next one is the rest of it."""

    def __init__(self) -> None:
        self.sections: list[str] = []
        self._names: list[str] = []
        self._edges: Edges = ()
        self._page = 0
        self._titles: list[str] = []
        self._above: list[str] = []
        self._last: list[list[Line]] = []
        self._spanned: list[bool] = []

    def note(self, names: list[str], edges: Edges, page: int) -> None:
        """A table was read."""
        self._names, self._edges, self._page = names, edges, page
        self._titles, self._above = self._above or self._titles, []
        self._last, self._spanned = [], []

    def note_end(self, rows: Sequence[list[list[Line]]], grid: Grid) -> None:
        """How the table ended: what stands in its last row, and which cells reach into it."""
        owner = grid.owner
        self._last = list(rows[-1])
        self._spanned = [
            len(owner) > 1 and below == above
            for below, above in zip(
                owner[-1], owner[-2] if len(owner) > 1 else owner[-1], strict=True
            )
        ]

    def passed(self, text: str, *, is_heading: bool) -> None:
        """Text stands below the last table: a title of its own begins another one.

        Pages of a table say its title again, or that it goes on.
        """
        if not (is_heading or is_numbered(text)) or _CONTINUED.search(text):
            return
        if len(self._above) < MAX_TITLES:
            self._above.append(text)
        if text not in self._titles:
            self._names, self._edges, self.sections = [], (), []

    def names(self, edges: Edges, page: int) -> list[str]:
        """The names of the columns, when the table of the page before has the same columns."""
        if page != self._page + 1 or len(edges) != len(self._edges):
            return []
        aligned = all(
            abs(a[0] - b[0]) <= ALIGNED or abs(a[1] - b[1]) <= ALIGNED
            for a, b in zip(edges, self._edges, strict=True)
        )
        return self._names if aligned else []

    def resume(self, rows: list[list[list[Line]]], grid: Grid, start: int) -> None:
        """Fill the first cells where those of the page before go on, which is not said again.

        ``start`` is the first row below the names of the columns.
        """
        owner = grid.owner
        if start >= len(rows) or len(self._last) != len(rows[start]):
            return
        for i, (cell, text) in enumerate(zip(rows[start], self._last, strict=True)):
            end = start
            while end < len(rows) and owner[end][i] == owner[start][i]:
                end += 1
            if cell or not text or not (self._spanned[i] or end > start + 1):
                return
            for row in rows[start:end]:
                row[i] = text
