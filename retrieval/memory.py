"""A document store in memory, for measuring and for tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from retrieval.documents import (
    AccessClass,
    ChunkRecord,
    Document,
    DocumentStatus,
    Hit,
    Source,
)


class MemoryDocumentStore:
    """Implements `retrieval.documents.DocumentStore`; nothing outlives the process."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._documents: dict[str, Document] = {}
        self._chunks: dict[str, ChunkRecord] = {}
        self._chunks_of: dict[str, list[str]] = {}
        # Read off the documents once after a change: every search asks for them.
        self._classes: list[AccessClass] | None = None

    async def sources(self) -> Sequence[Source]:
        """Every source that is known, by name."""
        return [self._sources[name] for name in sorted(self._sources)]

    async def save_source(self, source: Source) -> None:
        """Insert or replace a source."""
        self._sources[source.name] = source

    async def forget_source(self, name: str) -> None:
        """Delete a source with everything in it."""
        await self.remove_documents(
            [document.id for document in self._documents.values() if document.source == name]
        )
        self._sources.pop(name, None)

    async def close_source(self, name: str, problem: str) -> None:
        """Take all readers from a source and each of its documents."""
        self._sources[name] = replace(self._sources[name], groups=(), problem=problem)
        for document in [one for one in self._documents.values() if one.source == name]:
            self._documents[document.id] = replace(document, groups=())
        self._classes = None

    async def documents(self, source: str) -> Mapping[str, Document]:
        """The documents of a source by path."""
        return {one.path: one for one in self._documents.values() if one.source == source}

    async def document(self, document_id: str) -> Document | None:
        """One document by its id."""
        return self._documents.get(document_id)

    async def save_document(self, document: Document, chunks: Sequence[ChunkRecord] | None) -> None:
        """Store a document; with ``chunks`` (not ``None``) replace those it had."""
        self._documents[document.id] = document
        self._classes = None
        if chunks is not None:
            for chunk in self._chunks_of.pop(document.id, []):
                del self._chunks[chunk]
            self._chunks |= {chunk.id: chunk for chunk in chunks}
            self._chunks_of[document.id] = [chunk.id for chunk in chunks]

    async def save_documents(
        self, documents: Sequence[tuple[Document, Sequence[ChunkRecord] | None]]
    ) -> None:
        """Store several documents."""
        for document, chunks in documents:
            await self.save_document(document, chunks)

    async def remove_documents(self, ids: Collection[str]) -> None:
        """Delete documents and their chunks."""
        self._classes = None
        for document in ids:
            del self._documents[document]
            for chunk in self._chunks_of.pop(document, []):
                del self._chunks[chunk]

    async def access_classes(self, sources: Collection[str]) -> Sequence[AccessClass]:
        """The sets of groups that live documents of these sources have."""
        if self._classes is None:
            found = {
                AccessClass(one.source, one.access, one.groups)
                for one in self._documents.values()
                if one.status is DocumentStatus.LIVE
            }
            self._classes = sorted(found, key=lambda one: (one.source, one.access))
        return [one for one in self._classes if one.source in sources]

    async def prune_access_classes(self, source: str) -> None:
        """Nothing to forget: they are read off the documents."""

    async def chunk_ids(self, source: str) -> Mapping[str, str]:
        """The document's id for the id of every chunk in a source."""
        return {one.id: one.document_id for one in self._chunks.values() if one.source == source}

    async def chunks_of(self, document_id: str) -> Sequence[ChunkRecord]:
        """The chunks of a document in their order."""
        return [self._chunks[chunk] for chunk in self._chunks_of.get(document_id, [])]

    async def chunks_at(self, places: Collection[tuple[str, int]]) -> Sequence[ChunkRecord]:
        """The chunks at these places, each a document's id and an ordinal."""
        return [
            chunk
            for document, ordinal in places
            for chunk in await self.chunks_of(document)
            if chunk.ordinal == ordinal
        ]

    async def documents_of(self, chunk_ids: Collection[str]) -> Mapping[str, Document]:
        """The documents of chunks, by the chunk's id."""
        hits = await self.hits(chunk_ids)
        return {chunk: hit.document for chunk, hit in hits.items()}

    async def hits(self, chunk_ids: Collection[str]) -> Mapping[str, Hit]:
        """Chunks with their documents, by the chunk's id; what is gone is left out."""
        found = [self._chunks[chunk] for chunk in chunk_ids if chunk in self._chunks]
        return {one.id: Hit(one, self._documents[one.document_id]) for one in found}
