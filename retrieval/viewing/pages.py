"""A page of a document: where its first mark stands in the picture, and its text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.parsing.documents import Block, PageMissingError, ParsedDocument

_MARKED_AT = re.compile(rb"tEXtmarked\0(\d\.\d{4})")


def marked_at(image: bytes) -> float | None:
    """How far down a picture its first mark stands, from 0 to 1; ``None`` without a mark."""
    found = _MARKED_AT.search(image, 0, 1000)
    return float(found[1]) if found else None


def page_text(document: ParsedDocument, page: int | None) -> Sequence[Block]:
    """Give the blocks of a page, or all of them for a document without pages.

    Raises `PageMissingError`.
    """
    if document.pages is None:
        return document.blocks
    if page is None or not 1 <= page <= document.pages:
        raise PageMissingError(page or 0, document.pages)
    return [block for block in document.blocks if block.page == page]
