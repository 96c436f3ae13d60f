"""A server that speaks Amazon's ConverseStream and misbehaves on demand.

The model's name chooses: ``throttled``, ``refused``, ``broken``, ``hang``, ``cut``, ``empty``,
``stream_error``; any other name answers steadily. Events are framed as in Amazon's description of
``application/vnd.amazon.eventstream``: lengths, a checksum of them, headers, payload, a checksum.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import zlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

ROUNDS = 5
WORDS = ("Gifts", " above", " 50 CHF", " are", " refused", " [1].")
REFUSALS = {
    "throttled": (429, "ThrottlingException"),
    "refused": (400, "ValidationException"),
    "broken": (500, "InternalServerException"),
}


def frame(headers: dict[str, str], payload: dict[str, Any]) -> bytes:
    """One message of the event stream; every header is a string (type 7)."""
    packed = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value))
        + value.encode()
        for name, value in headers.items()
    )  # fmt: skip
    body = json.dumps(payload).encode()
    prelude = struct.pack("!II", 16 + len(packed) + len(body), len(packed))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + packed + body
    return message + struct.pack("!I", zlib.crc32(message))


def event(kind: str, payload: dict[str, Any]) -> bytes:
    """An ordinary event."""
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, payload)


def exception(kind: str) -> bytes:
    """An error in mid-stream."""
    headers = {":exception-type": kind, ":content-type": "application/json"}
    return frame({**headers, ":message-type": "exception"}, {"message": "it broke"})


def answer(model: str) -> Iterator[bytes]:
    """The events of one answer."""
    yield event("messageStart", {"role": "assistant"})
    for index, word in enumerate(() if model == "empty" else WORDS):
        if index == 2 and model == "cut":
            return
        if index == 2 and model == "stream_error":
            yield exception("modelStreamErrorException")
            return
        yield event("contentBlockDelta", {"delta": {"text": word}, "contentBlockIndex": 0})
    yield event("contentBlockStop", {"contentBlockIndex": 0})
    yield event("messageStop", {"stopReason": "end_turn"})
    usage = {"inputTokens": 100, "outputTokens": len(WORDS), "totalTokens": 100 + len(WORDS)}
    yield event("metadata", {"usage": usage, "metrics": {"latencyMs": 5}})


@dataclass(slots=True)
class ConverseServer:
    """The server and the requests that it saw."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[ConverseServer]:
        """Serve on loopback in the running loop."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            # A client that its caller has given up may have connected a moment ago. The loop needs
            # some rounds to hand such a connection over, and loses it when the server closes first.
            for socket in server.sockets:
                asyncio.get_running_loop().remove_reader(socket.fileno())
            for _ in range(ROUNDS):
                await asyncio.sleep(0)
            server.close()
            await self._end()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        ended = await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
        failed = [each for each in ended if isinstance(each, Exception)]
        if failed:
            raise failed[0]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        self._tasks.append(asyncio.ensure_future(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError):
            await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        self.requests.append(json.loads(await reader.readexactly(int(fields["content-length"]))))
        model = unquote(head.split(" ")[1].split("/")[2])
        if model == "hang":
            await asyncio.Event().wait()  # until the test ends
        elif model in REFUSALS:
            status, kind = REFUSALS[model]
            body = b'{"message": "no"}'
            writer.write(f"HTTP/1.1 {status} -\r\nx-amzn-errortype: {kind}\r\n".encode())
            writer.write(b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body))
        else:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n")
            writer.write(b"connection: close\r\n\r\n" + b"".join(answer(model)))
