"""A server that speaks Amazon's ConverseStream, embeds by InvokeModel, and misbehaves on demand.

The model's name chooses (see `behaviour`), or somebody does while it runs (see `controls`). Events
are framed as in Amazon's description of ``application/vnd.amazon.eventstream``: lengths, a checksum
of them, headers, payload, a checksum. Run it as ``python -m tests.servers.converse_server``.
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

from tests.servers.behaviour import BREAKS, REASONS, STATUSES, Behaviour, Chosen
from tests.servers.controls import control
from tests.servers.refusals import of_converse
from tests.servers.standing_alone import serve_until_stopped
from tests.servers.vectors import of_words, spoilt
from tests.servers.writing import compose, tokens_of

ROUNDS = 5
WORDS = ("Gifts", " above", " 50 CHF", " are", " refused", " [1].")
KINDS = {
    "throttled": "ThrottlingException",
    "refused": "ValidationException",
    "broken": "InternalServerException",
    "unauthorised": "UnrecognizedClientException",
    "unknown": "ResourceNotFoundException",
}
# What every answer says that it used, in place of a count.
USED: dict[str, int] = {}
# What every model thinks before it answers, set apart as Converse has it.
THOUGHTS: list[str] = []
STOPS = {"refusal": "refusal", "filtered": "guardrail_intervened"} | REASONS


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


def answer(how: Behaviour, texts: list[str]) -> Iterator[bytes]:
    """The events of one answer; after the last one the connection is closed."""
    yield event("messageStart", {"role": "assistant"})
    for thought in THOUGHTS:
        delta = {"reasoningContent": {"text": thought}}
        yield event("contentBlockDelta", {"delta": delta, "contentBlockIndex": 0})
    for index, text in enumerate(texts):
        if index == how.after and how.fault in BREAKS:
            yield from _break(how.fault)
            if how.fault not in REASONS:
                return
            break
        yield event("contentBlockDelta", {"delta": {"text": text}, "contentBlockIndex": 0})
    yield event("contentBlockStop", {"contentBlockIndex": 0})
    yield event("messageStop", {"stopReason": STOPS.get(how.fault, "end_turn")})
    usage = USED or {"inputTokens": 100, "outputTokens": len(texts), "totalTokens": 100}
    if how.fault == "wrong_usage":
        usage = {"inputTokens": -5, "outputTokens": 10**12, "totalTokens": 1}
    if how.fault != "no_usage":
        yield event("metadata", {"usage": usage, "metrics": {"latencyMs": 5}})


def _break(fault: str) -> Iterator[bytes]:
    if fault in ("error_event", "flat_error"):
        yield exception("modelStreamErrorException")
    elif fault == "malformed":
        whole = event("contentBlockDelta", {"delta": {"text": "?"}, "contentBlockIndex": 0})
        yield whole[:-1] + bytes([whole[-1] ^ 1])  # its checksum is wrong


def texts(request: dict[str, Any], how: Behaviour) -> list[str]:
    """The pieces of the answer."""
    if not how.writes:
        return how.pieces(list(WORDS))
    messages = [
        {"role": message["role"], "content": "".join(part["text"] for part in message["content"])}
        for message in request["messages"]
    ]
    return how.pieces(tokens_of(compose(messages)))


def vectors(request: dict[str, Any], how: Behaviour) -> tuple[bytes, bytes]:
    """The body of an answer as Titan or Cohere writes it, and the header that counts tokens."""
    asked = [request["inputText"]] if "inputText" in request else list(request["texts"])
    rows, tokens = spoilt(of_words(asked), how.fault), sum(len(text.split()) for text in asked)
    counted = b"x-amzn-bedrock-input-token-count: %d\r\n" % tokens
    if how.fault == "malformed":
        return b"{", counted
    if "inputText" in request:
        answered = {"embedding": rows[0] if rows else [], "inputTextTokenCount": tokens}
        return json.dumps(answered).encode(), b""
    typed = {"float": rows} if "output_dimension" in request else rows
    return json.dumps({"embeddings": typed}).encode(), counted


@dataclass(slots=True)
class ConverseServer:
    """The server and the requests that it saw; ``chosen`` is the fault chosen while it runs."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    chosen: Chosen = field(default_factory=Chosen)
    url: str = ""
    _readers: list[asyncio.StreamReader] = field(default_factory=list)
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def open_connections(self) -> int:
        """How many connections neither side has closed."""
        pairs = zip(self._readers, self._writers, strict=True)
        return sum(not (reader.at_eof() or writer.is_closing()) for reader, writer in pairs)

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[ConverseServer]:
        """Serve on loopback in the running loop."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", port)
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
        self._readers.append(reader)
        self._writers.append(writer)
        self._tasks.append(asyncio.ensure_future(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whoever asked may leave in the middle of an answer, or before the question is complete.
        gone = (asyncio.IncompleteReadError, ConnectionError)
        with contextlib.closing(writer), contextlib.suppress(*gone):
            await self._answer(reader, writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        told = control(
            head, self.chosen, title="Model server, Bedrock Converse", requests=len(self.requests)
        )
        if told is not None:
            writer.write(told.written().replace(b"\r\n", b"\r\nconnection: close\r\n", 1))
            return
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        request = json.loads(await reader.readexactly(int(fields["content-length"])))
        self.requests.append(request)
        self.heads.append(head)
        how = self.chosen.behaviour(unquote(head.split(" ")[1].split("/")[2]))
        if how.fault == "hang":
            await asyncio.Event().wait()  # until the test ends
        elif how.fault in STATUSES:
            body = b'{"message": "no"}'
            writer.write(f"HTTP/1.1 {STATUSES[how.fault]} -\r\n".encode())
            writer.write(f"x-amzn-errortype: {KINDS[how.fault]}\r\n".encode())
            writer.write(b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body))
        elif (refusal := of_converse(how.fault, request)) is not None:
            body = json.dumps({"message": refusal}).encode()
            writer.write(b"HTTP/1.1 400 -\r\nx-amzn-errortype: ValidationException\r\n")
            writer.write(b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(body), body))
        elif head.split(" ")[1].endswith("/invoke"):
            content, counted = vectors(request, how)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
            writer.write(counted + b"content-length: %d\r\n" % len(content))
            writer.write(b"connection: close\r\n\r\n" + content)
        else:
            await self._stream(writer, how, texts(request, how))

    async def _stream(self, writer: asyncio.StreamWriter, how: Behaviour, texts: list[str]) -> None:
        await asyncio.sleep(how.first)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/vnd.amazon.eventstream\r\n")
        # A client reads what is not in chunks only when 64 kB have come, or the end.
        writer.write(b"connection: close\r\ntransfer-encoding: chunked\r\n\r\n")
        for each in answer(how, texts):
            writer.write(b"%x\r\n%b\r\n" % (len(each), each))
            await writer.drain()
            if how.interval and b"contentBlockDelta" in each:
                await asyncio.sleep(how.interval)
        if how.fault == "stall":
            await asyncio.Event().wait()
        if how.fault != "cut":
            writer.write(b"0\r\n\r\n")


def main() -> None:
    """Serve until stopped; the first line printed is the address."""

    @contextlib.asynccontextmanager
    async def running(port: int) -> AsyncIterator[str]:
        async with ConverseServer().running(port) as server:
            yield server.url

    serve_until_stopped("A model server that speaks ConverseStream.", running)


if __name__ == "__main__":
    main()
