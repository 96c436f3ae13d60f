"""Saves while somebody types share an entry of the audit trail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UNRECORDED = sa.text("series IS NOT NULL")


def upgrade() -> None:
    # The release before leaves it out, and tells the trail of each of its saves.
    op.add_column("drafts", sa.Column("series", sa.JSON(), nullable=True))
    op.create_index(
        "ix_drafts_unrecorded",
        "drafts",
        ["id"],
        sqlite_where=_UNRECORDED,
        postgresql_where=_UNRECORDED,
    )


def downgrade() -> None:
    op.drop_index("ix_drafts_unrecorded", "drafts")
    op.drop_column("drafts", "series")
