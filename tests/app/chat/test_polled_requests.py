"""Requests of one connection by plain requests: their order, their number, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from engineio.async_socket import AsyncSocket
from engineio.packet import CLOSE, Packet
from starlette.types import Message

from app.chat.framework import prepare
from app.middleware.rate_limits import SOCKETS_PER_PERSON
from app.turns.live.turns import LiveTurns
from app.turns.stopping import Stopping

SID = "a-connection"


class Recording(AsyncSocket):  # type: ignore[misc]
    """A connection that keeps what was sent."""

    def __init__(self, server: Any) -> None:
        super().__init__(server, SID)
        self.connected = True
        self.heard: list[str] = []

    async def receive(self, pkt: Packet) -> None:
        if pkt.packet_type == CLOSE:
            await self.close(wait=False, abort=True)
        else:
            self.heard.append(pkt.data)


@pytest.fixture(scope="module")
def polling(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    prepare(tmp_path_factory.mktemp("chat"))
    from app.chat.sockets import polling

    return polling


@pytest.fixture
def connections(polling: ModuleType) -> ModuleType:
    from app.chat.sockets import polled_connections

    return polled_connections


@pytest.fixture
def socket(
    polling: ModuleType, connections: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Recording]:
    from chainlit.server import sio

    parts = SimpleNamespace(
        stopping=Stopping(LiveTurns(), limit_s=1),
        sessions=SimpleNamespace(session_token=lambda _: "token"),
    )
    monkeypatch.setattr(polling, "mounted", lambda: parts)
    socket = Recording(sio.eio)
    monkeypatch.setitem(sio.eio.sockets, SID, socket)
    connections.POLLED[SID] = connections.PolledConnection("ivy", "token", socket)
    yield socket
    connections.POLLED.pop(SID, None)


class Exchange:
    """One request, of which the test says what arrives and when."""

    def __init__(self, method: str) -> None:
        self._arriving: asyncio.Queue[Message] = asyncio.Queue()
        self.status = 0
        self.body = b""
        scope = {
            "type": "http",
            "method": method,
            "path": "/",
            "headers": [],
            "query_string": f"EIO=4&transport=polling&sid={SID}".encode(),
        }
        from app.chat.sockets import polling

        served = polling.serve(MagicMock(), scope, self._arriving.get, self._hear)
        self._serving = asyncio.create_task(served)

    async def _hear(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    def arrives(self, body: bytes, *, more: bool = False) -> None:
        self._arriving.put_nowait({"type": "http.request", "body": body, "more_body": more})

    def leaves(self) -> None:
        self._arriving.put_nowait({"type": "http.disconnect"})

    async def ends(self) -> int:
        await self._serving
        return self.status


def post(body: bytes, *, more: bool = False) -> Exchange:
    exchange = Exchange("POST")
    exchange.arrives(body, more=more)
    return exchange


async def pass_on() -> None:
    """Let everybody do what they can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_what_a_page_sent_before_it_left_is_read(socket: Recording) -> None:
    news, question = Exchange("GET"), post(b"4ques", more=True)
    await pass_on()

    news.leaves()
    await pass_on()
    assert not socket.closed
    goodbye = post(b"4last\x1e1")
    await pass_on()
    question.arrives(b"tion")

    assert [await one.ends() for one in (question, goodbye)] == [200, 200]
    assert socket.heard == ["question", "last"]
    await news.ends()
    assert socket.closed


async def test_a_page_that_says_no_goodbye_is_gone_after_a_moment(
    socket: Recording,
    polling: ModuleType,
    connections: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(polling, "_LAST_POSTS_S", 0)
    news = Exchange("GET")

    news.leaves()
    await news.ends()

    assert socket.closed
    assert SID not in connections.POLLED


async def test_no_more_than_two_requests_send_at_once(socket: Recording) -> None:
    first, second = post(b"4fir", more=True), post(b"4second")
    await pass_on()

    assert await post(b"4third").ends() == 429
    first.arrives(b"st")

    assert [await first.ends(), await second.ends()] == [200, 200]
    assert socket.heard == ["first", "second"]
    assert await post(b"4third").ends() == 200


async def test_a_body_that_does_not_end_ends_the_connection(
    socket: Recording, polling: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "_BODY_S", 0)

    assert await post(b"4ques", more=True).ends() == 408

    assert socket.closed


async def test_a_body_whose_sender_is_gone_is_dropped(socket: Recording) -> None:
    question = post(b"4ques", more=True)
    question.leaves()

    assert await question.ends() == 400
    assert (socket.heard, socket.closed) == ([], False)


async def test_a_packet_that_is_nested_too_deep_ends_the_connection(
    socket: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = MagicMock()
    deep.loads.side_effect = RecursionError
    monkeypatch.setattr(Packet, "json", deep)

    assert await post(b"4[[]]").ends() == 400

    assert socket.closed


async def test_connections_are_counted_again_when_they_arrive(
    socket: Recording, connections: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = connections.PolledConnection("ivy", "token", socket)
    for number in range(SOCKETS_PER_PERSON + 1):
        monkeypatch.setitem(connections.POLLED, f"{number}", other)
    connections.begin_for("ivy", "token")

    async def theirs(*_: Any) -> None:
        raise AssertionError("it is one too many")

    assert await connections._arrive(theirs, "late", {}) is False
    assert "late" not in connections.POLLED


async def test_a_connection_that_ended_is_forgotten(
    socket: Recording, connections: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_KEPT_S", 0)
    told: list[str] = []

    async def theirs(eio_sid: str, _reason: str) -> None:
        told.append(eio_sid)

    await connections._depart(theirs, SID, "client disconnect")
    while SID in connections.POLLED:
        await asyncio.sleep(0)

    assert told == [SID]
