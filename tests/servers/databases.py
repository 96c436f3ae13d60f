"""Migrated, empty databases: the migrations run once in a process, and their result is copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.records.database.engine import open_engine
from app.records.database.migration import sqlite_path, upgrade

_result: list[bytes] = []
_numbers = count(1)
# Databases of `own_database` with the server that has them, and servers that keep a result.
_owned: dict[str, str] = {}
_keeping: set[str] = set()
# Databases of `own_database` that were made as copies of it.
_copies: set[str] = set()


async def migrated(database_url: str) -> None:
    """Bring a new database to the release's schema, as `migration.upgrade` does."""
    if database_url in _owned:
        await _migrated_on_a_server(database_url)
        return
    path = sqlite_path(database_url)
    if path is not None and _result and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_result[0])
        return
    new = path is not None and not path.exists()
    await upgrade(database_url)
    if path is not None and new:
        _result[:] = [path.read_bytes()]


@asynccontextmanager
async def own_database(server: str, *, empty: bool = True) -> AsyncIterator[str]:
    """A database on a PostgreSQL server, whose URL names another one; dropped at the end.

    One that need not be empty is migrated already, where one on that server was before.
    """
    name = f"of_a_test_{next(_numbers)}"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    copied = not empty and server in _keeping
    await _tell(server, f"CREATE DATABASE {name}" + " TEMPLATE migrated_once" * copied)
    _owned[url] = server
    _copies.update([url] * copied)
    try:
        yield url
    finally:
        del _owned[url]
        _copies.discard(url)
        await _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _migrated_on_a_server(database_url: str) -> None:
    if database_url in _copies:
        return
    server, name = _owned[database_url], make_url(database_url).database
    if server in _keeping:
        await _tell(
            server, f"DROP DATABASE {name}", f"CREATE DATABASE {name} TEMPLATE migrated_once"
        )
        return
    await upgrade(database_url)
    await _tell(server, f"CREATE DATABASE migrated_once TEMPLATE {name}")
    _keeping.add(server)


async def _tell(server: str, *statements: str) -> None:
    engine = open_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()
