"""The tables of drafts and reviews, and what stands in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.participants import participant
from assistants.profiles import Configuration
from assistants.publishing.drafts import Draft, DraftStatus, Origin
from assistants.publishing.reviews import Evidence, Remark, Review, ReviewStatus


class DraftRow(Base):
    """A draft; ``revision`` grows with every save, and a save names the one that it follows.

    ``series`` are saves that the audit trail does not know of yet.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index(None, "slug", "status"),
        Index(None, "department", "status", "updated_at"),
        Index(
            "ix_drafts_unrecorded",
            "id",
            sqlite_where=text("series IS NOT NULL"),
            postgresql_where=text("series IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str]
    department: Mapped[str]
    base: Mapped[int | None]
    content: Mapped[dict[str, Any]]
    revision: Mapped[int]
    status: Mapped[str]
    origin: Mapped[str]
    restores: Mapped[int | None]
    contributors: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    updated_by: Mapped[dict[str, Any]]
    series: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ReviewRow(Base):
    """A review, with all that was sent to it; of each assistant one is open at a time."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index(
            "uq_reviews_one_open",
            "slug",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index(None, "department", "status", "asked_at"),
        Index(None, "slug", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str]
    department: Mapped[str]
    draft: Mapped[str | None] = mapped_column(String(36))
    status: Mapped[str]
    hash: Mapped[str]
    content: Mapped[dict[str, Any]]
    replaces: Mapped[int | None]
    restores: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[str]
    author: Mapped[dict[str, Any]]
    contributors: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[dict[str, Any] | None]
    decision: Mapped[str] = mapped_column(Text)
    version: Mapped[int | None]
    evidence: Mapped[dict[str, Any] | None]


class RemarkRow(Base):
    """Something said in the discussion of a review."""

    __tablename__ = "review_remarks"
    __table_args__ = (Index(None, "review", "at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    review: Mapped[str] = mapped_column(String(36))
    by: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


def draft_of(row: Any) -> Draft:
    """A draft out of its row."""
    return Draft(
        id=row.id,
        slug=row.slug,
        department=row.department,
        base=row.base,
        content=row.content,
        revision=row.revision,
        status=DraftStatus(row.status),
        origin=Origin(row.origin),
        restores=row.restores,
        contributors=tuple(participant(one) for one in row.contributors),
        created_at=row.created_at,
        created_by=participant(row.created_by),
        updated_at=row.updated_at,
        updated_by=participant(row.updated_by),
    )


def review_of(row: Any) -> Review:
    """A review out of its row."""
    return Review(
        id=row.id,
        slug=row.slug,
        department=row.department,
        draft=row.draft,
        status=ReviewStatus(row.status),
        hash=row.hash,
        configuration=Configuration.model_validate(row.content),
        replaces=row.replaces,
        restores=row.restores,
        reason=row.reason,
        author=participant(row.author),
        contributors=tuple(participant(one) for one in row.contributors),
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        decided_by=participant(row.decided_by) if row.decided_by else None,
        decision=row.decision,
        version=row.version,
        evidence=Evidence(**row.evidence) if row.evidence else None,
    )


def remark_of(row: Any) -> Remark:
    """A remark out of its row."""
    return Remark(participant(row.by), row.at, row.text)
