"""Reactions are counted by department and by assistant, without reading the turns."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_NEW = "ix_turns_profile_asked_at_status_kind_origin_id"
_OF_DEPARTMENT = "ix_turns_department_profile_id"
_OLD = "ix_turns_profile_asked_at_status_kind"


def upgrade() -> None:
    # The release before counts by the first four of these columns, as it did by the old index.
    op.create_index(op.f(_NEW), "turns", ["profile", "asked_at", "status", "kind", "origin", "id"])
    op.create_index(op.f(_OF_DEPARTMENT), "turns", ["department", "profile", "id"])
    op.drop_index(op.f(_OLD), table_name="turns")


def downgrade() -> None:
    op.create_index(op.f(_OLD), "turns", ["profile", "asked_at", "status", "kind"])
    op.drop_index(op.f(_OF_DEPARTMENT), table_name="turns")
    op.drop_index(op.f(_NEW), table_name="turns")
