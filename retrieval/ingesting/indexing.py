"""Writes documents into the indexes and the database, in an order that a crash cannot hurt."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from retrieval.documents import (
    ChunkRecord,
    Document,
    DocumentStatus,
    DocumentStore,
    chunk_id,
    content_hash,
)
from retrieval.indexes.dense import DenseIndex
from retrieval.indexes.embedding import Embedder, Vectors
from retrieval.indexes.lexical import LexicalIndex
from retrieval.indexes.words.entries import LexicalEntry
from retrieval.ingesting.chunking import SPLITTER, chunk
from retrieval.parsing.documents import ParsedDocument
from retrieval.parsing.instructions.orders import remark_on

EMBEDDED_AS = "title-section-text/1"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that was read and cut, not yet stored.

    ``vectors_of`` names for a new chunk an earlier one that says the same: the model need not see
    it again.
    """

    document: Document
    chunks: tuple[ChunkRecord, ...]
    vectors_of: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_all_vectors(self) -> bool:
        """Whether the model need not see anything of it."""
        return len(self.vectors_of) == len(self.chunks)


@dataclass(frozen=True, slots=True)
class Embedded:
    """Documents with the vectors of their chunks, shape ``(chunks, dimensions)``."""

    group: tuple[Prepared, ...]
    vectors: Vectors
    reused: int


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

    def counts(self) -> dict[str, int]:
        """How many chunks each store holds."""
        return {
            "database": len(self.stored),
            "vectors": len(self.dense),
            "words": len(self.lexical),
        }


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
        *,
        reading: str = "",
    ) -> None:
        """``reading`` names what reads pictures, if something does: with another, all is new."""
        self._documents = documents
        self._dense = dense
        self._lexical = lexical
        self._embedder = embedder
        parsers = _parsers() + reading
        self.indexed_as = "|".join((parsers, SPLITTER, EMBEDDED_AS, embedder.fingerprint))

    def prepare(
        self, document: Document, parsed: ParsedDocument, reusable: Mapping[str, str]
    ) -> Prepared:
        """Cut a document into chunk records. Takes processor time: not for the event loop.

        ``reusable`` holds the ids of chunks that have a vector, by `seen_of`.
        """
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
                confidence=piece.confidence,
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
            pages=parsed.pages,
            remarks=(*parsed.remarks, *remark_on(parsed)),
        )
        same = {piece.id: reusable.get(seen_of(piece), "") for piece in chunks} if reusable else {}
        return Prepared(live, chunks, {new: old for new, old in same.items() if old})

    def has_vectors_like(self, document: Document) -> bool:
        """Tell whether a document's vectors are what they would be today."""
        return document.indexed_as.split("|")[-2:] == self.indexed_as.split("|")[-2:]

    async def embed(self, group: Sequence[Prepared]) -> Embedded:
        """Find the vectors of documents of one source; only the model's time is spent here.

        Raises `EmbedderAwayError`.
        """
        pieces = [piece for prepared in group for piece in prepared.chunks]
        vectors = np.zeros((len(pieces), self._embedder.dimensions), np.float32)
        earlier = {key: old for prepared in group for key, old in prepared.vectors_of.items()}
        known = await self._dense.vectors(pieces[0].source, {*earlier.values()}) if earlier else {}
        new = []
        for row, piece in enumerate(pieces):
            vector = known.get(earlier.get(piece.id, ""))
            if vector is None:
                new.append(row)
            else:
                vectors[row] = vector
        if new:
            texts = [embedded_text(pieces[row]) for row in new]
            vectors[new] = await self._embedder.embed(texts)
        return Embedded(tuple(group), vectors, len(pieces) - len(new))

    async def store(self, embedded: Embedded) -> None:
        """Make documents findable. What they had before is left in the indexes, unseen."""
        await self._put_vectors(embedded)
        await self._put_words(embedded.group)
        await self._documents.save_documents([(one.document, one.chunks) for one in embedded.group])

    async def index(self, group: Sequence[Prepared]) -> None:
        """Embed and store documents of one source."""
        await self.store(await self.embed(group))

    async def _put_vectors(self, embedded: Embedded) -> None:
        pairs = [(one.document, piece) for one in embedded.group for piece in one.chunks]
        if pairs:
            await self._dense.upsert(
                pairs[0][0].source,
                [piece.id for _, piece in pairs],
                embedded.vectors,
                [document.access for document, _ in pairs],
            )

    async def _put_words(self, group: Sequence[Prepared]) -> None:
        await self._lexical.replace(
            [
                LexicalEntry(piece, one.document.path, one.document.access)
                for one in group
                for piece in one.chunks
            ]
        )

    async def erase(self, source: str, chunk_ids: Collection[str]) -> None:
        """Take chunks out of both indexes."""
        await self._dense.delete(source, chunk_ids)
        await self._lexical.replace((), without=chunk_ids)

    async def refresh(
        self, group: Sequence[tuple[Document, Sequence[ChunkRecord]]], contents: Contents
    ) -> int:
        """Write chunks of the database into the indexes again, with who may read them now.

        Only a chunk without a vector costs an embedding; gives how many did. Raises
        `EmbedderAwayError` before anything is written.
        """
        lost = [
            Prepared(document, tuple(piece for piece in pieces if piece.id not in contents.dense))
            for document, pieces in group
        ]
        embedded = await self.embed(lost)
        for document, pieces in group:
            if document.indexed_access != document.access:
                kept = [piece.id for piece in pieces if piece.id in contents.dense]
                await self._dense.set_access(document.source, kept, document.access)
        every = tuple(Prepared(document, tuple(pieces)) for document, pieces in group)
        await self._put_vectors(embedded)
        await self._put_words(every)
        told = [replace(document, indexed_access=document.access) for document, _ in group]
        await self._documents.save_documents([(document, None) for document in told])
        return len(embedded.vectors)

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


def seen_of(piece: ChunkRecord) -> str:
    """A name for what the model sees of a chunk."""
    return content_hash(embedded_text(piece).encode(errors="replace"))


def _parsers() -> str:
    """A name for the parsers as they are; it changes with any of them."""
    folder = Path(__file__).resolve().parent
    parsers = sorted((folder.parent / "parsing").rglob("*.py"))
    files = [*parsers, folder / "chunking.py"]
    return content_hash(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files))[:16]
