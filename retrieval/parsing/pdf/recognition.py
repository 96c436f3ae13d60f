"""Puts what was read off the pictures of a PDF among what the file itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from retrieval.parsing.documents import Block
from retrieval.parsing.pdf.findings import Findings
from retrieval.parsing.pdf.layout import lay_out
from retrieval.parsing.pdf.page.drawings import Box
from retrieval.parsing.pdf.recognised import (
    Recognised,
    RecognisedLine,
    RecognisedPage,
    upright_lines,
    with_confidence,
)

# The box that was shown of a page, its lower left corner first.
Shown = Mapping[int, Box]


def read_whole(found: Findings, recognised: Recognised, shown: Shown) -> None:
    """Give pages that are nothing but pictures the lines that were read off them."""
    whole = {*found.pictures, *found.unreadable}
    pages = {n: page for n, page in recognised.pages.items() if n in whole and page.lines}
    if not pages:
        return
    kept = [line for line in found.lines if line.page not in pages]
    read = [
        line
        for number, page in pages.items()
        for line in upright_lines(page, number, _longer(shown[number]))
    ]
    found.lines = sorted([*kept, *read], key=lambda line: line.page)


def marked_blocks(found: Findings, blocks: Sequence[Block], recognised: Recognised) -> list[Block]:
    """The blocks, with how sure the machine was of those that it read."""
    whole = {*found.pictures, *found.unreadable}
    return with_confidence(blocks, {n: p for n, p in recognised.pages.items() if n in whole})


def beside_text(found: Findings, recognised: Recognised, shown: Shown) -> dict[int, list[Block]]:
    """What was read off large pictures on pages that have text as well, by page."""
    added: dict[int, list[Block]] = {}
    for number in found.shown():
        page = recognised.pages.get(number)
        if page is None:
            continue
        text = "".join(_letters(line.text) for line in found.lines if line.page == number)
        boxes = found.illustrated[number][0]
        inside = [*_inside(page, boxes, shown[number], text)]
        part = replace(page, lines=tuple(inside))
        blocks, _ = lay_out(upright_lines(part, number, _longer(shown[number])), {})
        # A heading on a picture is no heading of the page.
        plain = [
            replace(b, kind="paragraph", level=0) if b.kind == "heading" else b for b in blocks
        ]
        if plain:
            added[number] = with_confidence(plain, {number: part})
    return added


def _inside(
    page: RecognisedPage, boxes: Sequence[Box], shown: Box, text: str
) -> Iterable[RecognisedLine]:
    """The lines on the pictures, and not those that the file says as text."""
    across, down = (shown[2] - shown[0]) / page.width, (shown[3] - shown[1]) / page.height
    for line in page.lines:
        left, top, right, bottom = line.box
        x, y = shown[0] + (left + right) / 2 * across, shown[3] - (top + bottom) / 2 * down
        on_picture = any(b[0] <= x <= b[2] and b[1] <= y <= b[3] for b in boxes)
        if on_picture and _letters(line.text) not in text:
            yield line


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _longer(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
