"""Office files as they look: drawn once, one at a time, and kept while they are asked for."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Hashable

from retrieval.documents import Document
from retrieval.parsing.documents import ParsedDocument, ParseError
from retrieval.parsing.formats import suffix_of
from retrieval.parsing.isolation.process import BusyError
from retrieval.parsing.isolation.worker import Workers
from retrieval.parsing.text.marking import marks
from retrieval.sources.originals import Originals
from retrieval.sources.source_folder import Held
from retrieval.viewing.fair_queue import FairQueue
from retrieval.viewing.keeping import Kept, weight_of
from retrieval.viewing.office.program import SUFFIXES, OfficeProgram, StuckError

KEPT_BYTES = 24_000_000
# So long a reader waits for the looks of a file; then it is shown as text, and drawn meanwhile.
PATIENCE_S = 12.0
_KEPT_REFUSALS = 2000
# The name under which a drawn file is read and drawn further.
PDF_NAME = "drawn.pdf"


class Drawings:
    """Office files as PDF. ``program`` is ``None`` where the operator has no LibreOffice.

    Whether somebody may see a document is for the caller to decide. Close it with `aclose`.
    """

    def __init__(
        self, originals: Originals, workers: Workers, program: OfficeProgram | None
    ) -> None:
        self._originals = originals
        self._workers = workers
        self._program = program
        self._queue = FairQueue(size=1, each=1)
        self._kept: Kept[Hashable, tuple[bytes, ParsedDocument]] = Kept(
            KEPT_BYTES, lambda drawn: len(drawn[0]) + weight_of(drawn[1])
        )
        self._refusals: Kept[Hashable, ParseError] = Kept(_KEPT_REFUSALS, lambda _: 1)
        self._stuck: Kept[Hashable, StuckError] = Kept(_KEPT_REFUSALS, lambda _: 1)

    def draws(self, path: str) -> bool:
        """Tell whether a file of this name can be shown as it looks."""
        return self._program is not None and suffix_of(path) in SUFFIXES

    async def pdf(
        self, document: Document, held: Held, reader: str
    ) -> tuple[bytes, ParsedDocument]:
        """The file as PDF, and the text of its pages; raises `ParseError` and ``OSError``.

        Raises `BusyError` where that takes longer than a reader waits; it is made all the same.
        """
        key = (document.version, held.stamp)
        if (kept := self._kept.get(key)) is not None:
            return kept
        if (refusal := self._refusals.get(key)) is not None:
            raise ParseError(refusal.reason)

        async def make() -> tuple[bytes, ParsedDocument]:
            try:
                drawn = await self._drawn(document, held)
            except StuckError as error:
                # Another time it may do, but what hangs holds the only place for minutes.
                (self._refusals if self._stuck.get(key) else self._stuck).put(key, error)
                raise
            except BusyError:
                raise
            except ParseError as error:
                self._refusals.put(key, error)
                raise
            self._kept.put(key, drawn)
            return drawn

        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._queue.do(key, reader, make)
        except TimeoutError as error:
            raise BusyError("The file is still being drawn.") from error

    async def _drawn(self, document: Document, held: Held) -> tuple[bytes, ParsedDocument]:
        assert self._program is not None
        data = await self._originals.read(document, held)
        made = await self._program.pdf(data, document.path)
        return made, await self._workers.parse(made, PDF_NAME)

    async def aclose(self) -> None:
        """Let go of what waits, and end the program."""
        if self._program is not None:
            self._program.close()
        await self._queue.aclose()
        self._kept.clear()


def pages_of_passage(drawn: ParsedDocument, passage: str) -> list[int]:
    """The pages on which a passage stands, the one with most of it first.

    Reads all of the text: not for the event loop.
    """
    found = marks(drawn.blocks, [passage])[0]
    letters: Counter[int] = Counter()
    for block, spans in zip(drawn.blocks, found, strict=True):
        if block.page is not None and spans:
            letters[block.page] += sum(end - start for start, end in spans)
    return sorted(letters, key=lambda page: (-letters[page], page))
