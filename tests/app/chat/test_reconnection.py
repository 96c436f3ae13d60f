"""A page whose connection was away for a moment is told what it missed."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import socketio


from tests.servers.chat_socket import connected
from tests.servers.model_server import ModelServer
from tests.servers.product import Product, running

ANSWER = "Connect with the client."
# Takes as long as it is to come back, on a slow machine too.
LONG_ANSWER = " ".join(f"word{n}" for n in range(800))
AT_LENGTH = "How do I connect to the VPN from home? Tell me at length."


NEWEST = {"pagination": {"first": 1, "cursor": None}, "filter": {"search": ""}}


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    """The model of ``product``."""
    with ModelServer(reply=_reply).in_thread() as model:
        yield model


@pytest.fixture(scope="module")
def product(model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product whose model needs eight seconds for an answer at length."""
    folder = tmp_path_factory.mktemp("missed")
    slow = {"kind": "openai", "base_url": model.base_url, "model": "steady:interval=10"}
    file = folder / "gateway.yaml"
    file.write_text(json.dumps({"routes": {"slow": slow}, "roles": {"answer": ["slow"]}}))
    with running(folder / "var", {"ALMANAC_GATEWAY_FILE": str(file)}) as product:
        yield product


def _reply(request: dict[str, Any]) -> str:
    return LONG_ANSWER if "at length" in json.dumps(request["messages"][-1]) else ANSWER


class Page:
    """What a page makes of the events that reach it."""

    def __init__(self, socket: socketio.AsyncClient) -> None:
        self.steps: dict[str, dict[str, Any]] = {}
        self.events: list[str] = []
        self.news: list[dict[str, Any]] = []
        self.heard = asyncio.Event()
        self._socket = socket
        for event in ("new_message", "update_message", "stream_start"):
            socket.on(event, self._takes(event))
        socket.on("stream_token", self._token)
        socket.on("window_message", self._news)
        for event in ("task_start", "task_end"):
            socket.on(event, lambda *_, event=event: self._hear(event))

    async def begin(self) -> None:
        await self._socket.emit("connection_successful")

    async def send(self, text: str) -> None:
        message = {"id": str(uuid.uuid4()), "type": "user_message", "name": "me", "output": text}
        await self._socket.emit("client_message", {"message": message, "fileReferences": None})

    async def until(self, event: str, times: int = 1) -> None:
        async with asyncio.timeout(60):
            while self.events.count(event) < times:
                self.heard.clear()
                await self.heard.wait()

    def texts(self) -> list[str]:
        return [s["output"] for s in self.steps.values() if s["type"] == "assistant_message"]

    def _hear(self, event: str) -> None:
        self.events.append(event)
        self.heard.set()

    def _news(self, data: dict[str, Any]) -> None:
        self.news.append(data["almanac"])
        self._hear("window_message")

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
            page = await opened(socket)
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
            page = await opened(socket)
            await page.send(AT_LENGTH)
            await page.until("stream_token", 3)
        [before] = page.texts()

        async with connected(ivy, sessionId=session) as socket:
            page = Page(socket)
            await page.begin()
            await page.until("stream_token", 3)
            [growing] = page.texts()
            await page.until("task_end", 2)

    assert LONG_ANSWER.startswith(before)
    assert LONG_ANSWER.startswith(growing)
    assert len(before) < len(growing) < len(LONG_ANSWER)
    assert page.events.index("task_start") < page.events.index("new_message")
    assert page.texts() == [LONG_ANSWER]


async def test_in_a_conversation_from_the_history_the_last_answer_is_said_again_and_no_other(
    product: Product,
) -> None:
    session = str(uuid.uuid4())
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy) as socket:
            await asked(socket, "How do I connect to the VPN from home?")
        thread = ivy.post("/chat/project/threads", json=NEWEST).json()["data"][0]["id"]
        async with connected(ivy, sessionId=session, threadId=thread) as socket:
            page = await opened(socket)
            await page.until("task_end", 2)
            await page.send("How do I get a new laptop?")
            await page.until("task_end", 3)
        turns = [step for step in page.steps.values() if step["type"] == "assistant_message"]

        async with connected(ivy, sessionId=session, threadId=thread) as socket:
            again = Page(socket)
            await again.begin()
            await again.until("window_message")

    assert [step["id"] for step in turns] == [again.news[-1]["turn"]]
    assert again.news[-1]["status"] == "finished"
    assert [s["id"] for s in again.steps.values() if s["type"] == "assistant_message"] == [
        step["id"] for step in turns
    ]


