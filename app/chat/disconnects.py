"""Whoever leaves in the middle of an answer: the model is left as well, and what was written stays.

A page that is closed says so. Any other end of a socket may be a network that comes back, and its
person with it, so that the answer goes on for a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from chainlit.session import WebsocketSession, ws_sessions_id
from starlette.types import Message, Receive, Scope

from app.chat.visitor import person_of_environ

log = structlog.get_logger()

# RFC 6455, 7.4.1: the page was closed, or shows something else now.
GOING_AWAY = 1001
COMES_BACK_S = 10.0
# Whoever signs out meanwhile will not come back.
LOOK_EVERY_S = 1.0
_CLOSED = "almanac.closed"
_waiting: set[asyncio.Task[None]] = set()


def hear_closing(scope: Scope, receive: Receive) -> Receive:
    """Keep the code with which a socket is closed for `leave`."""
    closed = scope.setdefault(_CLOSED, {})

    async def heard() -> Message:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            closed["code"] = message.get("code")
        return message

    return heard


def leave(session: WebsocketSession, sid: str, environ: Mapping[str, Any] | None) -> None:
    """End the answer of a person whose socket is closed: at once if they left, or else later."""
    if not is_answering(session):
        return
    closed = (environ or {}).get("asgi.scope", {}).get(_CLOSED, {})
    if session.to_clear or closed.get("code") == GOING_AWAY:
        _end(session)
        return
    waiting = asyncio.create_task(_end_unless_back(session, sid))
    _waiting.add(waiting)
    waiting.add_done_callback(_waiting.discard)


def end_answers_in(thread_id: str, person_id: str) -> None:
    """End what is being written in a person's thread, since nobody wants it any more."""
    for session in list(ws_sessions_id.values()):
        theirs = session.user is not None and session.user.identifier == person_id
        if theirs and session.thread_id == thread_id and is_answering(session):
            _end(session)


async def _end_unless_back(session: WebsocketSession, sid: str) -> None:
    for _ in range(round(COMES_BACK_S / LOOK_EVERY_S)):
        await asyncio.sleep(LOOK_EVERY_S)
        if session.socket_id != sid:
            return
        if await person_of_environ(session.environ or {}) is None:
            break
    if session.socket_id == sid and is_answering(session):
        _end(session)


def is_answering(session: WebsocketSession) -> bool:
    """Tell whether an answer is being written."""
    # Nothing else runs as a task of the session: there is no `on_chat_start`.
    task = session.current_task
    return task is not None and not task.done()


def _end(session: WebsocketSession) -> None:
    log.info("chat.left", thread=session.thread_id)
    if session.current_task is not None:
        session.current_task.cancel()
