"""Sources, documents and chunks in the database: the truth about text and rights."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database.base import Base
from app.records.database.direct import direct_to
from app.records.database.engine import Sessions
from app.records.database.memberships import among
from app.records.database.prepared import Prepared
from app.records.database.upserts import dialect_of, insert_into, storable
from app.records.documents import statements
from app.records.documents.rows import AccessRow, DocumentRow, SourceRow
from app.records.documents.withdrawals import remove_withdrawn
from retrieval.documents import (
    AccessClass,
    ChunkRecord,
    Document,
    DocumentStatus,
    Hit,
    Source,
    access_of,
)

# SQLite takes 32,766 parameters in a statement.
_AT_ONCE = 5_000
# Documents that searches find again and again; a kilobyte each.
_REMEMBERED = 8_192
_INSTANTS = ("effective_from", "effective_until", "superseded_from", "ingested_at", "review_by")


_SOURCES, _DOCUMENTS = statements.SOURCES, statements.DOCUMENTS
_CHUNKS, _ACCESS = statements.CHUNKS, statements.ACCESS
_CHUNK_COLUMNS = len(_CHUNKS.columns)


class SqlDocumentStore:
    """Implements `retrieval.documents.DocumentStore`."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._direct = direct_to(sessions)

    async def sources(self) -> Sequence[Source]:
        """Every source that is known, by name."""
        return [_source(row) for row in await self._direct.rows(statements.ALL_SOURCES)]

    async def save_source(self, source: Source) -> None:
        """Insert or replace a source; its documents stay as they are."""
        values = {name: getattr(source, name) for name in Source.__slots__}
        values["groups"] = list(source.groups)
        async with self._sessions.begin() as session:
            await _upsert(session, SourceRow, values, ["name"])

    async def forget_source(self, name: str) -> None:
        """Delete a source with everything in it."""
        async with self._sessions.begin() as session:
            await session.execute(delete(_CHUNKS).where(_CHUNKS.c.source == name))
            await session.execute(delete(_DOCUMENTS).where(_DOCUMENTS.c.source == name))
            await session.execute(delete(_ACCESS).where(_ACCESS.c.source == name))
            await session.execute(delete(_SOURCES).where(_SOURCES.c.name == name))

    async def close_source(self, name: str, problem: str) -> None:
        """Take all readers from a source and each of its documents."""
        async with self._sessions.begin() as session:
            await session.execute(
                update(_SOURCES).where(_SOURCES.c.name == name).values(groups=[], problem=problem)
            )
            await session.execute(
                update(_DOCUMENTS).where(_DOCUMENTS.c.source == name).values(groups=[])
            )
            await session.execute(delete(_ACCESS).where(_ACCESS.c.source == name))

    async def documents(self, source: str) -> Mapping[str, Document]:
        """The documents of a source by path."""
        query = select(_DOCUMENTS).where(_DOCUMENTS.c.source == source)
        async with self._sessions() as session:
            return {row.path: _document(row) for row in await session.execute(query)}

    async def document(self, document_id: str) -> Document | None:
        """One document by its id."""
        found = await self._direct.rows(statements.DOCUMENT, {"document": document_id})
        return _document(found[0]) if found else None

    async def save_document(self, document: Document, chunks: Sequence[ChunkRecord] | None) -> None:
        """Store a document; with ``chunks`` (not ``None``) replace those it had."""
        await self.save_documents([(document, chunks)])

    async def save_documents(
        self, documents: Sequence[tuple[Document, Sequence[ChunkRecord] | None]]
    ) -> None:
        """Store several documents, all or none of them, each like `save_document`."""
        classes = {
            (document.source, document.access): document.groups
            for document, _ in documents
            if document.status is DocumentStatus.LIVE
        }
        async with self._sessions.begin() as session:
            for (source, access), groups in classes.items():
                values = {"source": source, "access": access, "groups": list(groups)}
                await _upsert(session, AccessRow, values, ["source", "access"])
            for document, _ in documents:
                await _upsert(session, DocumentRow, _document_values(document), ["id"])
            replaced = [document.id for document, chunks in documents if chunks is not None]
            for some in _portions(replaced):
                await session.execute(delete(_CHUNKS).where(_CHUNKS.c.document_id.in_(some)))
            new = [_chunk_values(chunk) for _, chunks in documents for chunk in chunks or ()]
            if new:
                await session.execute(insert(_CHUNKS), new)
            await remove_withdrawn(session, [document for document, _ in documents])

    async def remove_documents(self, ids: Collection[str]) -> None:
        """Delete documents and their chunks."""
        async with self._sessions.begin() as session:
            for some in _portions(ids):
                await session.execute(delete(_CHUNKS).where(_CHUNKS.c.document_id.in_(some)))
                await session.execute(delete(_DOCUMENTS).where(_DOCUMENTS.c.id.in_(some)))

    async def access_classes(self, sources: Collection[str]) -> Sequence[AccessClass]:
        """The sets of groups in use in these sources; some may be in use no longer."""
        found = await self._listed(statements.access_classes, sources=sources)
        return [AccessClass(row.source, row.access, tuple(row.groups)) for row in found]

    async def prune_access_classes(self, source: str) -> None:
        """Forget the sets of groups that no live document of a source has any more."""
        query = select(_DOCUMENTS.c.groups).where(
            _DOCUMENTS.c.source == source, _DOCUMENTS.c.status == DocumentStatus.LIVE
        )
        async with self._sessions.begin() as session:
            used = {access_of(row.groups) for row in await session.execute(query)}
            await session.execute(
                delete(_ACCESS).where(_ACCESS.c.source == source, _ACCESS.c.access.not_in(used))
            )

    async def chunk_ids(self, source: str) -> Mapping[str, str]:
        """The document's id for the id of every chunk in a source."""
        query = select(_CHUNKS.c.id, _CHUNKS.c.document_id).where(_CHUNKS.c.source == source)
        async with self._sessions() as session:
            return {row.id: row.document_id for row in await session.execute(query)}

    async def chunks_of(self, document_id: str) -> Sequence[ChunkRecord]:
        """The chunks of a document in their order."""
        query = select(_CHUNKS).where(_CHUNKS.c.document_id == document_id)
        async with self._sessions() as session:
            rows = await session.execute(query.order_by(_CHUNKS.c.ordinal))
            return [ChunkRecord(*row) for row in rows]

    async def chunks_at(self, places: Collection[tuple[str, int]]) -> Sequence[ChunkRecord]:
        """The chunks at these places, each a document's id and an ordinal."""
        found = await self._listed(
            statements.chunks_at,
            documents={document for document, _ in places},
            ordinals={ordinal for _, ordinal in places},
        )
        rows = [ChunkRecord(*row) for row in found]
        wanted = set(places)
        return [chunk for chunk in rows if (chunk.document_id, chunk.ordinal) in wanted]

    async def documents_of(self, chunk_ids: Collection[str]) -> Mapping[str, Document]:
        """The documents of chunks, by the chunk's id; what is gone is left out."""
        found = await self._listed(statements.owners, chunks=chunk_ids)
        return {row[0]: _known_document(*row[1:]) for row in found}

    async def hits(self, chunk_ids: Collection[str]) -> Mapping[str, Hit]:
        """Chunks with their documents, by the chunk's id; what is gone is left out."""
        found = await self._listed(statements.hits, chunks=chunk_ids)
        return {
            row[0]: Hit(ChunkRecord(*row[:_CHUNK_COLUMNS]), _known_document(*row[_CHUNK_COLUMNS:]))
            for row in found
        }

    async def _listed(
        self, statement: Callable[[str], Prepared], **lists: Collection[str] | Collection[int]
    ) -> Sequence[Any]:
        """The rows of a statement that is given lists of values."""
        dialect = self._direct.dialect
        given = {name: among(values, dialect) for name, values in lists.items()}
        return await self._direct.rows(statement(dialect), given)


