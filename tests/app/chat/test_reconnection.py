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

from app.chat.sockets.reconnection import KEPT_S, LastTurn
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

    assert "at most 8,000 are allowed" in page.texts()[0]


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


async def test_what_was_taken_back_stays_so_and_a_turn_ends_with_its_last_news() -> None:
    turn, sent, _ = last_turn()
    turn.note("new_message", {"id": "a", "output": "Looking"})
    turn.note("delete_message", {"id": "a"})
    turn.note("window_message", {"almanac": {"turn": "t", "status": "streaming"}})
    turn.note("new_message", {"id": "b", "type": "m", "output": "Done"})
    turn.note("window_message", {"almanac": {"turn": "t", "status": "finished"}})
    turn.note("window_message", {"almanac": {"status": "signed out"}})

    await turn.say_again(nothing, running=False)

    assert [(event, data.get("id")) for event, data in sent] == [
        ("delete_message", "a"),
        ("new_message", "b"),
        ("window_message", None),
    ]
    assert sent[-1][1]["almanac"]["status"] == "finished"


@pytest.mark.parametrize(("age_s", "said"), [(KEPT_S, 1), (KEPT_S + 1, 0)])
async def test_a_turn_long_past_is_left_to_the_history(age_s: float, said: int) -> None:
    turn, sent, clock = last_turn()
    turn.note("new_message", {"id": "a", "type": "m", "output": "Done"})

    clock.now = age_s
    # What Chainlit says at each connection makes nothing young again, and ends nothing.
    turn.note("task_start", {})
    turn.note("task_end", {})
    turn.note("first_interaction", {"interaction": "resume", "thread_id": "t"})
    await turn.say_again(nothing, running=False)

    assert len(sent) == said


async def test_what_is_forgotten_is_not_said() -> None:
    turn, sent, _ = last_turn()
    turn.note("new_message", {"id": "a", "type": "m", "output": "Done"})

    turn.forget()
    await turn.say_again(nothing, running=False)

    assert sent == []


async def test_an_ended_turn_is_said_as_the_history_shows_it_now() -> None:
    turn, sent, _ = last_turn()
    turn.note("first_interaction", {"interaction": "Why?", "thread_id": "t"})
    turn.note("new_message", {"id": "run", "type": "run", "output": ""})
    turn.note("new_message", {"id": "s", "type": "tool", "output": "Secret title"})
    turn.note("new_message", {"id": "gone", "type": "tool", "output": "Secret title"})
    turn.note("new_message", {"id": "a", "type": "m", "output": "Secret", "parentId": "run"})

    async def stored() -> dict[str, dict[str, Any]]:
        withheld = {"parentId": None, "output": "Withheld"}
        return {name: {"id": name, **withheld} for name in ("s", "a")}

    # The page fetches what stands below the answer by this, and it bears the answer's id.
    turn.note("window_message", {"almanac": {"turn": "a", "status": "finished"}})

    await turn.say_again(stored, running=False)

    assert sent[-1] == ("window_message", {"almanac": {"turn": "a", "status": "finished"}})
    steps = {data["id"]: data for event, data in sent if event == "new_message"}
    assert list(steps) == ["run", "s", "a"]
    assert [steps[name]["output"] for name in ("s", "a")] == ["Withheld", "Withheld"]
    assert steps["a"]["parentId"] == "run"


async def test_a_conversation_from_the_history_is_told_a_running_turn_from_scratch() -> None:
    turn, sent, _ = last_turn()
    turn.note("new_message", {"id": "run", "type": "run", "parentId": "the page's own question"})
    turn.note("new_message", {"id": "s", "type": "tool", "parentId": "run"})

    await turn.say_again(nothing, running=True, anew=True)

    assert [(event, data.get("id"), data.get("parentId")) for event, data in sent] == [
        ("task_start", None, None),
        ("delete_message", "run", "the page's own question"),
        ("new_message", "run", None),
        ("delete_message", "s", "run"),
        ("new_message", "s", "run"),
    ]


async def test_a_deleted_conversation_is_not_said_again() -> None:
    turn, sent, _ = last_turn()
    turn.note("first_interaction", {"interaction": "Why?", "thread_id": "t"})
    turn.note("new_message", {"id": "a", "type": "m", "output": "Because"})

    await turn.say_again(nothing, running=False)

    assert sent == []


async def nothing() -> None:
    """The history of a thread that does not exist."""


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def last_turn() -> tuple[LastTurn, list[tuple[str, Any]], Clock]:
    """A turn as it is told to a page, what the page is sent, and the time."""
    sent: list[tuple[str, Any]] = []
    clock = Clock()

    async def send(event: str, data: Any) -> None:
        sent.append((event, data))

    return LastTurn(send, clock=clock), sent, clock
