"""A socket to the chat that may lie: what an honest browser would send, and changes to it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import socketio


@asynccontextmanager
async def connected(client: httpx.Client, **changes: Any) -> AsyncIterator[socketio.AsyncClient]:
    """An open socket; ``changes`` replace what an honest browser would send."""
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
    socket = socketio.AsyncClient(reconnection=False)
    try:
        await socket.connect(
            url,
            socketio_path="/chat/ws/socket.io",
            headers=headers,
            auth=auth | changes,
            transports=["websocket"],
        )
        yield socket
    finally:
        await socket.disconnect()
        # A refused connection leaves its session open, and warnings are errors here.
        if socket.eio.http is not None:
            await socket.eio.http.close()
        await asyncio.sleep(0)


async def ask(socket: socketio.AsyncClient, text: Any, **forged: Any) -> list[dict[str, Any]]:
    """Send a message and give the steps that came back."""
    steps: list[dict[str, Any]] = []
    done = asyncio.Event()
    socket.on("new_message", steps.append)
    socket.on("task_end", lambda *_: done.set())
    await socket.emit("connection_successful")
    await asyncio.sleep(0.3)
    done.clear()
    message = {"id": str(uuid.uuid4()), "type": "user_message", "name": "me", "output": text}
    await socket.emit("client_message", {"message": message | forged, "fileReferences": None})
    await asyncio.wait_for(done.wait(), 20)
    await asyncio.sleep(0.1)
    return steps
