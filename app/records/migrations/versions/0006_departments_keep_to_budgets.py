"""Departments keep to budgets, and what they spend is booked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # The release before knows none of these tables, and books nothing.
    op.create_table(
        "budgets",
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("amount", _BIG, nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("warn_at", sa.Integer(), nullable=False),
        sa.Column("at_limit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("department", name=op.f("pk_budgets")),
    )
    op.create_table(
        "budget_notices",
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("department", "month", "percent", name=op.f("pk_budget_notices")),
    )
    op.create_table(
        "spending_months",
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("spent", _BIG, nullable=False),
        sa.Column("reserved", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("department", "month", "currency", name=op.f("pk_spending_months")),
    )
    keys = ("department", "assistant", "route", "model", "currency")
    counts = ("calls", "failed", "unpriced")
    sums = (
        "input_tokens",
        "cached_tokens",
        "output_tokens",
        "estimated_input_tokens",
        "estimated_output_tokens",
        "price",
        "estimated_price",
    )
    op.create_table(
        "spending_days",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in keys),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        *(sa.Column(name, _BIG, nullable=False) for name in sums),
        sa.PrimaryKeyConstraint("day", *keys, name=op.f("pk_spending_days")),
    )
    op.create_table(
        "spending_reservations",
        sa.Column("id", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in keys),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        *(
            sa.Column(name, _BIG, nullable=False)
            for name in ("most", "input_tokens", "output_tokens")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending_reservations")),
    )
    op.create_index(
        op.f("ix_spending_reservations_expires_at"),
        "spending_reservations",
        ["expires_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("spending_reservations")
    op.drop_table("spending_days")
    op.drop_table("spending_months")
    op.drop_table("budget_notices")
    op.drop_table("budgets")
