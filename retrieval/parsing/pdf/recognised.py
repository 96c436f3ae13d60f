"""What text recognition read on the pictures of a document, and its lines as a page has them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.page.line_reader import CELL_GAP
from retrieval.parsing.pdf.page.lines import Cell, Line
from retrieval.parsing.pdf.page.reading_order import regrouped
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.text.marking import Stream

# Below this a person should compare what was read with the picture.
DOUBTFUL = 0.8
# A level line may lean so far, in degrees, before its page is turned.
LEVEL = 0.2
PAGE_POINTS = 842.0
# The box around a line of letters is higher than their size.
BOX = 1.17
# Boxes of one size differ by about so much.
SAME_SIZE = 1.3
_HYPHEN = re.compile(r"[^\W\d_]-$")

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """A line or a cell: its four ``corners`` from the upper left one on, in pixels as it looks.

    ``confidence`` is from 0 to 1.
    """

    corners: tuple[Point, Point, Point, Point]
    text: str
    confidence: float

    @property
    def box(self) -> Box:
        """Its left, upper, right and lower edge in pixels."""
        across, down = zip(*self.corners, strict=True)
        return min(across), min(down), max(across), max(down)


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """What was read on a picture of so many pixels.

    ``turn`` says how far its text leans clockwise: 0, 90, 180 or 270 degrees. ``reason`` is empty,
    or why it could not be read.
    """

    width: int
    height: int
    turn: int = 0
    lines: tuple[RecognisedLine, ...] = ()
    reason: str = ""

    @property
    def confidence(self) -> float:
        """The mean over its letters; 1 where there is none."""
        letters = sum(len(line.text) for line in self.lines)
        total = sum(len(line.text) * line.confidence for line in self.lines)
        return total / letters if letters else 1.0


@dataclass(frozen=True, slots=True)
class Recognised:
    """The pages of a document that were read from pictures, by their numbers from 1."""

    pages: Mapping[int, RecognisedPage] = field(default_factory=dict)


def upright_lines(page: RecognisedPage, number: int, points: float = PAGE_POINTS) -> list[Line]:
    """The lines of a page in reading order, turned upright; ``points`` is its longer side."""
    if not page.lines:
        return []
    placed = _levelled(page, [[_turned(page, at) for at in one.corners] for one in page.lines])
    scale = points / max(page.width, page.height, 1)
    height = (page.width if page.turn in {90, 270} else page.height) * scale
    boxes = [
        _Placed(_box_of([(x * scale, y * scale) for x, y in corners]), clean(line.text))
        for corners, line in zip(placed, page.lines, strict=True)
    ]
    boxes = [one for one in boxes if one.text]
    if not boxes:
        return []
    usual = median(sorted(one.height for one in boxes))
    rows = _rows(boxes)
    return regrouped([_line(row, number, height, usual) for row in rows])


@dataclass(frozen=True, slots=True)
class _Placed:
    """A text at its upright place, in points from the upper left corner."""

    box: Box
    text: str

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


def _turned(page: RecognisedPage, at: Point) -> Point:
    x, y = at
    match page.turn:
        case 90:
            return y, page.width - x
        case 180:
            return page.width - x, page.height - y
        case 270:
            return page.height - y, x
        case _:
            return x, y


def _levelled(page: RecognisedPage, placed: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """Turn a page that was laid down askew, so that its lines are level."""
    leaning = []
    for corners in placed:
        left, _, right, _ = _box_of(corners)
        along = sorted(corners)
        first, last = _middle(along[:2]), _middle(along[2:])
        if right - left > 5 * abs(corners[0][1] - corners[3][1]) and last[0] > first[0]:
            leaning.append(math.degrees(math.atan2(last[1] - first[1], last[0] - first[0])))
    angle = median(leaning) if leaning else 0.0
    if abs(angle) < LEVEL:
        return [[*corners] for corners in placed]
    cos, sin = math.cos(math.radians(-angle)), math.sin(math.radians(-angle))
    return [[(x * cos - y * sin, x * sin + y * cos) for x, y in corners] for corners in placed]


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _box_of(corners: Sequence[Point]) -> Box:
    across, down = zip(*corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _rows(boxes: Sequence[_Placed]) -> list[list[_Placed]]:
    """Put together what stands on one height, from the top down, each row from left to right."""
    rows: list[list[_Placed]] = []
    for one in sorted(boxes, key=lambda placed: placed.middle):
        row = rows[-1] if rows else []
        near = row and abs(one.middle - median(x.middle for x in row)) < 0.5 * min(
            one.height, *(x.height for x in row)
        )
        beside = all(one.box[0] >= x.box[2] - 2 or one.box[2] <= x.box[0] + 2 for x in row)
        if near and beside:
            row.append(one)
        else:
            rows.append([one])
    return [sorted(row, key=lambda placed: placed.box[0]) for row in rows]


def _line(row: Sequence[_Placed], number: int, height: float, usual: float) -> Line:
    tall = median(one.height for one in row)
    # What differs little is set in one size: the boxes are not as exact as letters are.
    steps = round(tall / usual * 2) / 2 if tall > SAME_SIZE * usual else 1.0
    size = usual * steps / BOX
    cells: list[Cell] = []
    for one in row:
        left, _, right, _ = one.box
        if cells and left - cells[-1].right < CELL_GAP * size:
            cells[-1] = Cell(cells[-1].left, right, f"{cells[-1].text} {one.text}")
        else:
            cells.append(Cell(left, right, one.text))
    hyphenated = _HYPHEN.search(cells[-1].text) is not None
    if hyphenated:
        cells[-1] = replace(cells[-1], text=cells[-1].text[:-1])
    middle = median(one.middle for one in row)
    return Line(number, height - middle - 0.3 * size, size, False, height, tuple(cells), hyphenated)


def with_confidence(blocks: Sequence[Block], pages: Mapping[int, RecognisedPage]) -> list[Block]:
    """The blocks, those from machine-read ``pages`` with how sure the machine was of the least."""
    read = [(block, pages.get(block.page or 0)) for block in blocks]
    return [block if page is None else _marked(block, page) for block, page in read]


def _marked(block: Block, page: RecognisedPage) -> Block:
    found = [line.confidence for line in page.lines if clean(line.text).rstrip("-") in block.text]
    return replace(block, confidence=round(min(found, default=page.confidence), 3))


def doubtful(pages: Mapping[int, RecognisedPage]) -> Iterator[int]:
    """The pages of which the machine was not sure."""
    for number, page in pages.items():
        if page.lines and page.confidence < DOUBTFUL:
            yield number


def boxes_on(
    page: RecognisedPage, highlights: Sequence[str], size: tuple[int, int]
) -> list[list[Box]]:
    """Where each highlight stands on a picture of ``size`` of a page that a machine read."""
    across, down = size[0] / max(page.width, 1), size[1] / max(page.height, 1)
    text, owners = "", list[int]()
    for i, line in enumerate(page.lines):
        text += line.text + " "
        owners += [i] * (len(line.text) + 1)
    stream = Stream(text)
    found: list[list[Box]] = []
    for highlight in highlights:
        boxes: dict[int, list[int]] = {}
        for start, end in stream.find(highlight):
            for at in range(start, end):
                if not text[at].isspace():
                    boxes.setdefault(owners[at], []).append(at - owners.index(owners[at]))
        found.append(
            [
                (left * across, top * down, right * across, bottom * down)
                for i, places in boxes.items()
                for left, top, right, bottom in [_part(page, page.lines[i], places)]
            ]
        )
    return found


def _part(page: RecognisedPage, line: RecognisedLine, places: Sequence[int]) -> Box:
    """The part of a line's box where its letters at ``places`` stand, if all are as wide."""
    left, top, right, bottom = line.box
    first, last = min(places) / len(line.text), (max(places) + 1) / len(line.text)
    if page.turn in {180, 270}:
        first, last = 1 - last, 1 - first
    if page.turn in {90, 270}:
        return left, top + first * (bottom - top), right, top + last * (bottom - top)
    return left + first * (right - left), top, left + last * (right - left), bottom
