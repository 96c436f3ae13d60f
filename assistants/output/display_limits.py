"""Keeping a text from overwhelming the page that shows it.

A browser draws Markdown by recursion: ten thousand quotation marks in a row, and it is gone. For
every closing bracket it looks through all that came before, and does so again for every new lump.
Thousands of rows of colons take it seconds, although each of them is escaped.
"""

from __future__ import annotations

import re

DEEPEST = 12
WIDEST = 60
MOST_MARKS = 2000
MOST_LINES = 1000
MOST_BOXES = 12
_MARKS = frozenset("[]*_~`|")
_OPENING = frozenset(">*_~[(-+#")
# Text without any of these is looked at as a whole.
_TELLING = re.compile(r"[\[\]*_~`|>(\-+#:\n]|[^a-zA-Z\s][.)]")


class Flattener:
    """Drops what no honest text has so much of, one piece at a time."""

    def __init__(self) -> None:
        self._depth = 0
        self._columns = 0
        self._marks = 0
        self._lines = 0
        self._colons = 0
        self._boxes = 0
        self._last = ""

    def feed(self, text: str) -> str:
        """Take a piece; return it without what is too deep, too wide or too many."""
        if text and _TELLING.search(self._last + text) is None:
            self._last, self._colons = text[-1], 0
            if not all(char.isspace() or char.isdigit() for char in text):
                self._depth = 0
            return text
        return "".join(self._line(char) for char in text if self._keeps(char))

    def _line(self, char: str) -> str:
        """A line break, or a space in its place where there were too many."""
        self._lines += char == "\n"
        return " " if char == "\n" and self._lines > MOST_LINES else char

    def _keeps(self, char: str) -> bool:
        last, self._last = self._last, char
        if char in _MARKS:
            self._marks += 1
            if self._marks > MOST_MARKS:
                return False
        self._colons = self._colons + 1 if char == ":" else 0
        if self._colons >= 3:
            self._boxes += self._colons == 3
            if self._boxes > MOST_BOXES:
                return False
        if char == "|":
            self._columns += 1
            self._depth = 0
            return self._columns <= WIDEST
        if char in _OPENING or (char in ".)" and last.isdigit()):
            self._depth += 1
            return self._depth <= DEEPEST
        if char == "\n":
            self._columns = 0
            # A line that holds nothing but openings goes on nesting in the next one.
        elif not (char.isspace() or char.isdigit()):
            self._depth = 0
        return True
