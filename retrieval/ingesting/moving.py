"""What is known already of text that appears anew: in a changed document, or at another path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from retrieval.documents import ChunkRecord, Document, DocumentStatus, DocumentStore
from retrieval.ingesting.indexing import Contents, Indexer, seen_of


class Earlier:
    """Vectors that can be taken over, and where documents lay that are no longer there."""

    def __init__(self, documents: DocumentStore, indexer: Indexer, contents: Contents) -> None:
        self._documents = documents
        self._indexer = indexer
        self._contents = contents
        self._gone: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}

    async def remember(self, gone: Sequence[Document]) -> None:
        """Note what documents said before they are removed; they may turn up at another path."""
        for document in gone:
            if document.status is DocumentStatus.LIVE:
                self._places.setdefault(document.version, []).append(document.path)
                self._gone.update(await self._vectors_of(document))

    def moved_from(self, version: str) -> str:
        """Where a document of these bytes lay before, each place once; empty for nowhere."""
        places = self._places.get(version)
        return places.pop() if places else ""

    async def reusable(self, document: Document | None) -> Mapping[str, str]:
        """The chunks whose vectors a new version of ``document`` may take over, by `seen_of`."""
        own = await self._vectors_of(document) if document and document.chunks else {}
        return self._gone | own if own else self._gone

    async def _vectors_of(self, document: Document) -> dict[str, str]:
        if not self._indexer.has_vectors_like(document):
            return {}
        return self._by_text(await self._documents.chunks_of(document.id))

    def _by_text(self, pieces: Iterable[ChunkRecord]) -> dict[str, str]:
        return {seen_of(piece): piece.id for piece in pieces if piece.id in self._contents.dense}
