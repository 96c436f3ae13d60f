"""The real parts of an installation, where they are installed; whoever lacks one is told which."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.servers.databases import own_database
from tests.servers.pgbouncer import running_pgbouncer
from tests.servers.postgres import PostgresServer, postgres_programs, postgres_server


def require_program(name: str, package: str) -> str:
    """The path of a program; skips the test where it is not installed."""
    found = shutil.which(name, path="/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin")
    if found is None:
        pytest.skip(f"{name} is not installed here: apt-get install {package}")
    return found


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server that tests may stop."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here: apt-get install postgresql")
    with postgres_server(programs) as server:
        yield server


@pytest.fixture(scope="module")
def pgbouncer(postgres: PostgresServer) -> Iterator[str]:
    """The same server through PgBouncer in transaction mode, with three connections."""
    require_program("pgbouncer", "pgbouncer")
    with running_pgbouncer(postgres.url) as url:
        yield url


@pytest.fixture(params=["straight", "through PgBouncer"])
async def database_url(
    request: pytest.FixtureRequest, postgres: PostgresServer
) -> AsyncIterator[str]:
    """An empty database, reached in both ways."""
    async with own_database(postgres.url) as url:
        if request.param == "straight":
            yield url
        else:
            bouncer = str(request.getfixturevalue("pgbouncer"))
            yield bouncer.rpartition("/")[0] + "/" + url.rpartition("/")[2]
