"""The words of parsing: a document as a list of blocks, and why one could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document that belongs together, in reading order.

    ``level`` is the depth of a heading (from 1) or the nesting of a list item (from 0), else 0.
    ``page`` counts from 1 and is ``None`` for formats without pages. ``text`` is normalised (NFC,
    no control characters); only ``code`` keeps its line breaks.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document as text with structure.

    ``title`` is what the document calls itself, else its file name made readable. ``pages`` is
    ``None`` for formats without pages. ``parser`` is ``name/version``; when it changes, the
    document must be parsed again. ``remarks`` say to its owner what of it could not be read.
    """

    title: str
    blocks: tuple[Block, ...]
    pages: int | None
    parser: str
    remarks: tuple[str, ...] = ()


class ParseError(ValueError):
    """A document cannot be read; the text says to its owner why, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PageMissingError(LookupError):
    """A document has no such page. ``pages`` is how many it has."""

    def __init__(self, page: int, pages: int) -> None:
        super().__init__(f"There is no page {page}; the document has {pages}.")
        self.page = page
        self.pages = pages
