"""Turns know which process runs them, and processes say that they live."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before leaves the column empty; its turns are judged by their last sign of life.
    op.add_column("turns", sa.Column("runner", sa.String(), nullable=True))
    op.create_table(
        "runners",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runners")),
    )


def downgrade() -> None:
    op.drop_table("runners")
    op.drop_column("turns", "runner")
