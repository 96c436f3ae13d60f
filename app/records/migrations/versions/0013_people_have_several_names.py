"""People have several names at their provider, and addresses of theirs are remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.records.database.base import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The release before stores people without it.
    op.add_column("people", sa.Column("elsewhere", sa.String(length=200), nullable=True))
    op.create_table(
        "person_subjects",
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_subjects_person_id_people")
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_person_subjects")),
    )
    op.create_table(
        "person_addresses",
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_person_addresses_person_id_people")
        ),
        sa.PrimaryKeyConstraint("email", "person_id", name=op.f("pk_person_addresses")),
    )
    for table in ("person_subjects", "person_addresses"):
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])
    # Whoever has an address had it before this release too.
    op.execute(
        "INSERT INTO person_addresses (email, person_id, since) "
        "SELECT email, id, updated_at FROM people WHERE email LIKE '%@%' AND email NOT LIKE '%|%'"
    )


def downgrade() -> None:
    op.drop_table("person_addresses")
    op.drop_table("person_subjects")
    op.drop_column("people", "elsewhere")
