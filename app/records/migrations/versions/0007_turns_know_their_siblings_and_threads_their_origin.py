"""Turns know the turn whose question they ask again, and threads where they began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("turns", sa.Column("sibling_of", sa.String(), nullable=True))
    op.add_column("threads", sa.Column("origin", sa.String(), nullable=True))
    # What the release before begins meanwhile has none, and is listed as it was.
    op.execute(
        """
        UPDATE threads
        SET origin = 'api'
        WHERE EXISTS (SELECT 1 FROM turns WHERE turns.thread_id = threads.id)
          AND NOT EXISTS (
            SELECT 1 FROM turns WHERE turns.thread_id = threads.id AND turns.origin = 'chat'
          )
        """
    )
    op.execute("UPDATE threads SET origin = 'chat' WHERE origin IS NULL")


def downgrade() -> None:
    op.drop_column("threads", "origin")
    op.drop_column("turns", "sibling_of")
