"""Bringing a database to the release's schema, at every start and by ``almanac migrate``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from app.records.database.engine import open_engine

_SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"
# Any fixed number will do; replicas that start together take turns by it.
_ADVISORY_LOCK = 0x616C6D61


class DatabaseTooNewError(RuntimeError):
    """The database was upgraded by a later release than this one."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"The database is at revision {revision!r}, which this release does not know. "
            "Run the release that upgraded it, or a later one."
        )
        self.revision = revision


async def upgrade(database_url: str) -> None:
    """Create or upgrade the schema; does nothing where it is up to date.

    Safe when several processes start at once. Raises `DatabaseTooNewError`, and whatever the
    driver raises for a database that cannot be reached.
    """
    path = sqlite_path(database_url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade)
            await connection.commit()
    finally:
        await engine.dispose()


async def revision(database_url: str) -> str | None:
    """The revision that a database is at; ``None`` for one that was never migrated."""
    engine = open_engine(database_url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_current)
    finally:
        await engine.dispose()


@cache
def newest_revision() -> str:
    """The revision that this release needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def sqlite_path(database_url: str) -> Path | None:
    """The file of a SQLite database; ``None`` for any other, and for one in memory."""
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    else:
        # The driver opens no transaction for DDL by itself, and a kill would leave half a schema.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    config = _config()
    config.attributes["connection"] = connection
    current = _current(connection)
    if current == newest_revision():
        return
    try:
        ScriptDirectory.from_config(config).get_revision(current or "base")
    except CommandError as error:
        raise DatabaseTooNewError(str(current)) from error
    command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", _SCRIPTS.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
