"""What a client sees, and the trail says, of an export that breaks off, over a real connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.exporting import begin_download
from app.audit.audited_exports import Taking
from app.audit.events import Action, Actor, Event, Outcome
from app.middleware.stack import guard
from app.requests.exports import Wanted
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import LakeUnavailableError, ObjectStore
from tests.feedback.exports.test_exporting import turn
from tests.feedback.lakes import put
from tests.feedback.samples import AT

FILES = 12


class Trail:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = asyncio.Event()

    async def add(self, event: Event) -> None:
        self.events.append(event)
        if event.action is Action.RECORDS_EXPORTED:
            self.ended.set()


class Fragile:
    """A lake that goes away, or makes one wait, after so many files."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self.files = 0
        self.away_after = FILES + 1
        self.waits_after = FILES + 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def get(self, key: str) -> bytes:
        self.files += 1
        if self.files > self.away_after:
            raise LakeUnavailableError("unplugged")
        if self.files > self.waits_after:
            await asyncio.Event().wait()
        return await self._store.get(key)


@pytest.fixture
def trail() -> Trail:
    return Trail()


@pytest.fixture
async def lake(tmp_path: Path) -> Fragile:
    store = FolderStore(tmp_path / "lake")
    for number in range(FILES):
        await put(store, turn(f"t{number}", asked_at=AT + timedelta(days=number)))
    return Fragile(store)


@pytest.fixture
async def address(lake: Fragile, trail: Trail) -> AsyncIterator[str]:
    """A small service with the real guards that exports from the lake."""

    async def export(request: Request) -> Response:
        wanted = Wanted.of("turns", request.query_params["format"], departments={"hr"})
        taking = Taking(trail, Actor("fatima"), wanted)
        return await begin_download(taking, cast(ObjectStore, lake))

    app = Starlette(routes=[Route("/export", export)])
    guard(app)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def test_a_whole_export_is_recorded_before_and_after(address: str, trail: Trail) -> None:
    async with httpx.AsyncClient() as client:
        reply = await client.get(f"{address}/export?format=jsonl")

    assert [json.loads(line)["id"] for line in reply.text.splitlines()] == [
        f"t{number}" for number in range(FILES)
    ]
    assert reply.headers["content-disposition"] == 'attachment; filename="turns.jsonl"'
    await trail.ended.wait()
    begun, ended = trail.events
    assert (begun.action, ended.action) == (Action.EXPORT_BEGUN, Action.RECORDS_EXPORTED)
    assert (ended.outcome, ended.detail["rows"]) == (Outcome.OK, FILES)
    assert begun.detail["export"] == ended.detail["export"]


async def take(client: httpx.AsyncClient, address: str, got: list[bytes]) -> None:
    async with client.stream("GET", address) as reply:
        assert reply.status_code == 200
        async for piece in reply.aiter_bytes():
            got.append(piece)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
async def test_a_client_notices_that_the_lake_went_away_half_way(
    address: str, lake: Fragile, trail: Trail, form: str
) -> None:
    lake.away_after = 8
    got: list[bytes] = []

    async with httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await take(client, f"{address}/export?format={form}", got)

    assert got
    await trail.ended.wait()
    assert trail.events[-1].outcome is Outcome.FAILED


async def test_a_lake_that_is_away_from_the_start_is_no_download(
    address: str, lake: Fragile, trail: Trail
) -> None:
    lake.away_after = 0

    async with httpx.AsyncClient() as client:
        reply = await client.get(f"{address}/export?format=parquet")

    assert reply.status_code == 500
    assert [event.outcome for event in trail.events] == [Outcome.OK, Outcome.FAILED]


async def test_a_client_that_goes_away_ends_the_export(
    address: str, lake: Fragile, trail: Trail
) -> None:
    lake.waits_after = 8

    async with (
        httpx.AsyncClient() as client,
        client.stream("GET", f"{address}/export?format=jsonl") as reply,
    ):
        await anext(reply.aiter_bytes())

    await trail.ended.wait()
    ended = trail.events[-1]
    assert ended.outcome is Outcome.FAILED
    assert cast(int, ended.detail["rows"]) < FILES
