"""Sessions that are over are found without looking at every open one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_sessions_seen_at"), "sessions", ["seen_at"])
    left = sa.text("id_token IS NOT NULL")
    op.create_index(
        "ix_sessions_leaving", "sessions", ["ended_at"], sqlite_where=left, postgresql_where=left
    )


def downgrade() -> None:
    op.drop_index("ix_sessions_leaving", table_name="sessions")
    op.drop_index(op.f("ix_sessions_seen_at"), table_name="sessions")