@lru_cache(_REMEMBERED)
def _known_document(*kept: Any) -> Document:
    """The document of a row, remembered by all that is in the row."""
    values = dict(zip(Document.__slots__, kept, strict=True))
    for name in statements.LISTS:
        values[name] = json.loads(values[name])
    for name in _INSTANTS:
        values[name] = _instant(values[name])
    return _document(tuple(values.values()))


def _instant(kept: str | datetime | None) -> datetime | None:
    """SQLite keeps instants as text, in UTC."""
    if isinstance(kept, str):
        return datetime.fromisoformat(kept).replace(tzinfo=UTC)
    return kept.astimezone(UTC) if kept else None


async def _upsert(
    session: AsyncSession, row: type[Base], values: Mapping[str, Any], key: Sequence[str]
) -> None:
    statement = insert_into(dialect_of(session), row).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed))


def _portions(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(ids)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _source(row: Row[Any]) -> Source:
    values = {name: getattr(row, name) for name in Source.__slots__}
    return Source(**values | {"groups": tuple(row.groups)})


def _document(row: Row[Any] | Sequence[Any]) -> Document:
    values = dict(zip(Document.__slots__, row, strict=True))
    for name in statements.LISTS:
        values[name] = tuple(values[name])
    values["status"] = DocumentStatus(values["status"])
    return Document(**values)


def _document_values(document: Document) -> dict[str, Any]:
    values = {name: getattr(document, name) for name in Document.__slots__}
    return values | {
        "groups": list(document.groups),
        "remarks": [storable(remark) for remark in document.remarks],
        "title": storable(document.title),
    }


def _chunk_values(chunk: ChunkRecord) -> dict[str, Any]:
    values = {name: getattr(chunk, name) for name in ChunkRecord.__slots__}
    for name in ("title", "section", "text"):
        values[name] = storable(values[name])
    return values
