"""Sessions come from a provider, are confirmed with it, and can be told apart by their person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_OF_SESSIONS: dict[str, sa.types.TypeEngine[Any]] = {
    "device": sa.String(length=100),
    "address": sa.String(length=64),
    "ended_because": sa.String(length=40),
    "provider_session": sa.String(length=255),
    "refresh_token": sa.Text(),
    "id_token": sa.Text(),
    "confirm_at": UtcDateTime(),
    "confirmed_until": UtcDateTime(),
}


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("destination", sa.String(length=500), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_begun_at"), "sign_ins", ["begun_at"], unique=False)
    op.add_column("people", sa.Column("subject", sa.String(length=500), nullable=True))
    op.create_index(op.f("ix_people_subject"), "people", ["subject"], unique=True)
    for name, kind in _OF_SESSIONS.items():
        op.add_column("sessions", sa.Column(name, kind, nullable=True))
    for name in ("provider_session", "confirm_at"):
        op.create_index(op.f(f"ix_sessions_{name}"), "sessions", [name], unique=False)


def downgrade() -> None:
    for name in ("provider_session", "confirm_at"):
        op.drop_index(op.f(f"ix_sessions_{name}"), table_name="sessions")
    for name in reversed(_OF_SESSIONS):
        op.drop_column("sessions", name)
    op.drop_index(op.f("ix_people_subject"), table_name="people")
    op.drop_column("people", "subject")
    op.drop_index(op.f("ix_sign_ins_begun_at"), table_name="sign_ins")
    op.drop_table("sign_ins")
