"""Reactions suggest what is right, and the current one is a view of their events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# The release before writes events without these, and keeps what is current in a table besides.
_NEW: dict[str, type[sa.String | sa.Integer]] = {
    "suggested_answer": sa.Text,
    "suggested_source": sa.String,
    "suggested_document": sa.String,
    "configuration_number": sa.Integer,
    "configuration_hash": sa.String,
}


def upgrade() -> None:
    for name, kind in _NEW.items():
        op.add_column("reaction_events", sa.Column(name, kind(), nullable=True))
    op.execute(
        """
        CREATE VIEW current_reactions AS
        SELECT turn_id, person, emoji, label, score, reasons, comment, suggested_answer,
               suggested_source, suggested_document, configuration_number, configuration_hash,
               reacted_at
        FROM reaction_events AS event
        WHERE emoji IS NOT NULL
          AND NOT EXISTS (
            SELECT 1
            FROM reaction_events AS later
            WHERE later.turn_id = event.turn_id
              AND later.person = event.person
              AND (later.reacted_at > event.reacted_at
                   OR (later.reacted_at = event.reacted_at AND later.id > event.id))
          )
        """
    )


def downgrade() -> None:
    op.execute("DROP VIEW current_reactions")
    for name in reversed(_NEW):
        op.drop_column("reaction_events", name)
