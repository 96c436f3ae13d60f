"""The words of parsing: a document as a list of blocks, and why one could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MAX_NAMED = 10

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document that belongs together, in reading order.

    ``level`` is the depth of a heading (from 1), the nesting of a list item (from 0), or how many
    rows stand above a row of a table as names of its section, else 0.
    ``page`` counts from 1 and is ``None`` for formats without pages. ``text`` is normalised (NFC,
    no control characters); only ``code`` keeps its line breaks. ``confidence`` is from 0 to 1 where
    a machine read the text off a picture, and ``None`` where the file itself says it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as text with structure.

    ``title`` is what the document calls itself, else its file name made readable. ``pages`` is
    ``None`` for formats without pages. ``parser`` is ``name/version``; when it changes, the
    document must be parsed again. ``remarks`` are sentences for the owner about what was left out
    or had to be guessed; they are never searched. ``pictures`` are the pages with pictures that
    text recognition is to read and has not read yet.
    """

    title: str
    blocks: tuple[Block, ...]
    pages: int | None
    parser: str
    remarks: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()


def counted(numbers: Sequence[int], one: str, many: str) -> str:
    """Write ``Page 3`` or ``Pages 3 and 7``; runs are joined, and a long list ends in a count."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    names = [f"{a}" if a == b else f"{a}-{b}" for a, b in runs]
    if len(names) > MAX_NAMED:
        rest = sum(b - a + 1 for a, b in runs[MAX_NAMED:])
        names = [*names[:MAX_NAMED], f"{rest} more"]
    listed = " and ".join([", ".join(names[:-1])] * (len(names) > 1) + names[-1:])
    return f"{one if len(set(numbers)) == 1 else many} {listed}"


class ParseError(ValueError):
    """A document cannot be read; the text says to its owner why, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PicturesUnreadError(ParseError):
    """All text stands on pictures, on these ``pages``, and waits for text recognition."""

    def __init__(self, pages: Sequence[int]) -> None:
        super().__init__(
            f"{counted(pages, 'Page', 'Pages')} {'waits' if len(pages) == 1 else 'wait'} for text "
            "recognition, and the document answers when it is done."
        )
        self.pages = tuple(pages)


class PageMissingError(LookupError):
    """A document has no such page. ``pages`` is how many it has."""

    def __init__(self, page: int, pages: int) -> None:
        super().__init__(f"There is no page {page}; the document has {pages}.")
        self.page = page
        self.pages = pages
