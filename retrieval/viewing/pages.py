"""What the viewer of citations shows: a page as a picture, or its text with the passage marked."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import Sequence

from retrieval.parsing.documents import Block, PageMissingError, ParsedDocument
from retrieval.parsing.isolation.worker import Workers

KEPT_IMAGES = 48
WIDTH = 1200

_Key = tuple[bytes, int, tuple[str, ...], int]
_MARKED_AT = re.compile(rb"tEXtmarked\0(\d\.\d{4})")


class PageImages:
    """Draws PDF pages in a bounded process and keeps the last few dozen.

    It owns one process, apart from those that parse, so that a reader does not wait for an
    ingestion. Close it with `close`.
    """

    def __init__(self, workers: Workers | None = None, *, kept: int = KEPT_IMAGES) -> None:
        self._workers = workers or Workers(size=1)
        self._kept = kept
        self._images: OrderedDict[_Key, bytes] = OrderedDict()

    async def page_image(
        self, data: bytes, page: int, highlight: tuple[str, ...] = (), *, width: int = WIDTH
    ) -> bytes:
        """Give page ``page`` (from 1) of a PDF as PNG, with ``highlight`` marked.

        ``highlight`` is a passage, and after it what is to stand out within.
        Raises `PageMissingError`, and `ParseError` for a file that cannot be drawn within bounds.
        """
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).digest())
        key = (digest, page, highlight, width)
        if key in self._images:
            self._images.move_to_end(key)
            return self._images[key]
        image = await self._workers.render(data, page, highlight, width=width)
        self._images[key] = image
        while len(self._images) > self._kept:
            self._images.popitem(last=False)
        return image

    def close(self) -> None:
        """End the process and forget the images."""
        self._workers.close()
        self._images.clear()


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
