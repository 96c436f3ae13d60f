"""What a reader sees of a document: its pages as they look, or its text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Literal

from retrieval.documents import Document, content_hash
from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.formats import PDF, SLIDES, suffix_of
from retrieval.parsing.isolation.worker import Workers
from retrieval.viewing.pages import PageImages

_KEPT = 32


class DocumentChangedError(OSError):
    """What lies in the source is not what was read: whose eyes it is for is not known yet."""

    def __init__(self, document: Document) -> None:
        super().__init__(f"{document.path!r} has changed since it was ingested. Ingest it again.")


Original = Callable[[Document], Awaitable[bytes]]


class Viewer:
    """Reads and draws documents in processes of its own, so that no ingestion is in the way.

    Whether the person may see a document is for the caller to decide. Close it with `close`.
    """

    def __init__(self, original: Original) -> None:
        self._original = original
        self._workers = Workers(size=1)
        self._images = PageImages(self._workers)
        self._parsed: OrderedDict[tuple[str, str], ParsedDocument] = OrderedDict()

    async def original(self, document: Document) -> bytes:
        """The bytes of the document; raises ``OSError``, as `DocumentChangedError` for others.

        Rights were given to what was read. Another file under the same path may be for others.
        """
        data = await self._original(document)
        if content_hash(data) != document.version:
            raise DocumentChangedError(document)
        return data

    async def parsed(self, document: Document) -> ParsedDocument:
        """The document as blocks of text; raises ``OSError`` and `ParseError`."""
        data = await self.original(document)
        key = (document.path, document.version)
        if key not in self._parsed:
            self._parsed[key] = await self._workers.parse(data, document.path)
            while len(self._parsed) > _KEPT:
                self._parsed.popitem(last=False)
        self._parsed.move_to_end(key)
        return self._parsed[key]

    async def image(self, document: Document, page: int, highlight: tuple[str, ...]) -> bytes:
        """A page as PNG, ``highlight`` marked; raises `PageMissingError` and `ParseError`.

        ``highlight`` is a passage, and after it what is to stand out within.
        """
        return await self._images.page_image(await self.original(document), page, highlight)

    def close(self) -> None:
        """End the processes."""
        self._images.close()


def unit_of(path: str) -> Literal["page", "slide"]:
    """What the pages of a document are called."""
    return "slide" if suffix_of(path) in SLIDES else "page"


def has_pictures(document: Document) -> bool:
    """Tell whether the pages of a document can be shown as they look."""
    return suffix_of(document.path) in PDF.suffixes
