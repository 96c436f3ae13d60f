"""The words of a source's contents: documents, their chunks, and the store that keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from retrieval.access import Access
from retrieval.passages import SourceCondition, SourceState


class DocumentStatus(StrEnum):
    """What became of a document of a source.

    Only a ``live`` document has chunks, and only it can answer, within its dates. ``failed``
    could not be read; ``quarantined`` was not opened at all.
    """

    LIVE = "live"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it was last read.

    ``groups`` is empty where its description cannot be used: then nobody reads it. ``problem``
    says why, or why it could not be synced; ``unreachable`` tells that its documents may be old.
    ``documents`` counts the live ones.
    """

    name: str
    location: str
    department: str
    owner: str
    groups: tuple[str, ...]
    problem: str = ""
    unreachable: bool = False
    ingested_at: datetime | None = None
    documents: int = 0

    @property
    def state(self) -> SourceState:
        """How far the source can be relied on."""
        condition = SourceCondition.READY
        if self.problem and not self.unreachable:
            condition = SourceCondition.FAILED
        elif self.ingested_at is None:
            condition = SourceCondition.NEVER_INDEXED
        elif self.unreachable:
            condition = SourceCondition.STALE
        return SourceState(self.name, self.owner, condition, self.ingested_at, self.documents)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a source, under its path there.

    ``version`` is the SHA-256 of its bytes, ``stamp`` what the folder itself says about the
    version (empty if nothing), ``indexed_as`` how it was read, cut and embedded. ``groups`` are
    sorted. It answers from ``effective_from`` until just before ``effective_until`` and
    ``superseded_from``. ``indexed_access`` is the `access` that the indexes know of its chunks.
    ``remarks`` say to its owner what of a live document could not be read. ``pages`` is ``None``
    for formats without pages, and while it was not read. ``review_by`` is until when ``owner`` has
    to look at it again; ``owner`` is empty where that is the owner of the source.
    """

    id: str
    source: str
    path: str
    title: str
    version: str
    stamp: str
    indexed_as: str
    groups: tuple[str, ...]
    status: DocumentStatus
    reason: str = ""
    effective_from: datetime | None = None
    effective_until: datetime | None = None
    superseded_from: datetime | None = None
    chunks: int = 0
    indexed_access: str = ""
    ingested_at: datetime | None = None
    remarks: tuple[str, ...] = ()
    pages: int | None = None
    review_by: datetime | None = None
    owner: str = ""

    @property
    def access(self) -> str:
        """The name of the set of groups that may read it."""
        return access_of(self.groups)

    def answers_at(self, now: datetime) -> bool:
        """Tell whether the document is live, in effect and the newest of its kind at ``now``."""
        if self.status is not DocumentStatus.LIVE:
            return False
        if self.effective_from is not None and now < self.effective_from:
            return False
        ends = (self.effective_until, self.superseded_from)
        return all(end is None or now < end for end in ends)

    def may_answer(self, access: Access, now: datetime) -> bool:
        """Tell whether its passages may reach a person at ``now``."""
        return access.may_read(self.groups) and self.answers_at(now)


@dataclass(frozen=True, slots=True)
class ChunkRecord:
    """A chunk of a document. ``content_hash`` is the SHA-256 of ``text``.

    ``confidence``, from 0 to 1, is how sure the machine was that read it off a picture, ``None``
    where the file itself says it.
    """

    id: str
    document_id: str
    source: str
    ordinal: int
    title: str
    section: str
    page: int | None
    text: str
    content_hash: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class AccessClass:
    """A set of groups that some documents of a source share."""

    source: str
    access: str
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk with the document it belongs to, as they stand now."""

    chunk: ChunkRecord
    document: Document


class DocumentStore(Protocol):
    """Keeps sources, documents and chunks: the truth about text and rights.

    Every method is one transaction.
    """

    async def sources(self) -> Sequence[Source]:
        """Every source that is known, by name."""

    async def save_source(self, source: Source) -> None: ...

    async def forget_source(self, name: str) -> None:
        """Delete a source with everything in it."""

    async def close_source(self, name: str, problem: str) -> None:
        """Take all readers from a source and each of its documents."""

    async def documents(self, source: str) -> Mapping[str, Document]:
        """The documents of a source by path."""

    async def document(self, document_id: str) -> Document | None: ...

    async def save_document(self, document: Document, chunks: Sequence[ChunkRecord] | None) -> None:
        """Store a document; with ``chunks`` (not ``None``) replace those it had."""

    async def save_documents(
        self, documents: Sequence[tuple[Document, Sequence[ChunkRecord] | None]]
    ) -> None:
        """Store several documents, all or none of them, each like `save_document`."""

    async def remove_documents(self, ids: Collection[str]) -> None: ...

    async def access_classes(self, sources: Collection[str]) -> Sequence[AccessClass]:
        """The sets of groups that live documents of these sources have, or had until lately.

        The empty set is among them where a document has no readers.
        """

    async def prune_access_classes(self, source: str) -> None:
        """Forget the sets of groups that no live document of a source has any more."""

    async def chunk_ids(self, source: str) -> Mapping[str, str]:
        """The document's id for the id of every chunk in a source."""

    async def chunks_of(self, document_id: str) -> Sequence[ChunkRecord]:
        """The chunks of a document in their order."""

    async def chunks_at(self, places: Collection[tuple[str, int]]) -> Sequence[ChunkRecord]:
        """The chunks at these places, each a document's id and an ordinal, where there are any."""

    async def documents_of(self, chunk_ids: Collection[str]) -> Mapping[str, Document]:
        """The documents of chunks, by the chunk's id; what is gone is left out."""

    async def hits(self, chunk_ids: Collection[str]) -> Mapping[str, Hit]:
        """Chunks with their documents, by the chunk's id; what is gone is left out."""


def document_id(source: str, path: str) -> str:
    """The same path in the same source always has the same id: 32 hexadecimal digits."""
    return _digest(source, path)


def chunk_id(document: str, version: str, indexed_as: str, ordinal: int) -> str:
    """A chunk read from other bytes, or in another way, has another id."""
    return _digest(document, version, indexed_as, str(ordinal))


def access_of(groups: Collection[str]) -> str:
    """A short name for a set of groups, whatever their order; empty for no groups."""
    return _digest(*sorted(set(groups)))[:16] if groups else ""


def content_hash(data: bytes | str) -> str:
    """SHA-256 in hexadecimal, of UTF-8 for text."""
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def _digest(*parts: str) -> str:
    # Lengths first, so that no two lists of parts read the same.
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode(errors="surrogatepass")).hexdigest()[:32]
