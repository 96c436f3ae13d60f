"""Documents are changed in the console, by as many people as their source asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_UNDER_WAY = sa.text("status IN ('proposed', 'accepted') AND kind <> 'withdrawn'")


def upgrade() -> None:
    # The release before knows neither table. What it ingests while it still runs may bring back a
    # version that was withdrawn meanwhile; the next ingestion of this one takes it out again.
    op.create_table(
        "document_changes",
        sa.Column("id", sa.String(length=36), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("source", "department", "path", "kind", "status")
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("before_size", sa.Integer(), nullable=False),
        sa.Column("before_pages", sa.Integer(), nullable=True),
        sa.Column("before_chunks", sa.Integer(), nullable=False),
        sa.Column("before_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("restores", sa.String(length=36), nullable=True),
        sa.Column("decided_by", sa.JSON(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_changes")),
    )
    op.create_index(
        "uq_document_changes_one_under_way",
        "document_changes",
        ["source", "path"],
        unique=True,
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    op.create_index(
        op.f("ix_document_changes_status_department_asked_at"),
        "document_changes",
        ["status", "department", "asked_at"],
    )
    op.create_index(
        op.f("ix_document_changes_source_asked_at"), "document_changes", ["source", "asked_at"]
    )
    op.create_table(
        "withdrawn_documents",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("change", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "version", name=op.f("pk_withdrawn_documents")),
    )
    op.create_index(
        op.f("ix_withdrawn_documents_source_path"), "withdrawn_documents", ["source", "path"]
    )


def downgrade() -> None:
    op.drop_table("withdrawn_documents")
    op.drop_table("document_changes")
