"""The lines of a PDF to blocks: headings by size, lines joined to paragraphs, rows to tables."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf_lines import Line
from retrieval.parsing.tables import row_blocks

HEADING_SIZE = 1.12
MARGIN = 0.1
ALIGNED = 3.0

_LABEL = re.compile(r"^(?:\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]|[•‣▪◦●○■□➢✓–—*-]|\uf0b7)\s+(?=\S)")
_BULLET = re.compile(r"^(?:[•‣▪◦●○■□➢✓–—*-]|\uf0b7)\s+")
_LEADERS = re.compile(r"(?:[.…·]\s?){5,}\s*[\divxlc]{1,5}$")
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–—|]?$", re.I
)
_NUMBERED = re.compile(r"^\d+\b|\b\d+$")
_PAGE_MENTION = re.compile(r"\b(?:page|seite|p\.)\s*\d+", re.IGNORECASE)
_LONELY = re.compile(r"^[\W\d]{0,4}$")
_ITEM_END = re.compile(r"[.!?:;,]['\"”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?:;]['\"”’)\]]*$")


def lay_out(lines: Sequence[Line]) -> list[Block]:
    """Turn the lines of a document into blocks, without page numbers, headers and footers."""
    body = _body_size(lines)
    lines = _without_running(lines, body)
    layout = _Layout(lines, body)
    blocks: list[Block] = []
    i = 0
    while i < len(lines):
        if rows := _table(lines, i):
            cells, used = rows
            blocks.extend(row_blocks(cells, page=lines[i].page))
            i += used
            continue
        paragraph = [lines[i]]
        while i + len(paragraph) < len(lines) and layout.goes_on(
            paragraph[-1], lines[i + len(paragraph)]
        ):
            paragraph.append(lines[i + len(paragraph)])
        i += len(paragraph)
        if block := layout.block(paragraph):
            blocks.append(block)
    return _without_noise(blocks)


def _body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[_rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _without_running(lines: Sequence[Line], body: float) -> list[Line]:
    """Drop what stands in the margin of page after page."""
    pages = {line.page for line in lines}
    seen: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
    for line in lines:
        if _in_margin(line):
            seen[_place(line)].add(line.page)
    kept = []
    for line in lines:
        if _in_margin(line):
            repeated = len(seen[_place(line)])
            numbered = _NUMBERED.search(line.text) is not None
            if repeated >= 3 or (repeated == 2 and (numbered or len(pages) <= 4)):
                continue
            small = line.size < 0.9 * body
            if _PAGE_NUMBER.match(line.text) or (small and _PAGE_MENTION.search(line.text)):
                continue
        if not _LEADERS.search(line.text):
            kept.append(line)
    return kept


def _without_noise(blocks: Sequence[Block]) -> list[Block]:
    """Drop lonely numbers and bullets, and short lines that come back on every other page."""
    pages: defaultdict[str, set[int | None]] = defaultdict(set)
    for block in blocks:
        if block.kind == "paragraph" and len(block.text) <= 80:
            pages[block.text].add(block.page)
    count = len({block.page for block in blocks})
    return [
        block
        for block in blocks
        if block.kind != "paragraph"
        or (
            not _LONELY.match(block.text)
            and (len(pages[block.text]) < 4 or len(pages[block.text]) * 3 < count)
        )
    ]


def _in_margin(line: Line) -> bool:
    return not MARGIN * line.height < line.baseline < (1 - MARGIN) * line.height


def _place(line: Line) -> tuple[bool, str]:
    return line.baseline > line.height / 2, re.sub(r"\d+", "0", line.text)


class _Layout:
    """Knows the sizes, columns and distances that are usual in a document."""

    def __init__(self, lines: Sequence[Line], body: float) -> None:
        self._body = body
        self._words = {word.lower() for line in lines for word in re.findall(r"[\w-]+", line.text)}
        self._right: defaultdict[tuple[int, int], float] = defaultdict(float)
        for line in lines:
            key = self._column(line)
            self._right[key] = max(self._right[key], line.right)
        sizes = sorted({_rounded(line.size) for line in lines if self._is_large(line)})
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
        text = self._joined(lines)
        first = lines[0]
        if self._is_large(first) and any(c.isalpha() for c in text):
            return Block("heading", text, self._levels[_rounded(first.size)], first.page)
        if len(lines) <= 2 and all(self._is_heading(line) for line in lines):
            return Block("heading", text, self._bold_level or 6, first.page)
        if bullet := _BULLET.match(text):
            text = text[bullet.end() :]
            return Block("list_item", text, 0, first.page) if text else None
        if _LABEL.match(text):
            return Block("list_item", text, 0, first.page)
        return Block("paragraph", text, 0, first.page) if text else None

    def _joined(self, lines: Sequence[Line]) -> str:
        text = lines[0].text
        for line, following in pairwise(lines):
            if line.hyphenated or (text.endswith("-") and following.text[:1].islower()):
                text = self._without_hyphen(text.removesuffix("-"), following.text)
            else:
                text += " " + following.text
        return text

    def _without_hyphen(self, text: str, following: str) -> str:
        head = (re.findall(r"[\w-]+$", text) or [""])[0].lower()
        tail = (re.findall(r"^[\w-]+", following) or [""])[0].lower()
        whole = head + tail
        kept = f"{head}-{tail}" in self._words and whole not in self._words
        return f"{text}-{following}" if kept or not tail[:1].isalpha() else text + following


def _table(lines: Sequence[Line], start: int) -> tuple[list[list[str]], int] | None:
    """Read a table that begins at ``start``: its rows of cells, and how many lines it takes."""
    first = lines[start]
    if len(first.cells) < 2 or _LABEL.match(first.text):
        return None
    edges = [left for left, _ in first.cells]
    rows: list[list[str]] = []
    used = 0
    for line in lines[start:]:
        columns = [_column(edges, left) for left, _ in line.cells]
        if line.page != first.page or None in columns:
            break
        if len(columns) == 1 and (columns[0] == 0 or not rows):
            break
        if len(columns) > 1 or columns[0] is None:
            rows.append([""] * len(edges))
        for column, (_, text) in zip(columns, line.cells, strict=True):
            if column is not None:
                rows[-1][column] = f"{rows[-1][column]} {text}".strip()
        used += 1
    return (rows, used) if len(rows) >= 2 else None


def _column(edges: Sequence[float], left: float) -> int | None:
    return next((i for i, edge in enumerate(edges) if abs(edge - left) <= ALIGNED), None)
