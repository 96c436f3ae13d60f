"""A page of the chat: what it makes of the events that reach it, as Chainlit's own does."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import socketio

LIMIT_S = 60.0


class Page:
    """What a page shows. ``steps`` are in the order in which they stand there."""

    def __init__(self, socket: socketio.AsyncClient) -> None:
        self.steps: dict[str, dict[str, Any]] = {}
        self.events: list[str] = []
        self.news: list[dict[str, Any]] = []
        self.busy = False
        self._heard = asyncio.Event()
        self._socket = socket
        for event in ("new_message", "update_message", "stream_start"):
            socket.on(event, self._heard_of(event, self._take))
        socket.on("delete_message", self._heard_of("delete_message", self._drop))
        socket.on("resume_thread", self._heard_of("resume_thread", self._resume))
        socket.on("stream_token", self._heard_of("stream_token", self._add))
        socket.on("window_message", self._heard_of("window_message", self._hear_news))
        for event in ("task_start", "task_end"):
            socket.on(event, self._heard_of(event, self._turn(event)))

    async def open(self) -> Page:
        """Say that the page is there, and wait until it has all that there is."""
        await self._socket.emit("connection_successful")
        await self.until(lambda: any(news["status"] == "ready" for news in self.news))
        return self

    async def send(self, text: str, message_id: str | None = None, **changes: Any) -> str:
        """Send a question as the page does, which shows it at once; gives its id."""
        message_id = message_id or str(uuid.uuid4())
        message = {"id": message_id, "type": "user_message", "name": "me", "output": text}
        if not changes.get("again"):
            self._take(dict(message))
        payload = {"message": message, "fileReferences": None} | changes
        await self._socket.emit("client_message", payload)
        return message_id

    async def stop(self) -> None:
        """Press Stop."""
        await self._socket.emit("stop")

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(LIMIT_S):
            while not holds():
                self._heard.clear()
                await self._heard.wait()

    async def until_told(self, status: str, times: int = 1) -> None:
        """Wait for news of a turn."""
        await self.until(lambda: [news["status"] for news in self.news].count(status) >= times)

    async def until_idle(self) -> None:
        """Wait until no answer is being written."""
        await self.until(lambda: not self.busy)

    def texts(self, kind: str = "assistant_message") -> list[str]:
        """What stands there, of one kind of step."""
        return [step["output"] for step in self.steps.values() if step["type"] == kind]

    def turn(self) -> str:
        """The turn of the last news."""
        return str([news["turn"] for news in self.news if news.get("turn")][-1])

    def thread(self) -> str:
        """The thread of the last news."""
        return str([news["thread"] for news in self.news if news.get("thread")][-1])

    def _heard_of(self, event: str, take: Callable[[Any], None]) -> Callable[[Any], None]:
        def heard(data: Any = None) -> None:
            take(data)
            self.events.append(event)
            self._heard.set()

        return heard

    def _take(self, step: dict[str, Any]) -> None:
        parent = step.get("parentId")
        # Chainlit's page does not show a step whose parent it does not know.
        if step["id"] in self.steps or not parent or parent in self.steps:
            self.steps[step["id"]] = self.steps.get(step["id"], {}) | step

    def _drop(self, step: dict[str, Any]) -> None:
        self.steps.pop(step["id"], None)
        for child in [s["id"] for s in self.steps.values() if s.get("parentId") == step["id"]]:
            del self.steps[child]

    def _resume(self, thread: dict[str, Any]) -> None:
        self.steps = {step["id"]: dict(step) for step in thread["steps"]}

    def _add(self, data: dict[str, Any]) -> None:
        if data["id"] in self.steps:
            self.steps[data["id"]]["output"] += data["token"]

    def _hear_news(self, data: dict[str, Any]) -> None:
        self.news.append(data["almanac"])

    def _turn(self, event: str) -> Callable[[Any], None]:
        def turn(_: Any) -> None:
            self.busy = event == "task_start"

        return turn