async def test_whoever_signs_out_while_away_leaves_the_model(
    product: Product, model: ModelServer
) -> None:
    left = model.abandoned
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy) as socket:
            page = await opened(socket)
            await page.send(AT_LENGTH)
            await page.until("stream_token", 3)
        ivy.post("/sign-out", headers={"Origin": product.url})
        # The answer itself takes eight seconds, and who merely is away has ten.
        async with asyncio.timeout(5):
            while model.abandoned == left:
                await asyncio.sleep(0.05)


async def test_a_document_that_is_withheld_meanwhile_does_not_come_back(product: Product) -> None:
    session = str(uuid.uuid4())
    change = "UPDATE documents SET groups = ?, indexed_access = ? WHERE source = 'it'"
    with (
        closing(product.sign_in("ivy@cryodyne.example")) as ivy,
        closing(sqlite3.connect(product.var / "almanac.db")) as database,
    ):
        before = database.execute("SELECT id, groups, indexed_access FROM documents").fetchall()
        async with connected(ivy, sessionId=session) as socket:
            page = await asked(socket, "How do I connect to the VPN from home?")
        found = [step["output"] for step in page.steps.values() if step["type"] == "tool"]
        with database:
            database.execute(change, ('["nobody"]', "nobody"))
        try:
            async with connected(ivy, sessionId=session) as socket:
                again = Page(socket)
                await again.begin()
                await again.until("new_message", 3)
        finally:
            with database:
                database.executemany(
                    "UPDATE documents SET groups = ?2, indexed_access = ?3 WHERE id = ?1", before
                )

    assert found[0]
    assert ANSWER in page.texts()
    assert [step["output"] for step in again.steps.values() if step["type"] == "tool"] == [""]


async def test_a_lost_assistant_is_not_reached_under_the_name_of_another(product: Product) -> None:
    session = str(uuid.uuid4())
    change = "UPDATE people SET groups = ? WHERE email = 'chris@cryodyne.example'"
    with (
        closing(product.sign_in("chris@cryodyne.example")) as chris,
        closing(sqlite3.connect(product.var / "almanac.db")) as database,
    ):
        [held] = database.execute(
            "SELECT groups FROM people WHERE email = 'chris@cryodyne.example'"
        ).fetchone()
        async with connected(chris, sessionId=session, chatProfile="medical-information") as one:
            await asked(one, "How is Qavoretin dosed?")
        with database:
            database.execute(change, ('["employees"]',))
        try:
            async with connected(chris, chatProfile="it"):
                pass
            with pytest.raises(socketio.exceptions.ConnectionError):
                async with connected(chris, sessionId=session, chatProfile="it"):
                    pass
        finally:
            with database:
                database.execute(change, (held,))


async def test_a_connection_that_is_overtaken_closes_and_the_next_is_told_once(
    product: Product,
) -> None:
    session = str(uuid.uuid4())
    with closing(product.sign_in("ivy@cryodyne.example")) as ivy:
        async with connected(ivy, sessionId=session) as first:
            await asked(first, "word " * 1700)
            async with connected(ivy, sessionId=session) as second:
                page = Page(second)
                for _ in range(50):
                    await page.begin()
                async with asyncio.timeout(10):
                    await first.wait()
                await page.send("word " * 1700)
                await page.until("task_start")
                await page.until("task_end", 2)

    assert not first.connected
    # What was missed once, and the new answer: each with the run that it is part of.
    assert page.events.count("new_message") == 4


async def opened(socket: socketio.AsyncClient) -> Page:
    """A page that may be asked on."""
    page = Page(socket)
    await page.begin()
    await page.until("task_end")
    return page


async def asked(socket: socketio.AsyncClient, question: str) -> Page:
    """A page on which a question was asked and answered."""
    page = await opened(socket)
    await page.send(question)
    await page.until("task_end", 2)
    return page
