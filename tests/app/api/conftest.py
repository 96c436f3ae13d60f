"""The API over the real parts, with the sample company ingested once."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.api.application import bare_api
from app.middleware.stack import guard
from app.pages import site
from app.settings import Settings
from app.wiring import Parts, open_parts
from tests.servers.one_model import one_model
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

Enter = Callable[[str], httpx.AsyncClient]


def settings_for(var: Path) -> Settings:
    """A demo installation under ``var``, whatever the environment says."""
    return Settings(_env_file=None, var=var, demo=True)


@cache
def _application() -> FastAPI:
    """The API and the pages with nothing behind them: to lay out their routes takes its time."""
    app = bare_api()
    site.add_to(app)
    guard(app)
    return app


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which the sample company is indexed and everything is prepared."""
    var = tmp_path_factory.mktemp("company") / "var"
    var.mkdir()
    begin_with(var, environment(var), {})
    asyncio.run(_prepare(var))
    return var


async def _prepare(var: Path) -> None:
    async with open_parts(settings_for(var)) as parts:
        await parts.prepare()
        assert await parts.problems() == []


@pytest.fixture
async def parts(ingested: Path, tmp_path: Path) -> AsyncIterator[Parts]:
    """Every part, on a copy of the prepared company that a test may spoil."""
    var = tmp_path / "var"
    shutil.copytree(ingested, var)
    with one_model():
        async with open_parts(settings_for(var)) as parts:
            yield parts


@pytest.fixture
async def enter(parts: Parts) -> AsyncIterator[Enter]:
    """Open the API as somebody, by a bearer token; nobody for an empty address."""
    app = _application()
    app.state.parts = parts
    opened: list[httpx.AsyncClient] = []

    def open_as(email: str) -> httpx.AsyncClient:
        headers = (
            {"Authorization": f"Bearer {parts.directory.tokens.issue(email)}"} if email else {}
        )
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app),
            base_url="http://almanac.test",
            headers=headers,
        )
        opened.append(client)
        return client

    yield open_as
    for client in opened:
        await client.aclose()
