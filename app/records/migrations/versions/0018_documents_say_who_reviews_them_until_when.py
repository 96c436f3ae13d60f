"""Documents say who reviews them until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before leaves both out where it stores a document, and the next ingestion of this
    # one puts them in.
    op.add_column("documents", sa.Column("review_by", UtcDateTime(), nullable=True))
    op.add_column("documents", sa.Column("owner", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("documents", "owner")
    op.drop_column("documents", "review_by")
