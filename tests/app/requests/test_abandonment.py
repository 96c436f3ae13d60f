"""Work for somebody who has left is dropped."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from app.requests.abandonment import while_connected


class Connection:
    """A request whose sender leaves when told to."""

    def __init__(self) -> None:
        self.leaves = asyncio.Event()
        self._begun = False
        self.request = Request({"type": "http", "method": "GET", "headers": []}, self._receive)

    async def _receive(self) -> Message:
        if not self._begun:
            self._begun = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}


async def test_work_is_done_for_whoever_waits() -> None:
    async def work() -> str:
        await asyncio.sleep(0)
        return "done"

    assert await while_connected(Connection().request, work()) == "done"


async def test_an_error_reaches_whoever_waits() -> None:
    async def work() -> None:
        raise LookupError("no such page")

    with pytest.raises(LookupError):
        await while_connected(Connection().request, work())


async def test_work_ends_when_its_reader_leaves() -> None:
    connection, ended = Connection(), asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(while_connected(connection.request, work()))
    await asyncio.sleep(0)
    connection.leaves.set()

    with pytest.raises(ClientDisconnect):
        await waiting
    assert ended.is_set()


async def test_work_ends_when_the_request_itself_is_cancelled() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(while_connected(Connection().request, work()))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert ended.is_set()
