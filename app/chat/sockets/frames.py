"""Events on their way to one page, straight into its connection.

The own way of the protocol looks through rooms and begins a task for every event. Of an answer that
comes in twenty lumps that is most of what it costs to send.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from chainlit.server import sio
from engineio.async_socket import AsyncSocket
from engineio.exceptions import QueueEmpty, SocketIsClosedError
from engineio.packet import MESSAGE, Packet

# What says of a message that it is an event; see the protocol of Socket.IO.
_EVENT = "2"


def emitter(sid: str) -> Callable[[str, Any], Awaitable[None]]:
    """What sends events to the socket ``sid``; nothing is sent to one that is gone."""

    async def emit(event: str, data: Any = None) -> None:
        eio_sid = sio.manager.eio_sid_from_sid(sid, "/")
        if eio_sid is None:
            return
        try:
            await sio.eio.send_packet(eio_sid, frame(event, data))
        except SocketIsClosedError:
            """It closed in this very moment; whoever comes back is told of it."""

    return emit


def wake_without_a_task() -> None:
    """Have a connection wait for what is to be sent without a task for each time."""
    AsyncSocket.poll = next_packets


async def next_packets(socket: Any) -> list[Packet]:
    """What is to be sent, once there is something; nothing of a connection that ends."""
    queue, server = socket.queue, socket.server
    try:
        async with asyncio.timeout(server.ping_interval + server.ping_timeout):
            packets = [await queue.get()]
    except (TimeoutError, asyncio.CancelledError):
        raise QueueEmpty from None
    queue.task_done()
    while packets[-1] is not None and not queue.empty():
        packets.append(queue.get_nowait())
        queue.task_done()
    if packets[-1] is not None:
        return packets
    if len(packets) > 1:
        # The end is found again by whoever asks next.
        queue.put_nowait(None)
    return packets[:-1]


def frame(event: str, data: Any = None) -> Packet:
    """An event as it goes over the wire."""
    said = [event] if data is None else [event, data]
    try:
        text = orjson.dumps(said).decode()
    except TypeError:
        # Half a character, which a browser may well have sent, is no Unicode text.
        text = json.dumps(said, separators=(",", ":"))
    return Packet(MESSAGE, _EVENT + text)
