"""Changes take two people."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NEW: dict[str, sa.types.TypeEngine[Any]] = {
    "way": sa.String(),
    "author_id": sa.String(),
    "author": sa.JSON(),
    "approver_id": sa.String(),
    "approver": sa.JSON(),
    "contributors": sa.JSON(),
    "reason": sa.Text(),
    "review": sa.String(length=36),
    "restores": sa.Integer(),
    "evidence": sa.Text(),
    "despite": sa.Text(),
}
_KEPT = "A published version never changes."
_TWO = "A version is live by two people, or is marked."
# What a new row must be: reviewed by two and exactly what their review held, a marked emergency
# that brings back what was live before, or the first of its profile.
_ALLOWED = """
    (NEW.way = 'reviewed' AND NEW.author_id IS NOT NULL AND NEW.approver_id IS NOT NULL
      AND NEW.author_id <> NEW.approver_id
      AND EXISTS (SELECT 1 FROM reviews WHERE reviews.id = NEW.review AND reviews.slug = NEW.slug
                    AND reviews.hash = NEW.hash AND reviews.author_id = NEW.author_id))
    OR (NEW.way = 'emergency' AND NEW.author_id IS NOT NULL AND NEW.reason <> ''
      AND EXISTS (SELECT 1 FROM configurations AS earlier WHERE earlier.slug = NEW.slug
                    AND earlier.number = NEW.restores AND earlier.hash = NEW.hash))
    OR (NEW.way = 'first start' AND NEW.number = 1)
"""


def upgrade() -> None:
    # The release before reads none of these. It publishes only by a command, which refuses to
    # start on a newer database, and at a first start.
    for name, kind in _NEW.items():
        op.add_column("configurations", sa.Column(name, kind, nullable=True))
    op.execute("UPDATE configurations SET way = 'before reviews'")
    _create_drafts()
    _create_reviews()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_slug_status"), "drafts", ["slug", "status"])
    op.create_index(
        op.f("ix_drafts_department_status_updated_at"),
        "drafts",
        ["department", "status", "updated_at"],
    )


def _create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("draft", sa.String(length=36), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author", sa.JSON(), nullable=False),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.JSON(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    is_open = sa.text("status = 'open'")
    op.create_index(
        "uq_reviews_one_open",
        "reviews",
        ["slug"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index(
        op.f("ix_reviews_department_status_asked_at"),
        "reviews",
        ["department", "status", "asked_at"],
    )
    op.create_index(op.f("ix_reviews_slug_asked_at"), "reviews", ["slug", "asked_at"])
    op.create_table(
        "review_remarks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("review", sa.String(length=36), nullable=False),
        sa.Column("by", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remarks")),
    )
    op.create_index(op.f("ix_review_remarks_review_at"), "review_remarks", ["review", "at"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in ("configurations_two", "configurations_keep", "configurations_stay"):
            op.execute(f"DROP TRIGGER {name} ON configurations")
        op.execute("DROP FUNCTION configurations_kept()")
        op.execute("DROP FUNCTION configurations_by_two()")
    else:
        for name in ("two", "keep", "stay", "once"):
            op.execute(f"DROP TRIGGER configurations_{name}")
    op.drop_table("review_remarks")
    op.drop_table("reviews")
    op.drop_table("drafts")
    for name in reversed(_NEW):
        op.drop_column("configurations", name)


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION configurations_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_KEPT}'; END $$"
    )
    op.execute(
        "CREATE FUNCTION configurations_by_two() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF ({_ALLOWED}) IS NOT TRUE THEN RAISE EXCEPTION '{_TWO}'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER configurations_two BEFORE INSERT ON configurations FOR EACH ROW "
        "EXECUTE FUNCTION configurations_by_two()"
    )
    op.execute(
        "CREATE TRIGGER configurations_keep BEFORE UPDATE ON configurations FOR EACH ROW "
        "EXECUTE FUNCTION configurations_kept()"
    )
    op.execute(
        "CREATE TRIGGER configurations_stay BEFORE DELETE OR TRUNCATE ON configurations "
        "FOR EACH STATEMENT EXECUTE FUNCTION configurations_kept()"
    )


def _guard_sqlite() -> None:
    # SQLite fires no delete trigger for a row that INSERT OR REPLACE takes away.
    taken = (
        "EXISTS (SELECT 1 FROM configurations AS one "
        "WHERE one.slug = NEW.slug AND one.number = NEW.number)"
    )
    for name, when, says in (
        ("two", f"INSERT ON configurations WHEN ({_ALLOWED}) IS NOT TRUE", _TWO),
        ("once", f"INSERT ON configurations WHEN {taken}", _KEPT),
        ("keep", "UPDATE ON configurations", _KEPT),
        ("stay", "DELETE ON configurations", _KEPT),
    ):
        op.execute(
            f"CREATE TRIGGER configurations_{name} BEFORE {when} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
