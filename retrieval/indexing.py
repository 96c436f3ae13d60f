"""Writes documents into the indexes and the database, in an order that a crash cannot hurt."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.chunking import SPLITTER, chunk
from retrieval.dense import DenseIndex
from retrieval.documents import (
    ChunkRecord,
    Document,
    DocumentStatus,
    DocumentStore,
    chunk_id,
    content_hash,
)
from retrieval.embedding import Embedder
from retrieval.lexical import LexicalEntry, LexicalIndex
from retrieval.parsing.documents import ParsedDocument

EMBEDDED_AS = "title-section-text/1"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was read and cut, not yet stored. ``replaced`` are the chunks it had."""

    document: Document
    chunks: tuple[ChunkRecord, ...]
    replaced: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Contents:
    """The ids of a source's chunks: in the database (with their document), and in each index."""

    stored: Mapping[str, str]
    dense: Set[str]
    lexical: Set[str]

    def problems(self) -> list[str]:
        """Where the three disagree; nothing if they do not."""
        found = []
        for name, ids in (("vector", self.dense), ("word", self.lexical)):
            if missing := len(self.stored.keys() - ids):
                found.append(f"{missing} chunks are missing in the {name} index")
            if extra := len(ids - self.stored.keys()):
                found.append(f"{extra} chunks of the {name} index are not in the database")
        return found


class Indexer:
    """Keeps the database and both indexes in step.

    What becomes findable is written to the indexes first and to the database last, what
    disappears the other way round. A search believes the database only, so whatever a crash
    leaves behind is never seen, and the next run removes it.
    """

    def __init__(
        self,
        documents: DocumentStore,
        dense: DenseIndex,
        lexical: LexicalIndex,
        embedder: Embedder,
    ) -> None:
        self._documents = documents
        self._dense = dense
        self._lexical = lexical
        self._embedder = embedder
        self.indexed_as = "|".join((_parsers(), SPLITTER, EMBEDDED_AS, embedder.fingerprint))

    def prepare(
        self, document: Document, parsed: ParsedDocument, replaced: Collection[str]
    ) -> Prepared:
        """Cut a document into chunk records. Takes processor time: not for the event loop."""
        chunks = tuple(
            ChunkRecord(
                id=chunk_id(document.id, document.version, self.indexed_as, piece.ordinal),
                document_id=document.id,
                source=document.source,
                ordinal=piece.ordinal,
                title=piece.title,
                section=piece.section,
                page=piece.page,
                text=piece.text,
                content_hash=content_hash(piece.text.encode(errors="replace")),
            )
            for piece in chunk(parsed)
        )
        live = replace(
            document,
            title=parsed.title,
            indexed_as=self.indexed_as,
            status=DocumentStatus.LIVE,
            reason="",
            chunks=len(chunks),
            indexed_access=document.access,
        )
        new = {piece.id for piece in chunks}
        return Prepared(live, chunks, frozenset(replaced) - new)

    async def index(self, group: Sequence[Prepared]) -> None:
        """Make documents of one source findable."""
        pairs = [(prepared.document, piece) for prepared in group for piece in prepared.chunks]
        if pairs:
            source = pairs[0][0].source
            vectors = await self._embedder.embed([embedded_text(piece) for _, piece in pairs])
            ids = [piece.id for _, piece in pairs]
            await self._dense.upsert(source, ids, vectors, [doc.access for doc, _ in pairs])
            await self._lexical.replace(
                [LexicalEntry(piece, doc.path, doc.access) for doc, piece in pairs]
            )
        for prepared in group:
            await self._documents.save_document(prepared.document, prepared.chunks)
            await self.erase(prepared.document.source, prepared.replaced)

    async def withdraw(self, document: Document, chunk_ids: Collection[str]) -> None:
        """Store a document that cannot answer, and take its chunks out of the indexes."""
        await self._documents.save_document(replace(document, chunks=0), ())
        await self.erase(document.source, chunk_ids)

    async def erase(self, source: str, chunk_ids: Collection[str]) -> None:
        """Take chunks out of both indexes."""
        await self._dense.delete(source, chunk_ids)
        await self._lexical.replace((), without=chunk_ids)

    async def change_access(self, document: Document) -> Document:
        """Tell the indexes who may read a document now; the database knows it already."""
        pieces = await self._documents.chunks_of(document.id)
        ids = [piece.id for piece in pieces]
        await self._dense.set_access(document.source, ids, document.access)
        await self.rebuild_words(document, pieces)
        current = replace(document, indexed_access=document.access)
        await self._documents.save_document(current, None)
        return current

    async def rebuild_words(self, document: Document, pieces: Sequence[ChunkRecord]) -> None:
        """Put chunks into the word index again, from the database; costs no embedding."""
        await self._lexical.replace(
            [LexicalEntry(piece, document.path, document.access) for piece in pieces]
        )

    async def contents(self, source: str) -> Contents:
        """What each store holds of a source."""
        return Contents(
            await self._documents.chunk_ids(source),
            await self._dense.ids(source),
            await self._lexical.ids(source),
        )

    async def drop(self, source: str) -> None:
        """Forget a source and everything in it."""
        await self._documents.forget_source(source)
        await self._dense.drop(source)
        await self._lexical.drop(source)

    async def drop_earlier_models(self, source: str) -> None:
        """Delete the vectors that another model made of a source."""
        await self._dense.drop_earlier_models(source)


def embedded_text(piece: ChunkRecord) -> str:
    """What the model sees of a chunk: where it stands, then what it says."""
    return "\n".join(part for part in (piece.title, piece.section, piece.text) if part)


def _parsers() -> str:
    """A name for the parsers as they are; it changes with any of them."""
    folder = Path(__file__).resolve().parent
    files = [*sorted((folder / "parsing").glob("*.py")), folder / "chunking.py"]
    return content_hash(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files))[:16]
