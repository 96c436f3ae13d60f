"""Letters of a PDF that are set smaller, above or below their line: powers, indices, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.text.superscripts import lowered, raised

SMALLER = 0.87
LOWEST_RISE, HIGHEST_RISE = 0.12, 0.9
LEAST_FALL, DEEPEST_FALL = 0.06, 0.45
MAX_RUN = 16
MAX_MARK = 8
MAX_MARKS = 300
TOUCHING = 0.35
# The first and the last figure of a number, the last letter of a word, and signs.
_PARTS = re.compile(r"(?<!\d)\d|\d(?!\d)|[^\W\d_](?![^\W\d_])|[^\w\s.,;:()]")


@dataclass(frozen=True, slots=True)
class Script:
    """Characters from ``start`` up to ``end``: ``raised`` or ``lowered``."""

    start: int
    end: int
    kind: str


def find_scripts(
    text: str, offset: int, size: Callable[[int], float], baseline: Callable[[int], float]
) -> tuple[int, list[Script]]:
    """Find them in the text of one line; gives the place of a letter of usual size too.

    ``offset`` is the place of the first character on the page. Only figures, signs and the ends of
    words are looked at, which is where they stand.
    """
    end = offset + len(text)
    usual, whole, level = offset, size(offset), baseline(offset)
    if len(text) > 1 and whole < SMALLER * (last_size := size(end - 1)):
        last_level = baseline(end - 1)
        # A line that begins with the mark of a note.
        if _shifted(level - last_level, last_size) == "raised":
            usual, whole, level = end - 1, last_size, last_level

    def kind(i: int) -> str | None:
        return _shifted(baseline(i) - level, whole) if size(i) < SMALLER * whole else None

    found: list[Script] = []
    small = SMALLER * whole
    for i in _candidates(text, offset):
        if size(i) >= small:
            continue
        at = found[-1].end if found else offset
        if i < at or (what := kind(i)) is None:
            continue
        first, last = i, i + 1
        while first > at and text[first - 1 - offset] > " " and kind(first - 1) == what:
            first -= 1
        while last < end and text[last - offset] > " " and kind(last) == what:
            last += 1
        found.append(Script(first, last, what))
    # Behind the large first letter of a chapter all of the line is small.
    covered = sum(script.end - script.start for script in found)
    if covered * 2 > len(text) or any(s.end - s.start > MAX_RUN for s in found):
        return usual, []
    return usual, found


def _candidates(text: str, offset: int) -> list[int]:
    return [offset + part.start() for part in _PARTS.finditer(text)]


def _shifted(rise: float, whole: float) -> str | None:
    if LOWEST_RISE * whole < rise < HIGHEST_RISE * whole:
        return "raised"
    if LEAST_FALL * whole < -rise < DEEPEST_FALL * whole:
        return "lowered"
    return None


def scripted(text: Callable[[int, int], str], start: int, end: int, found: Sequence[Script]) -> str:
    """The text from ``start`` to ``end`` with fences around what is raised or lowered."""
    pieces: list[str] = []
    for script in found:
        if not start <= script.start < end:
            continue
        pieces.append(text(start, script.start))
        inside = text(script.start, min(script.end, end))
        start = min(script.end, end)
        pieces.append(raised(inside) if script.kind == "raised" else lowered(inside))
    pieces.append(text(start, end))
    return "".join(pieces)


def attached(lines: Sequence[Line]) -> list[Line]:
    """Put marks that the file sets apart, as lines of their own, to the letters they stand at."""
    largest = max((line.size for line in lines), default=0.0)
    marks = [
        i
        for i, line in enumerate(lines)
        if len(line.text) <= MAX_MARK and line.size < SMALLER * largest
    ]
    if not marks or len(marks) > MAX_MARKS:
        return list(lines)
    whole: list[Line | None] = list(lines)
    for i in marks:
        # What stands beside it in the file comes first, but a file may draw its marks last.
        near = sorted(range(len(lines)), key=lambda j: abs(j - i))
        for j in near:
            mark, line = whole[i], whole[j]
            if i == j or mark is None or line is None or mark.size >= SMALLER * line.size:
                continue
            if (found := _behind(line, mark) or _before(mark, line)) is not None:
                whole[j], whole[i] = found, None
                break
    return [line for line in whole if line is not None]


def _behind(line: Line, mark: Line) -> Line | None:
    gap = mark.left - line.right
    kind = _relation(line, mark)
    if kind is None or not -1 <= gap <= TOUCHING * line.size:
        return None
    last = line.cells[-1]
    fenced = raised(mark.text) if kind == "raised" else lowered(mark.text)
    cell = Cell(last.left, mark.right, last.text + fenced)
    return replace(line, cells=(*line.cells[:-1], cell), hyphenated=mark.hyphenated)


def _before(mark: Line, line: Line) -> Line | None:
    gap = line.left - mark.right
    if _relation(line, mark) != "raised" or not -1 <= gap <= 2 * TOUCHING * line.size:
        return None
    first = line.cells[0]
    cell = Cell(mark.left, first.right, raised(mark.text) + first.text)
    return replace(line, cells=(cell, *line.cells[1:]))


def _relation(line: Line, mark: Line) -> str | None:
    if mark.size >= SMALLER * line.size or line.page != mark.page:
        return None
    return _shifted(mark.baseline - line.baseline, line.size)
