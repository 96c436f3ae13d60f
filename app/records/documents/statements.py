"""The statements of a search: prepared once, since they are run for every question."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, bindparam, select

from app.records.database.prepared import Prepared
from app.records.database.upserts import among, table_of
from app.records.documents.rows import AccessRow, ChunkRow, DocumentRow, SourceRow

SOURCES, DOCUMENTS = table_of(SourceRow), table_of(DocumentRow)
CHUNKS, ACCESS = table_of(ChunkRow), table_of(AccessRow)

ALL_SOURCES = Prepared(select(SOURCES).order_by(SOURCES.c.name))
DOCUMENT = Prepared(select(DOCUMENTS).where(DOCUMENTS.c.id == bindparam("document")))


@cache
def access_classes(dialect: str) -> Prepared:
    """The sets of groups of the sources in ``sources``."""
    return Prepared(select(ACCESS).where(among(dialect, ACCESS.c.source, "sources")))


@cache
def chunks_at(dialect: str) -> Prepared:
    """The chunks with an ordinal of ``ordinals`` in one of ``documents``.

    Not as pairs: SQLite would compare them with every chunk there is.
    """
    return Prepared(
        select(CHUNKS).where(
            among(dialect, CHUNKS.c.document_id, "documents"),
            among(dialect, CHUNKS.c.ordinal, "ordinals"),
        )
    )


@cache
def owners(dialect: str) -> Prepared:
    """The documents of ``chunks``, by the chunk's id."""
    found = select(CHUNKS.c.id, CHUNKS.c.document_id)
    return Prepared(found.where(among(dialect, CHUNKS.c.id, "chunks")))


@cache
def documents(dialect: str) -> Prepared:
    """The documents in ``documents``."""
    return Prepared(select(DOCUMENTS).where(among(dialect, DOCUMENTS.c.id, "documents")))


@cache
def hits(dialect: str) -> Prepared:
    """The ``chunks`` with their documents."""
    found: Select[tuple[object, ...]] = select(*CHUNKS.c, *DOCUMENTS.c).join_from(
        CHUNKS, DOCUMENTS, CHUNKS.c.document_id == DOCUMENTS.c.id
    )
    return Prepared(found.where(among(dialect, CHUNKS.c.id, "chunks")))
