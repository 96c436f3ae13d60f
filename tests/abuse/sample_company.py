"""The API over the real parts with the sample company ingested, opened once for a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
import pytest_asyncio

from app.api.application import create_api
from app.middleware.stack import guard
from app.pages import site
from app.settings import Settings
from app.wiring import Parts, open_parts
from tests.servers.one_model import one_model
from tests.servers.product import environment
from tests.servers.sample_state import begin_with

__all__ = ["Enter", "enter", "parts"]
Enter = Callable[[str], httpx.AsyncClient]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parts(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Parts]:
    """Every part; what a test does stays for those after it."""
    var = tmp_path_factory.mktemp("company") / "var"
    var.mkdir()
    begin_with(var, environment(var), {})
    with one_model():
        async with open_parts(Settings(_env_file=None, var=var, demo=True)) as parts:
            await parts.prepare()
            assert await parts.problems() == []
            yield parts


@pytest_asyncio.fixture(scope="module", loop_scope="module")
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
