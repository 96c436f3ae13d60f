"""Questions without an answer are looked after together, where they are alike."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before does not know the table, and needs nothing of it.
    op.create_table(
        "question_groups",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner", sa.JSON(), nullable=True),
        sa.Column("check_id", sa.String(length=36), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_question_groups_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_question_groups")),
    )
    op.create_index(
        op.f("ix_question_groups_profile_department"), "question_groups", ["profile", "department"]
    )


def downgrade() -> None:
    op.drop_table("question_groups")
