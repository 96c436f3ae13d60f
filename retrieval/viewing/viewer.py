"""What a reader sees of a document: its pages as they look, its text, and the file itself."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Literal, TypeVar

import structlog

from retrieval.documents import Document
from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.formats import PDF, PICTURE, SLIDES, suffix_of
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.recognised import Recognised
from retrieval.recognition.recogniser import Recogniser
from retrieval.sources.originals import Originals
from retrieval.sources.source_folder import Held
from retrieval.viewing.fair_queue import FairQueue
from retrieval.viewing.keeping import Kept, weight_of
from retrieval.viewing.office.drawings import PDF_NAME, Drawings
from retrieval.viewing.office.program import OfficeProgram

# With one more than there are processors, whoever opens a small page need not wait for a heavy one.
SIZE = max(2, min((os.cpu_count() or 1) + 1, 4))
EACH = max(1, SIZE // 2)
# Seconds of the processor that one page may take to be drawn; at most so wide.
DRAWING_S = 5.0
WIDTH = 1200
KEPT_IMAGES = 24_000_000
KEPT_CHARACTERS = 8_000_000
_KEPT_REFUSALS = 2000

log = structlog.get_logger()

_Result = TypeVar("_Result")
Highlight = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A document that somebody wants to see, and its file as it was looked at.

    ``drawn`` are the bytes to be used in place of the file's own.
    """

    document: Document
    held: Held
    reader: str
    drawn: bytes | None = None


class Viewer:
    """Reads and draws documents in processes of its own, so that no ingestion is in the way.

    ``reader`` names whoever waits: no one of them takes all places. Whether they may see a document
    is for the caller to decide. Every method raises ``OSError`` where the file is gone, and as
    `DocumentChangedError` where it is another by now. Close it with `aclose`.
    """

    def __init__(
        self,
        originals: Originals,
        recogniser: Recogniser | None = None,
        *,
        workers: Workers | None = None,
        office: OfficeProgram | None = None,
    ) -> None:
        self._originals = originals
        self._recogniser = recogniser
        self._workers = workers or Workers(size=SIZE)
        self._drawings = Drawings(originals, self._workers, office)
        self._queue = FairQueue(size=SIZE, each=EACH)
        self._images: Kept[Hashable, bytes] = Kept(KEPT_IMAGES, len)
        self._parsed: Kept[Hashable, ParsedDocument] = Kept(KEPT_CHARACTERS, weight_of)
        # What cannot be read or drawn costs all the time that it may, so it is tried once.
        self._refusals: Kept[Hashable, ParseError] = Kept(_KEPT_REFUSALS, lambda _: 1)

    async def parsed(self, document: Document, reader: str) -> ParsedDocument:
        """The document as blocks of text; raises `ParseError`."""
        held = await self._originals.look_at(document)
        recognised = await self._recognised(document)
        key = (document.path, document.version, held.stamp, _read(recognised))
        kept = self._parsed.get(key)
        if kept is not None:
            return kept

        async def parse(data: bytes) -> ParsedDocument:
            parsed = await self._workers.parse(data, document.path, recognised)
            self._parsed.put(key, parsed)
            return parsed

        return await self._made(_Wish(document, held, reader), key, key, parse)

    def draws(self, document: Document) -> bool:
        """Tell whether the pages of a document may be shown as they look."""
        return has_pages(document) or self._drawings.draws(document.path)

    async def drawn(self, document: Document, reader: str) -> ParsedDocument | None:
        """The text of the pages of an office file as it looks; ``None`` where it is not drawn.

        The numbers of these pages are those that `image` knows of such a file.
        """
        if not self._drawings.draws(document.path):
            return None
        try:
            held = await self._originals.look_at(document)
            return (await self._drawings.pdf(document, held, reader))[1]
        except ParseError as error:
            log.info("document.undrawn", document=document.id, error=type(error).__name__)
            return None

    async def image(
        self, document: Document, page: int, highlight: Highlight, reader: str
    ) -> bytes:
        """A page as PNG, ``highlight`` marked; raises `PageMissingError` and `ParseError`.

        ``highlight`` is a passage, and after it what is to stand out within.
        """
        held = await self._originals.look_at(document)
        recognised = await self._recognised(document)
        drawing = (document.version, held.stamp, page, _read(recognised))
        key = (*drawing, highlight)
        kept = self._images.get(key)
        if kept is not None:
            return kept

        path, pdf = document.path, None
        if self._drawings.draws(path):
            pdf, _ = await self._drawings.pdf(document, held, reader)
            path = PDF_NAME

        async def draw(data: bytes) -> bytes:
            image = await self._workers.render(
                data,
                path,
                page,
                highlight,
                width=WIDTH,
                recognised=recognised.pages.get(page) if recognised else None,
                timeout_s=DRAWING_S,
            )
            self._images.put(key, image)
            return image

        return await self._made(_Wish(document, held, reader, pdf), key, drawing, draw)

    async def original(self, document: Document, reader: str) -> Held:
        """The file of the document, known to be what was ingested; `pieces` gives its bytes."""
        held = await self._originals.look_at(document)
        if not self._originals.knows(document, held):
            key = ("check", document.version, held.stamp)
            await self._queue.do(key, reader, lambda: self._originals.check(document, held))
        return held

    def pieces(self, document: Document, held: Held, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes of an `original` from ``start`` up to ``end``, each piece read when wanted."""
        return self._originals.pieces(document, held, start, end)

    async def _made(
        self,
        wish: _Wish,
        key: Hashable,
        refused: Hashable,
        make: Callable[[bytes], Awaitable[_Result]],
    ) -> _Result:
        """Make something of the bytes of a document, which are read when its turn has come.

        ``key`` names what is made, and ``refused`` what cannot be made where this fails.
        """
        refusal = self._refusals.get(refused)
        if refusal is not None:
            raise ParseError(refusal.reason)

        async def made() -> _Result:
            try:
                if wish.drawn is not None:
                    return await make(wish.drawn)
                return await make(await self._originals.read(wish.document, wish.held))
            except BusyError:
                raise
            except ParseError as error:
                self._refusals.put(refused, error)
                raise

        return await self._queue.do(key, wish.reader, made)

    async def _recognised(self, document: Document) -> Recognised | None:
        """What was read off the pictures of a document; ``None`` where that is switched off."""
        return await self._recogniser.of(document.version) if self._recogniser else None

    async def aclose(self) -> None:
        """Let go of what waits, and end the processes."""
        await self._drawings.aclose()
        await self._queue.aclose()
        await asyncio.to_thread(self._workers.close)
        self._images.clear()
        self._parsed.clear()


def _read(recognised: Recognised | None) -> int:
    """How many pages were read by machine: with more, a document is another to look at."""
    return len(recognised.pages) if recognised else 0


def unit_of(path: str) -> Literal["page", "slide"]:
    """What the pages of a document are called."""
    return "slide" if suffix_of(path) in SLIDES else "page"


def has_pages(document: Document) -> bool:
    """Tell whether a document is made of pages that look one way only."""
    return suffix_of(document.path) in {*PDF.suffixes, *PICTURE.suffixes}
