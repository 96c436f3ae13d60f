"""The table of checks."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.records.database.base import Base
from app.records.database.upserts import storable
from app.records.participants import kept, participant
from evaluation.checks import Check, Expectation, Origin

_KEPT = text("withdrawn_at IS NULL")


class CheckRow(Base):
    """A check; an assistant keeps a question once. One that was withdrawn stays for its runs."""

    __tablename__ = "checks"
    __table_args__ = (
        Index(
            "uq_checks_one_of_a_question",
            "slug",
            "digest",
            unique=True,
            sqlite_where=_KEPT,
            postgresql_where=_KEPT,
        ),
        Index(None, "slug", "withdrawn_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    slug: Mapped[str]
    department: Mapped[str]
    question: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    expectation: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
    origin: Mapped[str]
    turn: Mapped[str | None]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[dict[str, Any]]
    withdrawn_at: Mapped[datetime | None]


def digest_of(question: str) -> str:
    """What two spellings of the same question share."""
    plain = " ".join(unicodedata.normalize("NFKC", question).casefold().split())
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()


def expectation_kept(expectation: Expectation) -> dict[str, Any]:
    """An expectation as JSON."""
    return {
        "cites": list(expectation.cites),
        "says": list(expectation.says),
        "never_says": list(expectation.never_says),
        "no_answer": expectation.no_answer,
    }


def expectation_read(value: dict[str, Any]) -> Expectation:
    """An expectation out of JSON."""
    return Expectation(
        tuple(value["cites"]),
        tuple(value["says"]),
        tuple(value["never_says"]),
        bool(value["no_answer"]),
    )


def row_of(check: Check) -> dict[str, Any]:
    """A check as a row."""
    return {
        "id": check.id,
        "slug": check.slug,
        "department": check.department,
        "question": storable(check.question),
        "digest": digest_of(check.question),
        "expectation": expectation_kept(check.expectation),
        "note": storable(check.note),
        "origin": check.origin.value,
        "turn": check.turn,
        "revision": check.revision,
        "created_at": check.created_at,
        "created_by": kept(check.created_by),
        "changed_at": check.changed_at,
        "changed_by": kept(check.changed_by),
    }


def check_of(row: Any) -> Check:
    """A check out of its row."""
    return Check(
        id=row.id,
        slug=row.slug,
        department=row.department,
        question=row.question,
        expectation=expectation_read(row.expectation),
        note=row.note,
        origin=Origin(row.origin),
        turn=row.turn,
        revision=row.revision,
        created_at=row.created_at,
        created_by=participant(row.created_by),
        changed_at=row.changed_at,
        changed_by=participant(row.changed_by),
    )
