"""The lines of a PDF to blocks: headings by size, lines joined to paragraphs, rows to tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.page.hyphens import Hyphens
from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.pdf.running_headers import body_size, rounded, without_noise, without_running
from retrieval.parsing.pdf.tables.grids import Grid
from retrieval.parsing.pdf.tables.rows import RuledTable, TableReader, with_grids
from retrieval.parsing.pdf.titles import is_stamp

HEADING_SIZE = 1.12

_LABEL = re.compile(r"^(?:\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|[•‣▪◦●○■□➢✓–—*-]|\uf0b7)\s+(?=\S)")
_BULLET = re.compile(r"^(?:[•‣▪◦●○■□➢✓–—*-]|\uf0b7)\s+")
# The mark of a note, as it is written: the note stands apart from the one before it.
_NOTE = re.compile(r"^\[(?:\d{1,2}|[a-z]|[*†‡§¶#]{1,3})\] ")
_ITEM_END = re.compile(r"[.!?:;,]['\"”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?:;]['\"”’)\]]*$")


def lay_out(
    lines: Sequence[Line], grids: Mapping[int, Sequence[Grid]]
) -> tuple[list[Block], list[str]]:
    """Turn the lines of a document into blocks, without page numbers, headers and footers.

    ``grids`` are the ruled tables of each page. Gives what was taken for a running header, too.
    """
    body = body_size(lines)
    kept, running = without_running(lines)
    layout = _Layout(kept, body)
    blocks: list[Block] = []
    tables = TableReader(layout.hyphens)
    items = with_grids(kept, grids)
    i = 0
    while i < len(items):
        item = items[i]
        if isinstance(item, RuledTable):
            blocks.extend(tables.ruled(item))
            i += 1
            continue
        if found := tables.open(items, i):
            rows, used = found
            blocks.extend(rows)
            i += used
            continue
        paragraph = [item]
        while i + len(paragraph) < len(items):
            following = items[i + len(paragraph)]
            if isinstance(following, RuledTable) or not layout.goes_on(paragraph[-1], following):
                break
            if tables.begins(items, i + len(paragraph)):
                break
            paragraph.append(following)
        i += len(paragraph)
        if block := layout.block(paragraph):
            tables.passed(block)
            blocks.append(block)
    blocks, noise = without_noise(blocks)
    return blocks, [*running, *noise]


class _Layout:
    """Knows the sizes, columns and distances that are usual in a document."""

    def __init__(self, lines: Sequence[Line], body: float) -> None:
        self._body = body
        self.hyphens = Hyphens(lines)
        self._right: defaultdict[tuple[int, int], float] = defaultdict(float)
        for line in lines:
            key = self._column(line)
            self._right[key] = max(self._right[key], line.right)
        sizes = sorted({rounded(line.size) for line in lines if self._is_large(line)})
        self._levels = {size: min(i, 5) for i, size in enumerate(reversed(sizes), 1)}
        mostly_bold = sum(len(x.text) for x in lines if x.bold) * 2 > sum(
            len(x.text) for x in lines
        )
        self._bold_level = None if mostly_bold else min(len(sizes) + 1, 6)
        gaps = [
            (a.baseline - b.baseline) / a.size
            for a, b in pairwise(lines)
            if a.page == b.page and self._fills_its_line(a, b) and 0 < a.baseline - b.baseline < 40
        ]
        self._gap = min(max(median(gaps) if gaps else 1.35, 1.0), 2.4) * 1.2

    @staticmethod
    def _column(line: Line) -> tuple[int, int]:
        return line.page, round(line.left / 60)

    def _is_large(self, line: Line) -> bool:
        return line.size >= HEADING_SIZE * self._body and len(line.text) < 200

    def _fills_its_line(self, line: Line, following: Line) -> bool:
        page, column = self._column(line)
        right = max(self._right[page, c] for c in (column - 1, column, column + 1))
        return line.hyphenated or line.right + following.first_word_width > 0.96 * right

    def goes_on(self, line: Line, following: Line) -> bool:
        """Tell whether ``following`` is part of the same paragraph or heading."""
        if line.page != following.page:
            return False
        if line.hyphenated:
            return True
        gap = line.baseline - following.baseline
        if self._is_large(following):
            same = abs(line.size - following.size) <= 0.6
            return same and self._is_large(line) and -1 < gap <= 1.7 * line.size
        return self._is_alike(line, following) and self._is_continued(line, following, gap)

    def _is_alike(self, line: Line, following: Line) -> bool:
        if abs(line.size - following.size) > 0.6 and not _LABEL.match(line.text):
            return False
        return line.bold == following.bold or not (line.bold or self._is_heading(following))

    def _is_continued(self, line: Line, following: Line, gap: float) -> bool:
        fills = self._fills_its_line(line, following)
        starts_low = following.text[0].islower()
        if gap < -1:
            # The text goes on at the top of the next column.
            return fills and starts_low
        if _LABEL.match(following.text):
            # "section 513(a)(1)(B) and" may be followed by a line that begins with "(C)".
            unlisted = not _BULLET.match(following.text) and not _ITEM_END.search(line.text)
            return unlisted and fills and len(line.text) > 40 and gap <= self._gap * line.size
        if _NOTE.match(following.text) and _SENTENCE_END.search(line.text):
            return False
        unfinished = len(line.text) > 40 and not _SENTENCE_END.search(line.text)
        if unfinished and starts_low and gap <= 2.5 * line.size:
            return True
        return fills and gap <= self._gap * line.size

    def _is_heading(self, line: Line) -> bool:
        return (
            self._bold_level is not None
            and line.bold
            and len(line.text) <= 100
            and not re.search(r"[.,;]$", line.text)
            and any(c.isalpha() for c in line.text)
        )

    def block(self, lines: Sequence[Line]) -> Block | None:
        """Join the lines of one paragraph, heading or list item."""
        text = self.hyphens.joined(lines)
        first = lines[0]
        if self._is_large(first) and any(c.isalpha() for c in text) and not is_stamp(text):
            return Block("heading", text, self._levels[rounded(first.size)], first.page)
        if len(lines) <= 2 and all(self._is_heading(line) for line in lines):
            return Block("heading", text, self._bold_level or 6, first.page)
        if bullet := _BULLET.match(text):
            text = text[bullet.end() :]
            return Block("list_item", text, 0, first.page) if text else None
        if _LABEL.match(text):
            return Block("list_item", text, 0, first.page)
        return Block("paragraph", text, 0, first.page) if text else None
