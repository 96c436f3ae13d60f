"""V1: a person who asks for far more pages and files than they read; the others are served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest
import pytest_asyncio

from app.identity.directory import COOKIE
from app.middleware.rate_limits import DOWNLOADS_AT_ONCE, PAGES_AT_ONCE
from app.records.people.session_rows import Browser
from app.service import create_app, server_config
from app.wiring import Parts
from retrieval.parsing.isolation.worker import Workers
from retrieval.sources import originals
from retrieval.viewing import viewer as viewing
from retrieval.viewing.viewer import Viewer
from tests.abuse.sample_company import parts
from tests.abuse.serving import HOME

__all__ = ["parts"]
pytestmark = pytest.mark.asyncio(loop_scope="module")

Application = Callable[[Any, Any, Any], Awaitable[None]]
PNG = b"\x89PNG"


class Processes:
    """Stands for the processes that draw: each page takes as long as a test lets it."""

    def __init__(self) -> None:
        self.drawn: list[int] = []
        self.go_on = asyncio.Event()

    async def render(self, _data: bytes, _path: str, page: int, *_: Any, **__: Any) -> bytes:
        self.drawn.append(page)
        await self.go_on.wait()
        return PNG

    def close(self) -> None:
        self.go_on.set()


@dataclass
class Visit:
    """One request as a server hands it on, of somebody who reads when told, and leaves."""

    application: Application
    path: str
    cookie: str
    query: str = ""
    reads: bool = True
    status: int = 0
    body: bytes = b""
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": self.query.encode(),
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"cookie", self.cookie.encode())],
            "client": (HOME, 50_000),
            "server": ("localhost", 80),
        }
        sent = False

        async def receive() -> MutableMapping[str, Any]:
            nonlocal sent
            if not sent:
                sent = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await self.left.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                self.begun.set()
            elif message["type"] == "http.response.body":
                if not self.reads and self.status == 200:
                    await self.left.wait()
                    raise OSError("The reader has left.")
                self.body += message.get("body", b"")

        try:
            await self.application(scope, receive, send)
        finally:
            self.begun.set()


@dataclass
class Readers:
    """The service as it is served, and whose cookies there are."""

    parts: Parts
    processes: Processes
    application: Application
    cookies: dict[str, str]
    document: str

    def visit(self, name: str, tail: str, **rest: Any) -> Visit:
        path = f"/api/v1/documents/{self.document}{tail}"
        return Visit(self.application, path, self.cookies[name], **rest)


@pytest_asyncio.fixture(loop_scope="module")
async def readers(parts: Parts) -> AsyncIterator[Readers]:
    processes = Processes()
    viewer = Viewer(parts.retrieval.originals, workers=cast(Workers, processes))
    application = server_config(create_app(replace(parts, viewer=viewer)), parts.settings)
    application.load()
    cookies = {}
    for name in ("alice", "chris"):
        person = await parts.directory.by_email(f"{name}@cryodyne.example")
        assert person is not None
        token = await parts.sessions.open(person.id, Browser("a test", ""))
        cookies[name] = f"{COOKIE}={token}"
    known = await parts.documents.documents("medical-information")
    document = next(one for path, one in known.items() if path.endswith(".pdf"))
    yield Readers(parts, processes, cast(Application, application.loaded_app), cookies, document.id)
    await viewer.aclose()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.01)


async def test_v1_pages_that_nobody_waits_for_any_more_hold_nobody_up(readers: Readers) -> None:
    visits = [readers.visit("alice", f"/pages/{n}/image") for n in range(1, 121)]
    tasks = [asyncio.create_task(visit.run()) for visit in visits]
    await _until(lambda: sum(visit.status == 429 for visit in visits) == 120 - PAGES_AT_ONCE)
    await _until(lambda: len(readers.processes.drawn) == viewing.EACH)

    # Beside those that are being drawn, there is room for another person, and another page: the
    # same one would be drawn once for both.
    other = readers.visit("chris", "/pages/150/image")
    waiting = asyncio.create_task(other.run())
    await _until(lambda: len(readers.processes.drawn) == viewing.EACH + 1)
    for visit in visits:
        visit.left.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    readers.processes.go_on.set()
    await waiting

    assert (other.status, other.body) == (200, PNG)
    assert len(readers.processes.drawn) == viewing.EACH + 1
    again = readers.visit("alice", "/pages/200/image")
    await again.run()
    assert again.status == 200


async def test_v1_downloads_that_nobody_reads_hold_a_piece_each_and_a_few_places(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(originals, "PIECE", 64)
    read: list[int] = []
    real = readers.parts.retrieval.originals.pieces

    async def pieces(*arguments: Any) -> AsyncIterator[bytes]:
        async for piece in real(*arguments):
            read.append(len(piece))
            yield piece

    visits = [readers.visit("alice", "/original", reads=False) for _ in range(40)]
    # Once gone through, the file need not be looked at again.
    first = readers.visit("chris", "/original")
    await first.run()
    monkeypatch.setattr(readers.parts.retrieval.originals, "pieces", pieces)
    tasks = [asyncio.create_task(visit.run()) for visit in visits]
    await asyncio.gather(*(visit.begun.wait() for visit in visits))
    await _until(lambda: len(read) >= DOWNLOADS_AT_ONCE)

    other = readers.visit("chris", "/original")
    held = sum(read)
    await other.run()

    assert sorted(visit.status for visit in visits).count(429) == 40 - DOWNLOADS_AT_ONCE
    assert held <= 2 * 64 * DOWNLOADS_AT_ONCE
    assert (other.status, other.body) == (200, first.body)
    for visit in visits:
        visit.left.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    again = readers.visit("alice", "/original")
    await again.run()
    assert again.status == 200
