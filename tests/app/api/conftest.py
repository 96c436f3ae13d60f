"""The API over the real parts, with the sample company ingested once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from app.api.application import create_api
from app.front.guarding import guard
from app.pages import site
from app.settings import Settings
from app.wiring import Parts, open_parts
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

Enter = Callable[[str], httpx.AsyncClient]


def settings_for(var: Path) -> Settings:
    """A demo installation under ``var``, whatever the environment says."""
    return Settings(_env_file=None, var=var, demo=True)


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which the sample company is indexed."""
    var = tmp_path_factory.mktemp("company") / "var"
    var.mkdir()
    begin_with(var, environment(var), {})
    asyncio.run(_ingest(var))
    return var


async def _ingest(var: Path) -> None:
    async with open_parts(settings_for(var)) as parts:
        await parts.prepare()
        ledger = await parts.retrieval.ingestion.sync()
    assert ledger.reconciled


@pytest.fixture
async def parts(ingested: Path, tmp_path: Path) -> AsyncIterator[Parts]:
    """Every part, on a copy of the ingested company that a test may spoil."""
    var = tmp_path / "var"
    shutil.copytree(ingested, var)
    async with open_parts(settings_for(var)) as parts:
        await parts.prepare()
        yield parts


@pytest.fixture
async def enter(parts: Parts) -> AsyncIterator[Enter]:
    """Open the API as somebody, by a bearer token; nobody for an empty address."""
    app = create_api(parts)
    site.add_to(app)
    guard(app)
    opened: list[httpx.AsyncClient] = []

    def open_as(email: str) -> httpx.AsyncClient:
        headers = (
            {"Authorization": f"Bearer {parts.directory.tokens.issue(email)}"} if email else {}
        )
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://almanac.test", headers=headers
        )
        opened.append(client)
        return client

    yield open_as
    for client in opened:
        await client.aclose()
