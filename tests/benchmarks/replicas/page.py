"""A page of the chat as its script behaves: it connects again, and sends what did not arrive."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import socketio

# That connections break is what is wanted, and no news.
logging.getLogger("engineio.client").setLevel(logging.CRITICAL)
_CONNECTS_WITHIN_S = 20.0
_AGAIN_AFTER_S, _LEAVES_WITHIN_S = 1.0, 5.0


@dataclass(slots=True)
class Asked:
    """A question as its person knows it. ``said`` is what the page showed at its end.

    ``happened`` is what its page did and heard meanwhile, each with the seconds since it was asked.
    """

    text: str
    thread: str
    message: str = field(default_factory=lambda: str(uuid.uuid4()))
    turn: str | None = None
    said: str = ""
    refused: bool = False
    ended: bool = False
    sent_at: float = 0.0
    first_s: float | None = None
    whole_s: float | None = None
    happened: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Remember what happened now."""
        self.happened.append(f"{time.monotonic() - self.sent_at:.1f} {what}")


class Page:
    """One conversation of a person, with an address of its own by which nginx chooses a replica."""

    def __init__(self, url: str, profile: str, cookie: str, address: str) -> None:
        self._url = url
        self._profile = profile
        self._cookie = cookie
        self._address = address
        self._session = str(uuid.uuid4())
        # The service gives a new conversation its id, and the page hears of it.
        self.thread = ""
        self._socket: socketio.AsyncClient | None = None
        self._http: aiohttp.ClientSession | None = None
        self._ready = asyncio.Event()
        self._asked: Asked | None = None
        self._over = asyncio.Event()
        self.connects = 0

    @property
    def connected(self) -> bool:
        """Whether it has a connection, as far as it knows."""
        return self._socket is not None and bool(self._socket.connected)

    async def ask(self, text: str, limit_s: float) -> Asked:
        """Ask, and keep connected until there is an end, or the time is over."""
        asked = self._asked = Asked(text, self.thread, sent_at=time.monotonic())
        self._over.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await self._until_over(asked)
        self._asked = None
        return asked

    async def cut(self) -> None:
        """Lose the network: the connection ends without a word."""
        if self._http is not None:
            await self._http.close()

    async def begin_anew(self) -> None:
        """Go on in a new conversation."""
        await self.close()
        self._session, self.thread = str(uuid.uuid4()), ""

    async def close(self) -> None:
        """Leave."""
        socket, self._socket = self._socket, None
        http, self._http = self._http, None
        if socket is not None:
            with suppress(socketio.exceptions.SocketIOError, aiohttp.ClientError, OSError):
                await asyncio.wait_for(socket.disconnect(), _LEAVES_WITHIN_S)
        if http is not None:
            await http.close()

    async def _until_over(self, asked: Asked) -> None:
        sent_on: int | None = None
        while not asked.ended:
            if not (self.connected or await self._connect()):
                await asyncio.sleep(_AGAIN_AFTER_S)
                continue
            if asked.turn is None and sent_on != self.connects and not asked.ended:
                await self._send(asked, again=sent_on is not None)
                sent_on = self.connects
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), _AGAIN_AFTER_S)

    async def _send(self, asked: Asked, *, again: bool) -> None:
        assert self._socket is not None
        asked.note("sent again" if again else "sent")
        message = {"id": asked.message, "type": "user_message", "name": "me", "output": asked.text}
        data = {"message": message, "fileReferences": None} | ({"again": True} if again else {})
        with suppress(socketio.exceptions.SocketIOError):
            await self._socket.emit("client_message", data)

    async def _connect(self) -> bool:
        await self.close()
        connector = aiohttp.TCPConnector(local_addr=(self._address, 0))
        http = aiohttp.ClientSession(connector=connector)
        socket = socketio.AsyncClient(reconnection=False, http_session=http)
        socket.on("window_message", self._hear)
        socket.on("new_message", self._show)
        socket.on("stream_start", self._show)
        socket.on("stream_token", self._note_first)
        socket.on("resume_thread", self._resume)
        self._http, self._socket, self._ready = http, socket, asyncio.Event()
        try:
            async with asyncio.timeout(_CONNECTS_WITHIN_S):
                await socket.connect(
                    self._url,
                    socketio_path="/chat/ws/socket.io",
                    headers={"Cookie": self._cookie, "Origin": self._url},
                    auth={
                        "clientType": "webapp",
                        "sessionId": self._session,
                        "threadId": self.thread,
                        "userEnv": "{}",
                        "chatProfile": self._profile,
                    },
                    transports=["websocket"],
                    # A browser waits longer than this client does by itself, which is a second.
                    wait_timeout=_CONNECTS_WITHIN_S,
                )
                self.connects += 1
                self._note("connected")
                await socket.emit("connection_successful")
                await self._ready.wait()
        except (socketio.exceptions.SocketIOError, aiohttp.ClientError, OSError, TimeoutError):
            # The next try may find the network, or another replica.
            self._note("no connection")
            await self.close()
            return False
        return True

    def _note(self, what: str) -> None:
        if self._asked is not None:
            self._asked.note(what)

    def _hear(self, data: Any) -> None:
        news, asked = data.get("almanac") or {}, self._asked
        self._note(f"told {news.get('status')}")
        if news.get("status") == "ready":
            self._ready.set()
        if asked is None or asked.ended:
            return
        mine = news.get("message") == asked.message
        if mine and news.get("status") == "refused":
            asked.refused = True
            self._end(asked)
        elif mine:
            asked.turn = news["turn"]
            asked.thread = self.thread = news["thread"]
        here = asked.turn is not None and news.get("turn") == asked.turn
        if here and news.get("status") == "finished":
            self._end(asked)

    def _show(self, step: Any) -> None:
        asked = self._asked
        if asked is None or step.get("type") != "assistant_message":
            return
        self._note_first()
        if asked.turn in (None, step["id"]) and not step.get("streaming"):
            asked.said = step.get("output") or ""

    def _note_first(self, _: Any = None) -> None:
        asked = self._asked
        if asked is not None and asked.first_s is None:
            asked.first_s = time.monotonic() - asked.sent_at

    def _resume(self, thread: Any) -> None:
        asked = self._asked
        if asked is None or asked.turn is None or asked.ended:
            return
        for step in thread["steps"]:
            if step["id"] == asked.turn and not step["streaming"]:
                asked.said = step["output"]
                self._end(asked)

    def _end(self, asked: Asked) -> None:
        asked.ended, asked.whole_s = True, time.monotonic() - asked.sent_at
        self._over.set()
