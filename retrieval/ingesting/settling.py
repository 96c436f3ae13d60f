"""What becomes of each document of a source: it stays, waits, fails, is withdrawn or indexed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from retrieval.documents import Document, DocumentStatus, DocumentStore
from retrieval.indexes.embedding import EmbedderAwayError
from retrieval.ingesting.indexing import Contents, Embedded, Indexer, Prepared
from retrieval.ingesting.ledger import Line, LineStatus, Stages
from retrieval.ingesting.refreshing import is_stale

Done = Callable[[str], None]


class Settling:
    """Stores what becomes of documents, and writes their lines of the ledger.

    ``before`` is what is known of documents that are about to be indexed, by path: as they would
    stay. ``moved`` has the earlier place of those that were found again elsewhere. ``away`` tells
    why documents wait for vectors, if they do.
    """

    def __init__(
        self,
        documents: DocumentStore,
        indexer: Indexer,
        contents: Contents,
        stages: Stages,
        done: Done,
    ) -> None:
        self._documents = documents
        self._indexer = indexer
        self._contents = contents
        self._stages = stages
        self._done = done
        self._chunks: dict[str, set[str]] = {}
        for chunk, document in contents.stored.items():
            self._chunks.setdefault(document, set()).add(chunk)
        self._waiting = 0
        self.lines: dict[str, Line] = {}
        self.stale: list[Document] = []
        self.moved: dict[str, str] = {}
        self.before: dict[str, tuple[Document, Document | None]] = {}
        self.away: EmbedderAwayError | None = None

    def is_stored(self, document: Document) -> bool:
        """Tell whether all text of a document is in the database."""
        stored = len(self._chunks.get(document.id, ()))
        return document.status is DocumentStatus.LIVE and document.chunks == stored

    def is_whole(self, document: Document) -> bool:
        """Tell whether a document need not be read again unless it has changed."""
        return self.is_stored(document) and document.indexed_as == self._indexer.indexed_as

    async def keep(self, document: Document, previous: Document | None) -> None:
        """Let a document that has not changed go on."""
        # A reason tells of a newer version that could not be read; it is gone again.
        await self._leave(replace(document, reason=""), previous, "unchanged")

    async def _leave(
        self, document: Document, previous: Document | None, status: LineStatus
    ) -> None:
        """Let a document answer with what was read of it earlier."""
        if document != previous:
            await self._documents.save_document(document, None)
        if is_stale(document, self._chunks.get(document.id, set()), self._contents):
            self.stale.append(document)
        self._settle(document, status)

    async def fail(self, document: Document, previous: Document | None, reason: str) -> None:
        """Note why a document cannot be read; what was read of it earlier goes on answering."""
        if self.is_stored(document):
            await self._leave(replace(document, reason=reason), previous, "failed")
        else:
            await self.withdraw(document, previous, DocumentStatus.FAILED, reason)

    async def wait(self, prepared: Prepared, error: EmbedderAwayError) -> None:
        """Leave a document as it was, since it has no vectors now; the next run takes it up."""
        path = prepared.document.path
        later = "" if error.of_the_texts else " The next ingestion takes it up."
        await self.fail(*self.before[path], f"It is not indexed now. {error}{later}")
        if not error.of_the_texts:
            self.away = error
            self._waiting += 1

    def waits(self) -> list[str]:
        """What the ledger says of documents that wait for vectors."""
        if self.away is None:
            return []
        return [
            f"{self.away} Documents that wait for vectors: {self._waiting}. "
            "Run the ingestion again once it is there."
        ]

    async def withdraw(
        self, document: Document, previous: Document | None, status: DocumentStatus, reason: str
    ) -> None:
        """Take a document out of all answers."""
        settled = replace(document, status=status, reason=reason, chunks=0, remarks=())
        if settled != previous:
            await self._documents.save_document(settled, ())
        names: dict[DocumentStatus, LineStatus] = {
            DocumentStatus.EXPIRED: "expired",
            DocumentStatus.SUPERSEDED: "superseded",
            DocumentStatus.QUARANTINED: "quarantined",
        }
        self._settle(settled, names.get(status, "failed"))

    def stored(self, embedded: Embedded) -> None:
        """Note what was indexed just now."""
        self._stages.cut += len(embedded.vectors)
        self._stages.reused += embedded.reused
        self._stages.embedded += len(embedded.vectors) - embedded.reused
        for prepared in embedded.group:
            self.before.pop(prepared.document.path, None)
            moved = prepared.document.path in self.moved
            self._settle(prepared.document, "moved" if moved else "live")

    def _settle(self, document: Document, status: LineStatus) -> None:
        self.lines[document.path] = Line(
            document.path,
            status,
            document.reason,
            document.chunks,
            document.remarks,
            self.moved.get(document.path, ""),
            document.title,
            document.version,
            document.pages,
            document.effective_from,
            document.effective_until,
        )
        self._done(document.path)
