"""The audit trail is append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GENESIS = "0" * 64
_REFUSED = "The audit trail is append-only."
_TEXTS = ("at", "action", "outcome", "actor", "actor_name", "address", "target", "department")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("number", _NUMBER, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entries")),
    )
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"])
    for column in ("action", "actor", "actor_name"):
        op.create_index(
            op.f(f"ix_audit_entries_{column}_number"), "audit_entries", [column, "number"]
        )
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": _GENESIS}])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse()")


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
    )
    for name, when in (
        ("audit_entries_stay", "BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries"),
        ("audit_head_stays", "BEFORE DELETE OR TRUNCATE ON audit_head"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} {when} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
    op.execute(
        "CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head FOR EACH ROW "
        "WHEN (NEW.id <> OLD.id OR NEW.number < OLD.number) EXECUTE FUNCTION audit_refuse()"
    )


def _guard_sqlite() -> None:
    # SQLite fires no delete trigger for a row that INSERT OR REPLACE takes away.
    taken = "EXISTS (SELECT 1 FROM audit_entries WHERE number = NEW.number)"
    for name, when in (
        ("audit_entries_keep", "UPDATE ON audit_entries"),
        ("audit_entries_stay", "DELETE ON audit_entries"),
        ("audit_entries_once", f"INSERT ON audit_entries WHEN {taken}"),
        ("audit_head_stays", "DELETE ON audit_head"),
        ("audit_head_once", "INSERT ON audit_head WHEN EXISTS (SELECT 1 FROM audit_head)"),
        (
            "audit_head_grows",
            "UPDATE ON audit_head WHEN NEW.id <> OLD.id OR NEW.number < OLD.number",
        ),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
