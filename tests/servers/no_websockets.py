"""A proxy of a company's network, which passes requests on and lets no websocket through."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_LARGEST_HEAD = 1_000_000


@dataclass(slots=True)
class Proxy:
    """Where it listens, and how many websockets it refused."""

    url: str = ""
    refused: int = 0

    async def carry(
        self, behind: str, reader: asyncio.StreamReader, to: asyncio.StreamWriter
    ) -> None:
        """Pass one connection on, one request of it; the next has a connection of its own."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            if b"\r\nupgrade: websocket" in head.lower():
                self.refused += 1
                to.write(_REFUSAL)
                await to.drain()
                return
            lines = [
                line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")
            ]
            parts = urlsplit(behind)
            theirs, ours = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                ours.write(b"\r\n".join([lines[0], b"Connection: close", *lines[1:]]))
                await asyncio.gather(_pass_on(reader, ours), _pass_on(theirs, to, ends=reader))
            finally:
                ours.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            """Either side has gone, which ends the connection."""
        except asyncio.CancelledError:
            """The proxy ends, and every connection with it."""
        finally:
            to.close()


async def _pass_on(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    *,
    ends: asyncio.StreamReader | None = None,
) -> None:
    """Pass on what comes, until there is no more; then the other direction ``ends`` as well."""
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    if ends is not None:
        ends.feed_eof()
    elif writer.can_write_eof():
        writer.write_eof()


@contextmanager
def without_websockets(behind: str) -> Iterator[Proxy]:
    """Run the proxy before a product, in a thread of its own."""
    proxy, ready, leave = Proxy(), threading.Event(), threading.Event()

    async def serve() -> None:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await proxy.carry(behind, reader, writer)

        server = await asyncio.start_server(carry, "127.0.0.1", 0, limit=_LARGEST_HEAD)
        proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await asyncio.to_thread(leave.wait)
        server.close()

    running = threading.Thread(target=asyncio.run, args=(serve(),))
    running.start()
    try:
        assert ready.wait(30)
        yield proxy
    finally:
        leave.set()
        running.join(30)
