"""Reactions are cases, which a department works on step by step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before knows nothing of cases, and needs nothing of them: a reaction that it
    # stores is a case without a row.
    op.create_table(
        "inbox_cases",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("assignee_id", sa.String(), nullable=True),
        sa.Column("assignee", sa.JSON(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_inbox_cases_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_inbox_cases")),
    )
    op.create_index(
        op.f("ix_inbox_cases_department_closed_at"), "inbox_cases", ["department", "closed_at"]
    )
    op.create_index(
        op.f("ix_inbox_cases_person_changed_at"), "inbox_cases", ["person", "changed_at"]
    )
    op.create_table(
        "inbox_steps",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["inbox_cases.turn_id"], name=op.f("fk_inbox_steps_turn_id_inbox_cases")
        ),
        sa.PrimaryKeyConstraint("turn_id", "number", name=op.f("pk_inbox_steps")),
    )
    # The newest come first, and a page of them is enough.
    op.create_index(
        op.f("ix_reaction_events_reacted_at_turn_id"), "reaction_events", ["reacted_at", "turn_id"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_reaction_events_reacted_at_turn_id"), table_name="reaction_events")
    op.drop_table("inbox_steps")
    op.drop_table("inbox_cases")
