"""What a PDF repeats on its pages and nobody asks for: headers, footers, page numbers, contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.lines import Line

MARGIN = 0.1
MAX_LEADERS = 200

_LEADERS = re.compile(r"(?:[.…·_]\s?){5,}\s*([\divxlc]{1,5})$")
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–—|]?$", re.I
)
_NUMBERED = re.compile(r"^\d+\b|\b\d+$")
_PAGE_MENTION = re.compile(r"\b(?:page|seite|p\.)\s*\d+", re.IGNORECASE)
_LONELY = re.compile(r"^[\W\d]{0,4}$")


def body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def rounded(size: float) -> float:
    return round(size * 2) / 2


def without_running(lines: Sequence[Line], body: float) -> list[Line]:
    """Drop what stands in the margin of page after page."""
    pages = {line.page for line in lines}
    contents = _contents(lines)
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
        if line.page not in contents or not _LEADERS.search(line.text[-MAX_LEADERS:]):
            kept.append(line)
    return kept


def without_noise(blocks: Sequence[Block]) -> list[Block]:
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


def _contents(lines: Sequence[Line]) -> set[int]:
    """The pages with a table of contents: dots that lead to numbers, which only grow."""
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    for line in lines:
        if found := _LEADERS.search(line.text[-MAX_LEADERS:]):
            numbers[line.page].append(found[1])
    return {page for page, found in numbers.items() if _grow(found)}


def _grow(found: Sequence[str]) -> bool:
    counts = [int(number) for number in found if number.isdecimal()]
    falls = sum(a > b for a, b in pairwise(counts))
    return falls * 5 <= len(counts) and all(count < 5000 for count in counts)
