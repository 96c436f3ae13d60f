"""What a PDF repeats on its pages and nobody asks for: headers, footers, page numbers, contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby, pairwise

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.page.lines import Line

MARGIN = 0.1
MAX_LEADERS = 200
OUTER = 2
CLOSE = 2.2

_LEADERS = re.compile(r"(?:[.…·_]\s?){5,}\s*([\divxlc]{1,5})$")
_PAGE_NUMBER = re.compile(
    r"^(?:(?:page|seite|p\.)\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|von|/)\s*\d{1,4})?\s*[-–—|]?$",
    re.I,
)
_NUMBERED = re.compile(r"^\d+\b|\b\d+$")
_PAGE_MENTION = re.compile(r"\b(?:page|seite|p\.)\s*\d+", re.IGNORECASE)
# The title of a page number that stands anywhere.
_PAGE_OF = re.compile(
    r"^(?:page|seite|p\.)\s*\d{1,4}(?:\s*(?:of|/|von)\s*\d{1,4})?$", re.IGNORECASE
)
_SECTION = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,4}[.)]?\s+[^\W\d]")
_DIGITS = re.compile(r"\d+")
_LONELY = re.compile(r"^[\W\d]{0,4}$")


def body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[rounded(line.size)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def rounded(size: float) -> float:
    return round(size * 2) / 2


def without_running(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Drop what stands at the edge of page after page; gives what was taken for that, too.

    Page numbers go without a word. A heading that differs in its numbers, or has a number of its
    own, is no running header, and a sentence stays where it stands first.
    """
    pages = {line.page for line in lines}
    contents = _contents(lines)
    # What runs at the edges may be more than what stands between them.
    body = body_size([line for line in lines if not _in_margin(line)] or lines)
    groups: defaultdict[tuple[object, ...], list[Line]] = defaultdict(list)
    edges = _edges(lines)
    for line in lines:
        if (place := _place(line, edges)) is not None:
            groups[place].append(line)
    heads = _table_heads(lines)
    dropped: set[int] = set()
    taken: list[str] = []
    for place, group in groups.items():
        if not _is_repeated(group, len(pages), is_margin=len(place) == 2):
            gone = [line for line in group if _is_page_number(line, body)]
        elif sum(id(line) in heads for line in group) * 2 > len(group):
            gone = []
        else:
            gone = list(_running(group, body, is_margin=len(place) == 2))
            if gone and not _PAGE_MENTION.search(gone[0].text):
                taken.extend(line.text for line in gone[:1] if not _PAGE_NUMBER.match(line.text))
        dropped.update(map(id, gone))
    kept = [
        line
        for line in lines
        if id(line) not in dropped
        and (line.page not in contents or not _LEADERS.search(line.text[-MAX_LEADERS:]))
    ]
    return kept, taken


def _place(line: Line, edges: Mapping[int, Set[float]]) -> tuple[object, ...] | None:
    """Where a line stands at the edge of its page, and what it says but for its numbers."""
    shape = _DIGITS.sub("0", line.text)
    if _in_margin(line):
        return line.baseline > line.height / 2, shape
    if line.baseline in edges[line.page]:
        # Further in, it runs only where it stands at the same height on every page.
        return line.baseline > line.height / 2, shape, round(line.baseline / 3)
    return None


def _edges(lines: Sequence[Line]) -> dict[int, Set[float]]:
    """The heights of the first and the last lines of each page."""
    heights: defaultdict[int, set[float]] = defaultdict(set)
    for line in lines:
        heights[line.page].add(line.baseline)
    edges: dict[int, Set[float]] = {}
    for page, found in heights.items():
        order = sorted(found)
        edges[page] = {*order[:OUTER], *order[-OUTER:]}
    return edges


def _table_heads(lines: Sequence[Line]) -> set[int]:
    """The lines right above a line of several cells: the head of a table, not of a page."""
    return {
        id(line)
        for line, below in pairwise(lines)
        if len(below.cells) > 1
        and line.page == below.page
        and 0 < line.baseline - below.baseline <= CLOSE * below.size
    }


