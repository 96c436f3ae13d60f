"""The statements of a search: prepared once, since they are run for every question."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Text, bindparam, cast, select, type_coerce
from sqlalchemy.types import NullType

from app.records.database.memberships import is_among
from app.records.database.prepared import Prepared
from app.records.database.upserts import table_of
from app.records.documents.rows import AccessRow, ChunkRow, DocumentRow, SourceRow

SOURCES, DOCUMENTS = table_of(SourceRow), table_of(DocumentRow)
CHUNKS, ACCESS = table_of(ChunkRow), table_of(AccessRow)

ALL_SOURCES = Prepared(select(SOURCES).order_by(SOURCES.c.name))
DOCUMENT = Prepared(select(DOCUMENTS).where(DOCUMENTS.c.id == bindparam("document")))

LISTS = ("groups", "remarks")
# The columns of a document come as the database keeps them, for most of the documents that are
# found were found before.
_AS_KEPT = tuple(
    cast(column, Text) if column.name in LISTS else type_coerce(column, NullType())
    for column in DOCUMENTS.c
)


@cache
def access_classes(dialect: str) -> Prepared:
    """The sets of groups of the sources in ``sources``."""
    return Prepared(select(ACCESS).where(is_among(ACCESS.c.source, "sources", dialect)))


@cache
def chunks_at(dialect: str) -> Prepared:
    """The chunks with an ordinal of ``ordinals`` in one of ``documents``.

    Not as pairs: SQLite would compare them with every chunk there is.
    """
    return Prepared(
        select(CHUNKS).where(
            is_among(CHUNKS.c.document_id, "documents", dialect),
            is_among(CHUNKS.c.ordinal, "ordinals", dialect),
        )
    )


@cache
def owners(dialect: str) -> Prepared:
    """The id of each of ``chunks``, and its document as it is kept."""
    return _with_documents(dialect, CHUNKS.c.id)


@cache
def hits(dialect: str) -> Prepared:
    """Each of ``chunks``, and its document as it is kept."""
    return _with_documents(dialect, *CHUNKS.c)


def _with_documents(dialect: str, *columns: ColumnElement[Any]) -> Prepared:
    return Prepared(
        select(*columns, *_AS_KEPT)
        .join_from(CHUNKS, DOCUMENTS, CHUNKS.c.document_id == DOCUMENTS.c.id)
        .where(is_among(CHUNKS.c.id, "chunks", dialect))
    )
