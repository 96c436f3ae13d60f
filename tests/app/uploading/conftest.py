"""One console for the tests of a module; each makes sources of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.app.api.conftest import ingested
from tests.servers.console import Console, opened_console

__all__ = ["console", "ingested"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def console(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    async with opened_console(tmp_path_factory.mktemp("uploading") / "var") as console:
        yield console
