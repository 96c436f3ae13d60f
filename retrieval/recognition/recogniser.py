"""Reads pictures beside everything else: one page after another, behind all other work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from dataclasses import replace

import structlog

from retrieval.documents import Document, DocumentStore, document_id
from retrieval.parsing.documents import PageMissingError, ParseError
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.pdf.recognised import Recognised, RecognisedPage
from retrieval.recognition.store import RecognitionStore, Wanted
from retrieval.sources.originals import DocumentChangedError, Originals

log = structlog.get_logger()

# Seconds of the processor that one page may take; four to fourteen are usual.
PAGE_S = 60.0
MEMORY_MB = 3072
# Far behind whoever asks: on a busy machine a page takes minutes.
NICENESS = 15
WALL_FACTOR = 60
# So long what was read waits for the rest before it answers.
TOGETHER_S = 300.0
AWAY_S = 600.0

Finished = Callable[[Collection[str]], Awaitable[None]]
Progress = Callable[[int, int, str], None]


class Recogniser:
    """A queue of pages with its own process, so that no other reading and nobody waits for it.

    Close it with `aclose`.
    """

    def __init__(
        self,
        store: RecognitionStore,
        documents: DocumentStore,
        originals: Originals,
        *,
        at_once: int = 1,
        workers: Workers | None = None,
    ) -> None:
        self._store = store
        self._documents = documents
        self._originals = originals
        self._at_once = at_once
        self._workers = workers or Workers(
            size=at_once, memory_mb=MEMORY_MB, niceness=NICENESS, wall_factor=WALL_FACTOR
        )
        self._wake = asyncio.Event()
        # Documents whose source could not be reached, by version, and when to try again.
        self._away: dict[str, float] = {}

    async def of(self, version: str) -> Recognised:
        """What has been read off the pictures of a version."""
        return await asyncio.to_thread(self._store.of, version)

    async def has_news(self, document: Document) -> bool:
        """Tell whether its pictures were read since it was ingested."""
        done = await asyncio.to_thread(self._store.done_at, document.version)
        read = document.ingested_at
        return done is not None and (read is None or done > read)

    async def want(self, document: Document, pages: Collection[int]) -> None:
        """Have pages of a document read, when there is time."""
        wanted = Wanted(document.source, document.path, document.version, tuple(sorted(pages)))
        await asyncio.to_thread(self._store.want, wanted)
        self._wake.set()

    async def tidy(self) -> None:
        """Delete what belongs to no document any more, nor to what waits to become one."""
        if await asyncio.to_thread(self._store.is_empty):
            return
        known: dict[tuple[str, str], Document] = {}
        for source in await self._documents.sources():
            for path, document in (await self._documents.documents(source.name)).items():
                known[source.name, path] = document
        versions = {document.version for document in known.values()}

        def keep(wanted: Wanted) -> bool:
            if wanted.version in versions:
                return True
            document = known.get((wanted.source, wanted.path))
            # A newer version that waits, while the one before it goes on answering.
            return document is not None and bool(document.reason)

        await asyncio.to_thread(self._store.forget_unless, keep)

    async def run_forever(self, finished: Finished) -> None:
        """Read what is wanted, and tell of the sources whose documents can be read better now."""
        news: set[str] = set()
        told = time.monotonic()
        while True:
            self._wake.clear()
            wanted = await self._next()
            if wanted is not None and await self._read(wanted):
                news.add(wanted.source)
            if news and (wanted is None or time.monotonic() - told > TOGETHER_S):
                await finished(tuple(sorted(news)))
                news.clear()
                told = time.monotonic()
            elif wanted is None:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), AWAY_S)

    async def drain(self, progress: Progress | None = None) -> set[str]:
        """Read all that is wanted now; gives the sources whose documents can be read better."""
        news: set[str] = set()
        waiting = await asyncio.to_thread(self._store.waiting)
        for done, wanted in enumerate(waiting):
            if progress is not None:
                progress(done, len(waiting), wanted.path)
            if await self._read(wanted):
                news.add(wanted.source)
        return news

    async def _next(self) -> Wanted | None:
        now = time.monotonic()
        for wanted in await asyncio.to_thread(self._store.waiting):
            if self._away.get(wanted.version, 0.0) <= now:
                return wanted
        return None

    async def _read(self, wanted: Wanted) -> bool:
        """Read the pages of a document; tells whether it is done."""
        document = await self._documents.document(document_id(wanted.source, wanted.path))
        if document is None:
            await asyncio.to_thread(self._store.forget, wanted.version)
            return False
        document = replace(document, version=wanted.version)
        try:
            data = await self._originals.read(document, await self._originals.look_at(document))
        except DocumentChangedError:
            # The next ingestion says what is to be read of what lies there now.
            await asyncio.to_thread(self._store.forget, wanted.version)
            return False
        except OSError as error:
            log.warning("recognition.away", document=document.id, error=type(error).__name__)
            self._away[wanted.version] = time.monotonic() + AWAY_S
            return False
        known = (await self.of(wanted.version)).pages
        left = [number for number in wanted.pages if number not in known]
        places = asyncio.Semaphore(self._at_once)
        await asyncio.gather(*(self._page(wanted, data, number, places) for number in left))
        await asyncio.to_thread(self._store.finish, wanted.version)
        log.info("recognition.done", document=document.id, pages=len(left))
        return True

    async def _page(
        self, wanted: Wanted, data: bytes, number: int, places: asyncio.Semaphore
    ) -> None:
        async with places:
            page = await self._recognised(data, wanted.path, number)
            await asyncio.to_thread(self._store.add, wanted.version, number, page)

    async def _recognised(self, data: bytes, path: str, number: int) -> RecognisedPage:
        try:
            with suppress(BusyError):
                return await self._workers.recognise(data, path, number, timeout_s=PAGE_S)
            # The machine had too much to do; it is tried once more.
            return await self._workers.recognise(data, path, number, timeout_s=PAGE_S)
        except (ParseError, PageMissingError) as error:
            return RecognisedPage(0, 0, reason=str(error))

    async def aclose(self) -> None:
        """End the processes, which is noticed where a page is being read."""
        await asyncio.to_thread(self._workers.kill)
