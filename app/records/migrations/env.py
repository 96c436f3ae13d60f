"""Alembic runs this file; the connection comes from `app.records.database.migration`."""

from __future__ import annotations

from alembic import context

from app.records.database.tables import all_tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    # SQLite cannot alter a column in place; Alembic then rebuilds the table.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
