"""Turns are counted by their assistant, without reading them."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NAME = "ix_turns_profile_asked_at_status_kind"


def upgrade() -> None:
    op.create_index(op.f(_NAME), "turns", ["profile", "asked_at", "status", "kind"])


def downgrade() -> None:
    op.drop_index(op.f(_NAME), table_name="turns")
