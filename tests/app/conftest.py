"""Databases for the tests of the records: SQLite always, PostgreSQL where it is installed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.records.database.engine import Sessions, open_engine, open_sessions
from tests.servers.databases import migrated, own_database
from tests.servers.postgres import postgres_programs, running_postgres


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here; the records are tested on SQLite only")
    with running_postgres(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database, or of one for ``sessions``."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'records.db'}"
        return
    server, empty = (
        request.getfixturevalue("postgres_server"),
        "sessions" not in request.fixturenames,
    )
    async with own_database(server, empty=empty) as url:
        yield url


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """A migrated, empty database."""
    await migrated(database_url)
    engine = open_engine(database_url)
    yield open_sessions(engine)
    await engine.dispose()
