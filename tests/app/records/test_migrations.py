"""The schema that migrations make, and how they run."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Self

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from app.records.database.engine import make_durable, open_engine
from app.records.database.migration import DatabaseTooNewError, newest_revision, revision, upgrade
from app.records.database.tables import all_tables


async def test_the_migrated_schema_is_the_declared_one(database_url: str) -> None:
    await upgrade(database_url)

    engine = open_engine(database_url)
    async with engine.connect() as connection:
        differences = await connection.run_sync(_compare)
    await engine.dispose()

    assert differences == []


async def test_an_upgraded_database_is_left_as_it_is(database_url: str) -> None:
    await upgrade(database_url)
    await upgrade(database_url)

    assert await revision(database_url) == newest_revision()


async def test_a_database_of_a_later_release_is_refused(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    with pytest.raises(DatabaseTooNewError, match="9999"):
        await upgrade(database_url)


def test_processes_that_start_together_upgrade_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'records.db'}"
    program = (
        "import asyncio, sys; from app.records.database.migration import upgrade; "
        "asyncio.run(upgrade(sys.argv[1]))"
    )
    started = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(3)]

    assert [process.wait(timeout=60) for process in started] == [0, 0, 0]


class _Overtaken(sqlite3.Cursor):
    """As where another process turns a new file to its log at the same moment."""

    refusals = 2

    def execute(self, sql: str, parameters: Any = ()) -> Self:
        if "journal_mode" in sql and self.refusals:
            self.refusals -= 1
            refused = sqlite3.OperationalError("database is locked")
            refused.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise refused
        return super().execute(sql, parameters)


class _Racing(sqlite3.Connection):
    def cursor(self, _: object = None) -> sqlite3.Cursor:  # type: ignore[override]
        return super().cursor(_Overtaken)


def test_a_file_that_another_process_makes_ready_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.db", factory=_Racing)) as connection:
        make_durable(connection)

        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    with sqlite3.connect(file) as connection:
        # The first migration will stumble over this, after it made other tables.
        connection.execute("CREATE TABLE turns (id TEXT)")

    with pytest.raises(Exception, match="turns"):
        await upgrade(f"sqlite:///{file}")

    with sqlite3.connect(file) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert tables == {"turns"}


def _compare(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, all_tables()))
