"""The tables of sources, documents and chunks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base


class SourceRow(Base):
    """A knowledge source. No groups: nobody reads it."""

    __tablename__ = "sources"

    name: Mapped[str] = mapped_column(primary_key=True)
    location: Mapped[str]
    department: Mapped[str]
    owner: Mapped[str]
    groups: Mapped[list[Any]] = mapped_column(JSON)
    problem: Mapped[str] = mapped_column(Text)
    unreachable: Mapped[bool]
    ingested_at: Mapped[datetime | None]
    documents: Mapped[int]


class DocumentRow(Base):
    """A document of a source, with who may read it and when it holds."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(index=True)
    path: Mapped[str]
    title: Mapped[str]
    version: Mapped[str]
    stamp: Mapped[str]
    indexed_as: Mapped[str]
    groups: Mapped[list[Any]] = mapped_column(JSON)
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[datetime | None]
    effective_until: Mapped[datetime | None]
    superseded_from: Mapped[datetime | None]
    chunks: Mapped[int]
    indexed_access: Mapped[str]
    ingested_at: Mapped[datetime | None]
    remarks: Mapped[list[Any]] = mapped_column(JSON, server_default=text("'[]'"))
    pages: Mapped[int | None]
    review_by: Mapped[datetime | None]
    owner: Mapped[str] = mapped_column(server_default="")


class ChunkRow(Base):
    """A chunk of a document."""

    __tablename__ = "chunks"

    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str] = mapped_column(index=True)
    ordinal: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    page: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str]
    confidence: Mapped[float | None]


class AccessRow(Base):
    """A set of groups in use in a source, so that a search need not look at every document."""

    __tablename__ = "access_classes"

    source: Mapped[str] = mapped_column(primary_key=True)
    access: Mapped[str] = mapped_column(primary_key=True)
    groups: Mapped[list[Any]] = mapped_column(JSON)
