"""A body that is too large is refused before it is kept, announced or not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request
from starlette.types import Receive, Scope, Send

from app.middleware.body_limits import LARGEST_BODY, BoundedBodies
from app.middleware.stack import guard

MESSAGE = f"{LARGEST_BODY:,} bytes are allowed at most"


class Body:
    """A body in pieces of 64 kB; ``taken`` says how much of it was asked for."""

    def __init__(self, size: int) -> None:
        self._size = size
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.taken < self._size:
            piece = b"x" * min(65_536, self._size - self.taken)
            self.taken += len(piece)
            yield piece


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @app.post("/json")
    async def json(body: dict[str, str]) -> int:
        return len(body)

    @app.post("/blind")
    async def blind() -> str:
        return "read nothing"

    guard(app)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", ["/raw", "/json", "/blind", "/nothing"])
async def test_an_announced_body_is_refused_unread(client: httpx.AsyncClient, path: str) -> None:
    body = Body(50_000_000)
    announced = {"Content-Length": "50000000"}

    reply = await client.post(path, content=body, headers=announced)

    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "too_large"
    assert MESSAGE in reply.json()["error"]["message"]
    assert body.taken < 200_000


@pytest.mark.parametrize("path", ["/raw", "/json"])
async def test_a_body_in_chunks_is_refused_as_soon_as_it_is_too_much(
    client: httpx.AsyncClient, path: str
) -> None:
    body = Body(50_000_000)

    reply = await client.post(path, content=body)

    assert reply.status_code == 413
    assert MESSAGE in reply.json()["error"]["message"]
    assert body.taken < LARGEST_BODY + 200_000


async def test_a_body_as_large_as_allowed_is_read(client: httpx.AsyncClient) -> None:
    announced = await client.post("/raw", content=b"x" * LARGEST_BODY)
    in_chunks = await client.post("/raw", content=Body(LARGEST_BODY))

    assert announced.json() == in_chunks.json() == LARGEST_BODY


async def test_an_answer_that_has_begun_ends_without_the_rest() -> None:
    async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        message = await receive()
        while message["type"] == "http.request" and message["more_body"]:
            await send({"type": "http.response.body", "body": b".", "more_body": True})
            message = await receive()
        await send({"type": "http.response.body", "body": message["type"].encode()})

    body = Body(50_000_000)
    transport = httpx.ASGITransport(app=BoundedBodies(echo))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        reply = await client.post("/", content=body)

    assert reply.text.strip(".") == "http.disconnect"
    assert body.taken < LARGEST_BODY + 200_000


@pytest.mark.parametrize("length", ["9" * 5000, "0" * 5000, "-1", "1e3", "٣"])
async def test_a_length_that_is_none_does_no_harm(client: httpx.AsyncClient, length: str) -> None:
    headers = [(b"Content-Length", length.encode())]

    reply = await client.post("/blind", content=Body(10), headers=headers)

    assert reply.status_code in {200, 413}
