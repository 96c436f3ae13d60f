"""Changes of the documents of a source, and what was withdrawn, as the database keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.participants import kept, participant
from assistants.provenance import Participant
from retrieval.documents import document_id


class ChangeKind(StrEnum):
    """What is done to a document; ``RESTORED`` brings back bytes that were there before."""

    ADDED = "added"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class ChangeStatus(StrEnum):
    """Where a change stands.

    ``PROPOSED`` waits for another person. ``ACCEPTED`` is decided, and its file is about to be
    moved; ``DONE`` it lies in its place. ``FAILED`` could not be done, and changed nothing.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"
    RETURNED = "returned"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """A change of one document of a source.

    ``version`` is the SHA-256 of the new bytes, empty for a withdrawal; ``before`` of those that
    they replace, empty for none. ``readers`` are the groups that its source lets read it. ``pages``
    are ``None`` for formats without. ``restores`` is the change whose earlier bytes it brings back.
    ``problem`` says why it failed.
    """

    id: str
    source: str
    department: str
    path: str
    kind: ChangeKind
    status: ChangeStatus
    title: str
    version: str
    size: int
    pages: int | None
    chunks: int
    before: str
    before_size: int
    before_pages: int | None
    before_chunks: int
    before_at: datetime | None
    reason: str
    author: Participant
    asked_at: datetime
    readers: tuple[str, ...]
    restores: str | None = None
    decided_by: Participant | None = None
    decided_at: datetime | None = None
    decision: str = ""
    applied_at: datetime | None = None
    problem: str = ""

    @property
    def document(self) -> str:
        """The id of the document."""
        return document_id(self.source, self.path)


class DocumentChangeRow(Base):
    """A change; of each document one that puts bytes in place is under way at a time."""

    __tablename__ = "document_changes"
    __table_args__ = (
        Index(
            "uq_document_changes_one_under_way",
            "source",
            "path",
            unique=True,
            sqlite_where=text("status IN ('proposed', 'accepted') AND kind <> 'withdrawn'"),
            postgresql_where=text("status IN ('proposed', 'accepted') AND kind <> 'withdrawn'"),
        ),
        Index(None, "status", "department", "asked_at"),
        Index(None, "source", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source: Mapped[str]
    department: Mapped[str]
    path: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    version: Mapped[str]
    size: Mapped[int]
    pages: Mapped[int | None]
    chunks: Mapped[int]
    before: Mapped[str]
    before_size: Mapped[int]
    before_pages: Mapped[int | None]
    before_chunks: Mapped[int]
    before_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str]
    author: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    readers: Mapped[list[Any]]
    restores: Mapped[str | None] = mapped_column(String(36))
    decided_by: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text)


class WithdrawnRow(Base):
    """A version of a document that was withdrawn, so that no ingestion brings it back."""

    __tablename__ = "withdrawn_documents"
    __table_args__ = (Index(None, "source", "path"),)

    document_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    path: Mapped[str]
    change: Mapped[str] = mapped_column(String(36))


_PLAIN = tuple(
    name
    for name in DocumentChange.__slots__
    if name not in {"kind", "status", "author", "readers", "decided_by"}
)


def change_of(row: Any) -> DocumentChange:
    """A change out of its row."""
    return DocumentChange(
        **{name: getattr(row, name) for name in _PLAIN},
        kind=ChangeKind(row.kind),
        status=ChangeStatus(row.status),
        author=participant(row.author),
        readers=tuple(row.readers),
        decided_by=participant(row.decided_by) if row.decided_by else None,
    )


def values_of(change: DocumentChange) -> dict[str, Any]:
    """A change as its row keeps it."""
    return {name: getattr(change, name) for name in _PLAIN} | {
        "kind": change.kind.value,
        "status": change.status.value,
        "author": kept(change.author),
        "author_id": change.author.id,
        "readers": list(change.readers),
        "decided_by": kept(change.decided_by) if change.decided_by else None,
    }
