"""A page whose connection was away for a moment is told what it missed."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import socketio

from app.chat.missed import KEPT_S, LastTurn
from tests.servers.chat_socket import connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

ANSWER = " ".join(f"word{n}" for n in range(200))


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose model needs two seconds for an answer."""
    folder = tmp_path_factory.mktemp("missed")
    with ModelServer(reply=lambda _request: ANSWER).in_thread() as model:
        slow = {"kind": "openai", "base_url": model.base_url, "model": "steady:interval=10"}
        file = folder / "gateway.yaml"
        file.write_text(json.dumps({"routes": {"slow": slow}, "roles": {"answer": ["slow"]}}))
        with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
            yield product


class Page:
    """What a page makes of the events that reach it."""

    def __init__(self, socket: socketio.AsyncClient) -> None:
        self.steps: dict[str, dict[str, Any]] = {}
        self.events: list[str] = []
        self.heard = asyncio.Event()
        self._socket = socket
        for event in ("new_message", "update_message", "stream_start"):
            socket.on(event, self._takes(event))
        socket.on("stream_token", self._token)
        for event in ("task_start", "task_end"):
            socket.on(event, lambda *_, event=event: self._hear(event))

    async def begin(self) -> None:
        await self._socket.emit("connection_successful")

    async def send(self, text: str) -> None:
        message = {"id": str(uuid.uuid4()), "type": "user_message", "name": "me", "output": text}
        await self._socket.emit("client_message", {"message": message, "fileReferences": None})

    async def until(self, event: str, times: int = 1) -> None:
        async with asyncio.timeout(20):
            while self.events.count(event) < times:
                self.heard.clear()
                await self.heard.wait()

    def texts(self) -> list[str]:
        return [s["output"] for s in self.steps.values() if s["type"] == "assistant_message"]

    def _hear(self, event: str) -> None:
        self.events.append(event)
        self.heard.set()

    def _takes(self, event: str) -> Any:
        def take(step: dict[str, Any]) -> None:
            self.steps[step["id"]] = self.steps.get(step["id"], {}) | step
            self._hear(event)

        return take

    def _token(self, data: dict[str, Any]) -> None:
        if data["id"] in self.steps:
            self.steps[data["id"]]["output"] += data["token"]
        self._hear("stream_token")


async def test_a_reply_that_may_have_reached_nobody_is_said_again(product: Product) -> None:
    session = str(uuid.uuid4())
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("task_end")
            await page.send("word " * 1700)
            await page.until("task_start")

        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("new_message", 2)

    assert "8,000 are the limit" in page.texts()[0]


async def test_an_answer_goes_on_where_it_stands_without_a_hole(product: Product) -> None:
    session = str(uuid.uuid4())
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("task_end")
            await page.send("How do I connect to the VPN from home?")
            await page.until("stream_token", 3)
        [before] = page.texts()

        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("stream_token", 3)
            [growing] = page.texts()
            await page.until("task_end", 2)

    assert ANSWER.startswith(before)
    assert ANSWER.startswith(growing)
    assert len(before) < len(growing)
    assert page.events.index("task_start") < page.events.index("stream_token")
    assert page.texts() == [ANSWER]


async def test_another_persons_session_is_not_told_of(product: Product) -> None:
    session = str(uuid.uuid4())
    with (
        closing(product.sign_in("ivy@cryodyne.example")) as ivy,
        closing(product.sign_in("ben@cryodyne.example")) as ben,
    ):
        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("task_end")
            await page.send("word " * 1700)
            await page.until("task_end", 2)

        with pytest.raises(socketio.exceptions.ConnectionError):
            async with connected(ben, sessionId=session):
                pass


async def test_what_was_taken_back_stays_so_and_a_turn_long_past_is_left_to_the_history() -> None:
    sent: list[tuple[str, Any]] = []
    now = 0.0

    async def send(event: str, data: Any) -> None:
        sent.append((event, data))

    turn = LastTurn(send, clock=lambda: now)
    turn.note("task_start", {})
    turn.note("new_message", {"id": "a", "output": "Looking"})
    turn.note("delete_message", {"id": "a"})
    turn.note("window_message", {"almanac": {"turn": "t", "status": "streaming"}})
    turn.note("new_message", {"id": "b", "output": "Done"})
    turn.note("window_message", {"almanac": {"turn": "t", "status": "finished"}})
    turn.note("window_message", {"almanac": {"status": "signed out"}})

    now = KEPT_S
    await turn.say_again(running=False)
    assert [(event, data.get("id")) for event, data in sent] == [
        ("delete_message", "a"),
        ("new_message", "b"),
        ("window_message", None),
    ]
    assert sent[-1][1]["almanac"]["status"] == "finished"

    sent.clear()
    now = KEPT_S + 1
    await turn.say_again(running=False)
    assert sent == []
