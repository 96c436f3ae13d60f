"""A socket to the chat that may lie: what an honest browser would send, and changes to it."""

from __future__ import annotations

import asyncio
import uuid
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import httpx
import socketio

LIMIT_S = 60.0
_ready: weakref.WeakSet[socketio.AsyncClient] = weakref.WeakSet()


@asynccontextmanager
async def connected(client: httpx.Client, **changes: Any) -> AsyncIterator[socketio.AsyncClient]:
    """An open socket; ``changes`` replace what an honest browser would send.

    ``transports`` are websockets, unless others are named.
    """
    transports = changes.pop("transports", ["websocket"])
    url = str(client.base_url).rstrip("/")
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    headers = {"Cookie": cookie, "Origin": url} | changes.pop("headers", {})
    auth = {
        "clientType": "webapp",
        "sessionId": str(uuid.uuid4()),
        "threadId": "",
        "userEnv": "{}",
        "chatProfile": "it",
    }
    # Where this client polls it gives its headers with the first request alone, a browser always.
    http = aiohttp.ClientSession(headers=headers) if "polling" in transports else None
    socket = socketio.AsyncClient(reconnection=False, http_session=http)
    try:
        await socket.connect(
            url,
            socketio_path="/chat/ws/socket.io",
            headers=headers,
            auth=auth | changes,
            transports=transports,
            wait_timeout=LIMIT_S,
        )
        yield socket
    finally:
        await socket.disconnect()
        # A refused connection leaves its session open, and warnings are errors here.
        if socket.eio.http is not None:
            await socket.eio.http.close()
        await asyncio.sleep(0)


async def ready(socket: socketio.AsyncClient) -> None:
    """Say that the page is there, and wait until it has all that there is; once is enough."""
    if socket in _ready:
        return
    told = asyncio.Event()

    def hear(news: dict[str, Any]) -> None:
        if news["almanac"]["status"] == "ready":
            told.set()

    socket.on("window_message", hear)
    await socket.emit("connection_successful")
    await asyncio.wait_for(told.wait(), LIMIT_S)
    _ready.add(socket)


async def ask(socket: socketio.AsyncClient, text: Any, **forged: Any) -> list[dict[str, Any]]:
    """Send a message and give the steps that came back."""
    steps: list[dict[str, Any]] = []
    done = asyncio.Event()
    await ready(socket)
    socket.on("new_message", steps.append)
    socket.on("task_end", lambda *_: done.set())
    message = {"id": str(uuid.uuid4()), "type": "user_message", "name": "me", "output": text}
    await socket.emit("client_message", {"message": message | forged, "fileReferences": None})
    # Nothing of an answer comes after this.
    await asyncio.wait_for(done.wait(), LIMIT_S)
    return steps
