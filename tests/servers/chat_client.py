"""A person at the chat, as the server sees one: a session cookie and a socket."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import socketio


@dataclass(slots=True)
class Reply:
    """What came back for one question; times in seconds since it was sent."""

    text: str = ""
    first_token_s: float | None = None
    done_s: float | None = None
    pieces: int = 0
    messages: list[dict[str, Any]] = field(default_factory=list)


class ChatClient:
    """Opens the socket with the cookie of a session, and asks."""

    def __init__(self, url: str, profile: str, cookie: str) -> None:
        self._url = url
        self._cookie = cookie
        self._profile = profile
        self._socket = socketio.AsyncClient(reconnection=False)
        self._reply = Reply()
        self._asked_at = 0.0
        self._done = asyncio.Event()
        self.thread_id = str(uuid.uuid4())

    async def open(self) -> None:
        """Connect."""
        for name in ("stream_start", "stream_token", "new_message", "update_message", "task_end"):
            self._socket.on(name, self._handler(name))
        await self._socket.connect(
            self._url,
            socketio_path="/chat/ws/socket.io",
            headers={"Cookie": self._cookie, "Origin": self._url},
            auth={
                "clientType": "webapp",
                "sessionId": str(uuid.uuid4()),
                "threadId": self.thread_id,
                "userEnv": "{}",
                "chatProfile": self._profile,
            },
            transports=["websocket"],
        )
        await self._socket.emit("connection_successful")
        await asyncio.sleep(0.2)

    async def ask(self, question: str, *, limit_s: float = 120.0) -> Reply:
        """Ask one question and wait until it is answered."""
        self._reply = Reply()
        self._done.clear()
        self._asked_at = time.monotonic()
        message = {
            "id": str(uuid.uuid4()),
            "threadId": "",
            "name": "me",
            "type": "user_message",
            "output": question,
            "createdAt": datetime.now(UTC).isoformat(),
        }
        await self._socket.emit("client_message", {"message": message, "fileReferences": None})
        await asyncio.wait_for(self._done.wait(), limit_s)
        return self._reply

    @property
    def connected(self) -> bool:
        """Whether the socket is open."""
        return bool(self._socket.connected)

    async def close(self) -> None:
        """Leave."""
        await self._socket.disconnect()

    def _handler(self, name: str) -> Any:
        async def handle(data: Any = None) -> None:
            self._take(name, data)

        return handle

    def _take(self, name: str, data: Any) -> None:
        now = time.monotonic() - self._asked_at
        reply = self._reply
        if name == "stream_token":
            reply.first_token_s = reply.first_token_s or now
            reply.pieces += 1
            reply.text = data["token"] if data.get("isSequence") else reply.text + data["token"]
        elif name == "stream_start":
            reply.first_token_s = reply.first_token_s or now
            reply.text = data.get("output") or ""
        elif name in {"new_message", "update_message"}:
            reply.messages.append(data)
            if data.get("type") == "assistant_message":
                reply.first_token_s = reply.first_token_s or now
                reply.text = data.get("output") or reply.text
        elif name == "task_end" and reply.first_token_s is not None:
            reply.done_s = now
            self._done.set()