def _is_repeated(group: Sequence[Line], pages: int, *, is_margin: bool) -> bool:
    count = len({line.page for line in group})
    if not is_margin:
        return count >= 3 and count * 5 >= pages * 3
    return count >= 3 or (
        count == 2 and (_NUMBERED.search(group[0].text) is not None or pages <= 4)
    )


def _is_page_number(line: Line, body: float) -> bool:
    if not _in_margin(line):
        return _PAGE_OF.match(line.text) is not None
    small = line.size < 0.9 * body
    return _PAGE_NUMBER.match(line.text) is not None or (
        small and _PAGE_MENTION.search(line.text) is not None
    )


def _running(group: Sequence[Line], body: float, *, is_margin: bool) -> Sequence[Line]:
    """Of lines that come back, those that are not read."""
    first = group[0]
    if all(_PAGE_NUMBER.match(line.text) for line in group):
        return group
    heading = first.bold or first.size >= 1.12 * body
    if len({line.text for line in group}) > 1:
        if _PAGE_MENTION.search(first.text):
            return group
        is_content = heading or not is_margin or is_sentence(first.text)
        return () if is_content or not _counts_pages(group) else group
    if _SECTION.match(first.text) and (heading or first.text.isupper()):
        return ()
    if is_sentence(first.text):
        return group[1:] if is_margin else ()
    is_low = first.baseline < first.height / 2
    return group if is_low or first.size < 0.95 * body else group[1:]


def _counts_pages(group: Sequence[Line]) -> bool:
    """All that differs is one number, and that counts the pages."""
    numbers = [[int(n[-9:]) for n in _DIGITS.findall(line.text)] for line in group]
    if len({len(found) for found in numbers}) > 1:
        return True
    differing = [i for i in range(len(numbers[0])) if len({found[i] for found in numbers}) > 1]
    return len(differing) == 1 and _moves_with_pages(
        [found[differing[0]] - line.page for found, line in zip(numbers, group, strict=True)]
    )


def _moves_with_pages(distances: Sequence[int]) -> bool:
    most = Counter(distances).most_common(1)[0][1]
    return most * 2 > len(distances)


def is_sentence(text: str) -> bool:
    """Tell whether a line says something of its own."""
    return len(text.split()) >= 4 and text.rstrip("\"'”’)]")[-1:] in {".", "!", "?"}


def without_noise(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Drop lonely numbers and bullets; of what comes back at the edge of pages, keep the first.

    Gives what came back, too. A sentence is no noise.
    """
    places = _outer_places(blocks)
    pages: defaultdict[str, set[int | None]] = defaultdict(set)
    outside: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for i, block in enumerate(blocks):
        if block.kind == "paragraph" and len(block.text) <= 80:
            pages[block.text].add(block.page)
            outside[block.text] += i in places
            count[block.text] += 1
    total = len({block.page for block in blocks})
    noise = {
        text
        for text, found in pages.items()
        if len(found) >= 4
        and len(found) * 3 >= total
        # "Oral use" and "Batch" stand on every label, in the midst of its page.
        and (len(text.split()) > 2 or outside[text] >= 0.8 * count[text])
        and not is_sentence(text)
    }
    kept: list[Block] = []
    seen: set[str] = set()
    for block in blocks:
        if block.kind == "paragraph" and (_LONELY.match(block.text) or block.text in seen):
            continue
        if block.kind == "paragraph" and block.text in noise:
            seen.add(block.text)
        kept.append(block)
    return kept, sorted(seen)


def _outer_places(blocks: Sequence[Block]) -> set[int]:
    """The places of the first and the last blocks of each page."""
    places: set[int] = set()
    for _, on_page in groupby(range(len(blocks)), key=lambda i: blocks[i].page):
        order = list(on_page)
        places.update(order[:OUTER], order[-OUTER:])
    return places


def _in_margin(line: Line) -> bool:
    return not MARGIN * line.height < line.baseline < (1 - MARGIN) * line.height


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
