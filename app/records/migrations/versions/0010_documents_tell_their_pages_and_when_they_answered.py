"""Documents tell how many pages they have, when they answered, and how surely they were read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before stores documents and chunks without these.
    op.add_column("documents", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("chunks", sa.Column("confidence", sa.Double(), nullable=True))
    op.create_table(
        "answering",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_answering")),
    )


def downgrade() -> None:
    op.drop_table("answering")
    op.drop_column("chunks", "confidence")
    op.drop_column("documents", "pages")
