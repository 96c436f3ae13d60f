"""A model server that speaks the OpenAI dialect and misbehaves on demand.

What it does is chosen by the model's name (see `behaviour`), or while it runs (see `controls`).
One ticker serves all streams of an interval and every event is made beforehand, so that a hundred
streams cost little. Run it as ``python -m tests.servers.model_server --port 0``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from tests.servers.behaviour import BREAKS, REASONS, STATUSES, Behaviour, Chosen
from tests.servers.controls import control
from tests.servers.inventing import invent
from tests.servers.refusals import of_openai
from tests.servers.standing_alone import serve_until_stopped
from tests.servers.vectors import Embed, of_words, spoilt
from tests.servers.writing import compose, tokens_of

WORDS = ("The", "approved", "documents", "say", "so", "in", "plain", "words", "for", "all")
MESSAGES = {
    "throttled": "slow down",
    "broken": "the model has stopped",
    "refused": "this request is not valid",
    "unauthorised": "this key is not known",
    "unknown": "there is no such model",
}
Reply = Callable[[dict[str, Any]], str | None]


class Ticker:
    """Sends the next event of every stream that shares an interval."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.streams: dict[Conversation, Iterator[bytes]] = {}
        self._next = 0.0

    def add(self, connection: Conversation, events: Iterator[bytes]) -> None:
        loop = asyncio.get_running_loop()
        self.streams[connection] = events
        if len(self.streams) == 1:
            self._next = loop.time() + self.interval
            loop.call_at(self._next, self._tick)

    def _tick(self) -> None:
        for connection, events in list(self.streams.items()):
            if not connection.go_on(events):
                del self.streams[connection]
        if self.streams:
            loop = asyncio.get_running_loop()
            self._next = max(self._next + self.interval, loop.time())
            loop.call_at(self._next, self._tick)


