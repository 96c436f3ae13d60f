"""What goes over the wire to a page, and that nothing goes to one that is gone."""

from __future__ import annotations

import asyncio
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from socketio.packet import Packet

from app.chat.framework import prepare


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    prepare(tmp_path_factory.mktemp("chat"))
    from app.chat.sockets import frames

    return frames


@pytest.mark.parametrize(
    "data",
    [
        {"id": "1", "output": "Grüße, 剂量, 😍", "end": None, "streaming": False},
        {},
        "a word",
        # Half a character, as only a browser can send one.
        {"output": "\ud83d"},
    ],
)
def test_a_page_reads_the_event_that_was_said(frames: ModuleType, data: object) -> None:
    sent = frames.frame("new_message", data).encode()

    read = Packet(encoded_packet=sent[1:])
    assert sent[0] == "4"
    assert read.data == ["new_message", data]


def test_an_event_may_come_without_data(frames: ModuleType) -> None:
    assert Packet(encoded_packet=frames.frame("reload").encode()[1:]).data == ["reload"]


async def test_a_page_that_is_gone_is_told_nothing(
    frames: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []

    async def send(_sid: str, packet: Any) -> None:
        told.append(packet)

    monkeypatch.setattr(frames.sio.eio, "send_packet", send)

    await frames.emitter("nobody")("task_start", {})

    assert told == []


async def test_a_page_that_closes_in_this_moment_is_no_error(
    frames: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def closed(_sid: str, _packet: Any) -> None:
        raise frames.SocketIsClosedError

    monkeypatch.setattr(frames.sio.manager, "eio_sid_from_sid", lambda _sid, _namespace: "there")
    monkeypatch.setattr(frames.sio.eio, "send_packet", closed)

    await frames.emitter("there")("task_start", {})


class _Socket:
    """A connection, as far as waiting for what is to be sent needs one."""

    def __init__(self, *waiting: object, wait_s: float = 60) -> None:
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        for one in waiting:
            self.queue.put_nowait(one)
        self.server = SimpleNamespace(ping_interval=wait_s, ping_timeout=0)


async def test_all_that_waits_is_sent_at_once(frames: ModuleType) -> None:
    assert await frames.next_packets(_Socket("one", "two")) == ["one", "two"]


async def test_what_was_said_before_the_end_is_sent_before_it(frames: ModuleType) -> None:
    socket = _Socket("last word", None)

    assert await frames.next_packets(socket) == ["last word"]
    assert await frames.next_packets(socket) == []


async def test_a_connection_on_which_nothing_is_said_for_too_long_is_given_up(
    frames: ModuleType,
) -> None:
    with pytest.raises(frames.QueueEmpty):
        await frames.next_packets(_Socket(wait_s=0))
