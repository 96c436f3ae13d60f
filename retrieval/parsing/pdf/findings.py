"""What was read of the pages of a PDF, and what its owner must hear of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from retrieval.parsing.documents import Block, counted
from retrieval.parsing.pdf.page.drawings import Box
from retrieval.parsing.pdf.page.lines import Line
from retrieval.parsing.pdf.reading_remarks import reading_remarks
from retrieval.parsing.pdf.recognised import Recognised
from retrieval.parsing.pdf.tables.grids import Grid

MAX_LISTED = 5
MAX_QUOTED = 80
# A picture that takes this share of its page may hold what the text speaks of; a larger one than
# the second lies under the page.
LARGE, GROUND = 0.08, 0.9


@dataclass(slots=True)
class Findings:
    """What was read of the pages, and the numbers of those that an owner must hear of.

    ``added`` are texts that lie on a page beside its content. ``illustrated`` gives the pictures
    of each page that has text too, and the page's own area.
    """

    lines: list[Line] = field(default_factory=list)
    grids: dict[int, list[Grid]] = field(default_factory=dict)
    added: dict[int, list[Block]] = field(default_factory=dict)
    characters: int = 0
    pictures: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)
    switched_off: list[int] = field(default_factory=list)
    illustrated: dict[int, tuple[tuple[Box, ...], float]] = field(default_factory=dict)

    @property
    def pictured(self) -> list[int]:
        """The pages that text recognition is to read, in part or whole."""
        return sorted({*self.pictures, *self.unreadable, *self.shown()})

    def remarks(self, recognised: Recognised | None) -> Iterator[str]:
        """Sentences for the owner about what was left out; ``recognised`` is off for ``None``."""
        if recognised is not None:
            yield from reading_remarks(self.pictured, recognised)
        else:
            yield from self._unread_remarks()
        if self.hidden:
            yield (
                f"Text that nobody sees was left out on {counted(self.hidden, 'page', 'pages')}: "
                "it is white, tiny or beside the page."
            )
        if self.struck:
            pages = counted(self.struck, "page", "pages")
            yield f"Text that is struck through was left out on {pages}."
        if self.switched_off:
            pages = counted(self.switched_off, "page", "pages")
            yield f"Text of a layer that is switched off was left out on {pages}."

    def _unread_remarks(self) -> Iterator[str]:
        if self.pictures:
            verb = "holds" if len(self.pictures) == 1 else "hold"
            yield (
                f"{_pages(self.pictures)} {verb} only pictures: what stands"
                " there is not found. Run text recognition (OCR) and replace the file."
            )
        if self.unreadable:
            yield (
                f"{_pages(self.unreadable)} cannot be read: the fonts do not "
                "say which letters they show. Save the file again as PDF/A, or run OCR on it."
            )
        shown = self.shown()
        if len(shown) == 1:
            yield (
                f"{_pages(shown)} shows a picture beside its text: what stands on it is "
                "not found. Write it as text or as a table."
            )
        elif shown:
            yield (
                f"{_pages(shown)} show pictures beside their text: what stands on them "
                "is not found. Write it as text or as a table."
            )

    def texts(self) -> list[str]:
        """All that was read, without order."""
        added = [block.text for blocks in self.added.values() for block in blocks]
        return [*(line.text for line in self.lines), *added]

    def shown(self) -> list[int]:
        """The pages with a large picture beside their text, decoration left out."""
        stands: defaultdict[Box, set[int]] = defaultdict(set)
        for page, (boxes, _) in self.illustrated.items():
            for box in boxes:
                stands[_rounded(box)].add(page)
        return [
            page
            for page, (boxes, area) in self.illustrated.items()
            if _share([box for box in boxes if len(stands[_rounded(box)]) < 3], area) >= LARGE
        ]

    def with_added(self, blocks: Sequence[Block]) -> list[Block]:
        """Put typed notes, filled fields and pictures behind the text of their pages."""
        whole = list(blocks)
        for page in sorted(self.added, reverse=True):
            place = len(whole)
            while place and (whole[place - 1].page or 0) > page:
                place -= 1
            whole[place:place] = self.added[page]
        return whole


def _pages(numbers: Sequence[int]) -> str:
    return counted(numbers, "Page", "Pages")


def _rounded(box: Box) -> Box:
    left, bottom, right, top = (float(round(edge)) for edge in box)
    return left, bottom, right, top


def _share(boxes: Sequence[Box], area: float) -> float:
    """How much of a page the pictures take; one may be cut into strips."""
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in boxes]
    return sum(part for part in areas if part < GROUND * area) / max(area, 1.0)


def running_remark(running: Sequence[str]) -> list[str]:
    """Tell what was taken for running headers and footers."""
    if not running:
        return []
    texts = [f'"{text[:MAX_QUOTED]}"' for text, _ in Counter(running).most_common()]
    more = len(texts) - MAX_LISTED
    listed = ", ".join(texts[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")
    return [f"Taken for running headers or footers, and read once at most: {listed}."]