class Conversation(asyncio.Protocol):
    """One connection: reads requests, answers them one after the other."""

    def __init__(self, server: ModelServer) -> None:
        self._server = server
        self._received = b""
        self._streaming = self._kept = False
        self._sent = 0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(self)
        self._server.abandoned += self._streaming

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        wanted = int(length[1]) if length else 0
        if not found or len(rest) < wanted:
            return
        self._received = rest[wanted:]
        target = head.split(b" ", 2)[1]
        if target == b"/seen":
            self._send_json(200, self._server.seen())
        elif target.partition(b"?")[0].endswith(b"/models") and self._server.models:
            self._send_json(200, {"object": "list", "data": self._server.models})
        elif target.partition(b"?")[0].endswith(b"/chat/completions"):
            self._answer(json.loads(rest[:wanted]), head.decode("latin-1"))
        elif target.partition(b"?")[0].endswith(b"/embeddings"):
            self._embed(json.loads(rest[:wanted]), head.decode("latin-1"))
        elif (told := self._server.told(head.decode("latin-1"))) is not None:
            self.transport.write(told)
        else:
            self._send_json(404, {"error": {"message": f"no such path: {target!r}"}})

    def go_on(self, events: Iterator[bytes]) -> bool:
        """Send one event, or all that a stream kept which was held; false when it is over."""
        if self._held():
            self._kept = True
            return not self.transport.is_closing()
        while self.send_next(events):
            if self._held() or not self._kept:
                return True
        return False

    def _held(self) -> bool:
        most = self._server.most
        return most is not None and self._sent >= most

    def send_next(self, events: Iterator[bytes]) -> bool:
        """Send one event; false when the stream is over."""
        self._sent += 1
        event = None if self.transport.is_closing() else next(events, None)
        if event is None:
            return False
        if event == b"":
            self.transport.close()
            return False
        self.transport.write(event)
        return True

    def _answer(self, request: dict[str, Any], head: str) -> None:
        self._server.requests.append(request)
        self._server.heads.append(head)
        how = self._server.behaviour(request["model"])
        if how.fault in STATUSES:
            extra = "Retry-After: 1\r\n" if how.fault == "throttled" else ""
            self._send_json(STATUSES[how.fault], {"error": {"message": MESSAGES[how.fault]}}, extra)
        elif (refusal := of_openai(how.fault, request)) is not None:
            self._send_json(*refusal)
        elif how.fault == "hang":
            self._streaming = True
        elif not request.get("stream"):
            text = "".join(self._server.texts(request, how))
            self._send_json(200, {"choices": [{"message": {"content": text}}]})
        else:
            self._streaming, self._kept, self._sent = True, False, 0
            events = self._events(request, how)
            asyncio.get_running_loop().call_later(how.first, self._begin, how, events)

    def _embed(self, request: dict[str, Any], head: str) -> None:
        self._server.requests.append(request)
        self._server.heads.append(head)
        how = self._server.behaviour(request["model"])
        if how.fault == "hang":
            self._streaming = True
        elif how.fault in STATUSES:
            extra = "Retry-After: 1\r\n" if how.fault == "throttled" else ""
            self._send_json(STATUSES[how.fault], {"error": {"message": MESSAGES[how.fault]}}, extra)
        elif any(self._server.taboo in text for text in request["input"] if self._server.taboo):
            self._send_json(400, {"error": {"message": "this text is not for me"}})
        elif how.fault == "cut":
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
            self.transport.close()
        elif how.fault == "malformed":
            self._send_json(200, {"data": "a vector"})
        else:
            self._send_json(200, self._vectors(request["input"], how))

    def _vectors(self, texts: list[str], how: Behaviour) -> dict[str, Any]:
        """The vectors, the last one first: their number says whose they are."""
        rows = spoilt(self._server.embed(texts), how.fault)
        numbers = [1 if how.fault == "wrong_order" else number for number in range(len(rows))]
        data = [
            {"object": "embedding", "index": number, "embedding": row}
            for number, row in zip(numbers, rows, strict=True)
        ]
        usage = {"prompt_tokens": sum(len(text.split()) for text in texts)}
        if how.fault == "wrong_usage":
            usage = {"prompt_tokens": -5}
        reply: dict[str, Any] = {"object": "list", "data": data[::-1], "model": "m"}
        return reply if how.fault == "no_usage" else reply | {"usage": usage}

    def _begin(self, how: Behaviour, events: Iterator[bytes]) -> None:
        if how.interval == 0 and how.fault != "stall" and self._server.most is None:
            while self.send_next(events):
                pass
        elif self.send_next(events):
            self._server.ticker(how.interval or 0.01).add(self, events)

    def _events(self, request: dict[str, Any], how: Behaviour) -> Iterator[bytes]:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        head += b"Transfer-Encoding: chunked\r\n\r\n"
        texts = how.pieces(self._server.texts(request, how))
        for index, text in enumerate(texts):
            if index == how.after and how.fault in BREAKS:
                for broken in self._break(how):
                    yield head + broken if broken else b""
                    head = b""
            yield head + (ending(text) if how.fault == "ends_each" else self._server.event(text))
            head = b""
        self._streaming = False
        usage = {"prompt_tokens": 1000, "completion_tokens": len(texts)}
        if how.fault == "wrong_usage":
            usage = {"prompt_tokens": -5, "completion_tokens": 10**12}
        refusal = {"refusal": "I cannot help with that."} if how.fault == "refusal" else {}
        reason = "content_filter" if how.fault == "filtered" else "stop"
        last = chunked({"choices": [{"index": 0, "delta": refusal, "finish_reason": reason}]})
        if how.fault != "no_usage" and request.get("stream_options", {}).get("include_usage"):
            last += chunked({"choices": [], "usage": usage})
        yield head + last + DONE

    def _break(self, how: Behaviour) -> Iterator[bytes]:
        if how.fault == "stall":
            yield from repeat(KEEP_ALIVE)
        elif how.fault == "malformed":
            broken = b'data: {"choices": [{"delta": \n\n'
            yield b"%x\r\n%b\r\n" % (len(broken), broken)
        elif how.fault == "error_event":
            yield chunked({"error": {"message": "upstream is gone", "code": 502}})
        elif how.fault == "flat_error":
            yield chunked({"object": "error", "message": "it broke", "type": "Error", "code": 500})
            yield from self._end()
        elif how.fault in REASONS:
            yield ending("", REASONS[how.fault])
            yield from self._end()
        else:
            self._streaming = False
            yield b""

    def _end(self) -> Iterator[bytes]:
        self._streaming = False
        yield DONE
        yield b""

    def _send_json(self, status: int, body: object, headers: str = "") -> None:
        content = json.dumps(body).encode()
        head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\n{headers}"
        self.transport.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)


