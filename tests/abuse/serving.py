"""The whole service in process, as it is served, and visitors from any address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from app.identity.directory import COOKIE
from app.middleware.rate_limits import Limits
from app.records.people.session_rows import Browser
from app.service import create_app, server_config
from app.settings import Settings
from app.wiring import Parts, open_parts
from tests.servers.one_model import one_model

HOME = "127.0.0.1"


@dataclass(slots=True)
class Clock:
    """A clock that a test sets."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Service:
    """The service; ``clock`` is that of its limits."""

    parts: Parts
    clock: Clock
    app: Any
    _stack: AsyncExitStack

    async def visitor(self, *, address: str = HOME) -> httpx.AsyncClient:
        """A browser at ``address`` that follows nothing by itself."""
        served = server_config(self.app, self.parts.settings)
        served.load()
        transport = httpx.ASGITransport(app=served.loaded_app, client=(address, 50_000))
        return await self._stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://localhost")
        )

    async def signed_in(self, name: str) -> httpx.AsyncClient:
        """The browser of one of the sample people."""
        client = await self.visitor()
        person = await self.parts.directory.by_email(f"{name}@cryodyne.example")
        assert person is not None
        token = await self.parts.sessions.open(person.id, Browser("a test", ""))
        client.headers["Cookie"] = f"{COOKIE}={token}"
        return client

    def bearer(self, name: str) -> dict[str, str]:
        """The header with which a program speaks for one of the sample people."""
        token = self.parts.directory.tokens.issue(f"{name}@cryodyne.example")
        return {"Authorization": f"Bearer {token}"}


Open = Callable[..., Awaitable[Service]]


@asynccontextmanager
async def open_services(var: Path) -> AsyncIterator[Open]:
    """Open the service with settings of the test's own."""
    async with AsyncExitStack() as stack:
        stack.enter_context(one_model())

        async def open_service(**settings: Any) -> Service:
            given = Settings(_env_file=None, var=var, demo=True, **settings)
            parts = await stack.enter_async_context(open_parts(given))
            await parts.prepare()
            clock = Clock()
            limits = Limits(
                questions_per_minute=given.questions_per_minute,
                requests_per_minute=given.requests_per_minute,
                clock=clock,
            )
            parts = replace(parts, limits=limits)
            return Service(parts, clock, create_app(parts), stack)

        yield open_service
