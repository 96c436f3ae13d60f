"""As much of an HTTP server as a stand-in on loopback needs, in a thread of its own."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``fields`` come from the query, the form, and the Authorization header."""

    path: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back: JSON, or a redirection."""

    status: int
    body: str = ""
    location: str | None = None


Handler = Callable[[Request], Reply | None]  # None: never answer, hold the connection


class _Conversation(asyncio.Protocol):
    """One connection: reads requests, answers them one after the other."""

    def __init__(self, handler: Handler, connections: set[_Conversation]) -> None:
        self._handler = handler
        self._connections = connections
        self._received = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        wanted = int(length[1]) if length else 0
        if not found or len(rest) < wanted:
            return
        self._received = rest[wanted:]
        reply = self._handler(_read(head.decode("latin-1"), rest[:wanted].decode("latin-1")))
        if reply is not None:
            self.transport.write(_written(reply))


def _read(head: str, body: str) -> Request:
    target = urlsplit(head.split(" ", 2)[1])
    fields = dict(parse_qsl(f"{target.query}&{body}"))
    said = re.search(r"(?i)\r\nauthorization: *(basic|bearer) +(\S+)", head)
    if said is not None and said[1].lower() == "bearer":
        fields["access_token"] = said[2]
    elif said is not None:
        name, _, secret = base64.b64decode(said[2]).decode().partition(":")
        fields |= {"client_id": name, "client_secret": secret}
    return Request(target.path, fields)


def _written(reply: Reply) -> bytes:
    body = reply.body.encode()
    head = f"HTTP/1.1 {reply.status} -\r\nContent-Type: application/json\r\n"
    if reply.location is not None:
        head += f"Location: {reply.location}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextlib.contextmanager
def serving(handler: Handler, port: int = 0) -> Iterator[str]:
    """Serve on loopback, give the address, and cut all connections at the end."""
    loop = asyncio.new_event_loop()
    ready, stopping = threading.Event(), asyncio.Event()
    addresses: list[str] = []

    async def serve() -> None:
        connections: set[_Conversation] = set()
        server = await loop.create_server(
            lambda: _Conversation(handler, connections), "127.0.0.1", port
        )
        addresses.append(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        ready.set()
        await stopping.wait()
        server.close()
        for connection in list(connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    if not ready.wait(_LIMIT_S):
        raise RuntimeError("The server did not start.")
    try:
        yield addresses[0]
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(_LIMIT_S)
        loop.close()