def chunked(event: object) -> bytes:
    """One server-sent event as an HTTP chunk."""
    data = b"data: %b\n\n" % json.dumps(event).encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


def ending(text: str, reason: str = "stop") -> bytes:
    """A piece of text, and the reason for which it is the last."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
    return chunked({"choices": [choice]})


DONE = b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n"
KEEP_ALIVE = b"e\r\n: still here\n\n\r\n"


@dataclass(slots=True)
class ModelServer:
    """The server and what it saw.

    ``reply`` may write the answer to a request itself; ``healed`` ends all misbehaviour; ``chosen``
    is the fault that somebody chose while it runs. ``embed`` makes the vectors, and a text with the
    word ``taboo`` gets none. ``models`` are those that it lists. While ``most`` is set, a stream
    says no more than so many tokens and stays open; the rest follows at once when that is over.
    """

    reply: Reply | None = None
    embed: Embed = of_words
    taboo: str = ""
    models: list[dict[str, Any]] = field(default_factory=list)
    chosen: Chosen = field(default_factory=Chosen)
    requests: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    abandoned: int = 0
    healed: bool = False
    most: int | None = None
    connections: set[Conversation] = field(default_factory=set)
    base_url: str = ""
    _cache: dict[str, bytes] = field(default_factory=dict)
    _tickers: dict[float, Ticker] = field(default_factory=dict)

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[ModelServer]:
        """Serve on loopback in the running loop."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Conversation(self), "127.0.0.1", port)
        self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        try:
            yield self
        finally:
            server.close()
            for connection in list(self.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[ModelServer]:
        """Serve on loopback in a thread of its own."""
        ready, loop = threading.Event(), asyncio.new_event_loop()
        stopping = asyncio.Event()

        async def serve() -> None:
            async with self.running():
                ready.set()
                await stopping.wait()

        thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
        thread.start()
        ready.wait(10)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(stopping.set)
            thread.join(10)
            loop.close()

    def behaviour(self, model: str) -> Behaviour:
        """How a request for this model is answered now."""
        return Behaviour() if self.healed else self.chosen.behaviour(model)

    def told(self, head: str) -> bytes | None:
        """The reply of a control address; ``None`` where the request is for no such address."""
        told = control(
            head, self.chosen, title="Model server, OpenAI dialect", requests=len(self.requests)
        )
        return None if told is None else told.written()

    def ticker(self, interval: float) -> Ticker:
        return self._tickers.setdefault(interval, Ticker(interval))

    def event(self, text: str) -> bytes:
        """The event that carries a piece of text, made once."""
        if text not in self._cache:
            delta = {"role": "assistant", "content": text}
            chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "steady"}
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            self._cache[text] = chunked({**chunk, "choices": [choice]})
        return self._cache[text]

    def texts(self, request: dict[str, Any], how: Behaviour) -> list[str]:
        """The pieces of the answer; it cites the passages it was given, and one it was not."""
        written = self.reply(request) if self.reply else None
        if written is None and how.writes:
            written = compose(request["messages"])
        if written is None and how.invents:
            written = invent(request["messages"], how.seed).text
        if written is not None:
            return tokens_of(written)
        texts = [f" {WORDS[index % len(WORDS)]}" for index in range(how.tokens)]
        prompt = "\n".join(str(message["content"]) for message in request["messages"])
        if re.search(r"\[1\]", prompt) and how.tokens > 8:
            texts[5], texts[7], texts[-1] = " [1]", " [99]", " [2]" if "[2]" in prompt else " [1]"
        return texts

    def seen(self) -> dict[str, int]:
        """What a measurement asks for: requests, open connections, streams that were left."""
        return {
            "requests": len(self.requests),
            "connections": len(self.connections),
            "abandoned": self.abandoned,
        }


def main() -> None:
    """Serve until stopped; the first line printed is the address."""

    @contextlib.asynccontextmanager
    async def running(port: int) -> AsyncIterator[str]:
        async with ModelServer().running(port) as server:
            yield server.base_url

    serve_until_stopped("A model server in the OpenAI dialect.", running)


if __name__ == "__main__":
    main()
