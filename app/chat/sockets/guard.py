"""What a browser may do over the socket; all the rest is refused.

Chainlit believes what the browser sends: ids that become folder names, the type and the author of
a message, the profile. Here every event passes one gate that knows better.
"""

from __future__ import annotations

import asyncio
import re
import uuid
import weakref
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

import chainlit.socket
from chainlit.server import sio
from chainlit.session import WebsocketSession
from socketio.exceptions import ConnectionRefusedError as SocketRefusedError

from app.chat.data_layer import ThreadLayer
from app.chat.disconnects import is_answering, leave
from app.chat.notices import refuse, tell_session_ended
from app.chat.parts import mounted
from app.chat.sockets.connections import bound_transport, close, leave_place, take_place
from app.chat.sockets.reconnection import forget, remember, say_again
from app.chat.steps import Step
from app.chat.visitor import as_user, person_of_environ
from app.identity.people import Person
from app.middleware.rate_limits import TooManyRequestsError
from app.requests.questions import MOST_LOOKED_AT
from app.turns.runner import UnknownAssistantError

Handler = Callable[..., Awaitable[Any]]

_PATIENCE = (
    "One answer at a time, please: this question was not taken. Ask it again when the answer "
    "before it is complete."
)
_EVENTS = ("connect", "disconnect", "connection_successful", "clear_session", "client_message")
# Answers during which the person was told already that they come one at a time.
_SLUG = re.compile(r"[\w-]{0,64}")
_told: weakref.WeakSet[asyncio.Task[None]] = weakref.WeakSet()


def guard_sockets() -> None:
    """Put the gate before Chainlit's handlers and take away those that we do not offer."""
    handlers = sio.handlers["/"]
    if handlers["connect"] is _connect:
        return
    for event in list(handlers):
        if event not in _EVENTS:
            del handlers[event]
    for event in _EVENTS:
        _theirs[event] = handlers[event]
    handlers["connect"] = _connect
    handlers["client_message"] = _client_message
    handlers["connection_successful"] = _connection_successful
    handlers["disconnect"] = _disconnect
    handlers["stop"] = _stop
    vars(chainlit.socket)["_authenticate_connection"] = _authenticate
    bound_transport()


_theirs: dict[str, Handler] = {}
_begun: set[str] = set()


async def _connect(sid: str, environ: Any = None, auth: Any = None) -> Any:
    # A browser may send an event that bears this name, with words of its own in it. Where a socket
    # does open, this answer refuses it.
    if environ is None or environ is not sio.get_environ(sid):
        return False
    _require_own_origin(environ)
    auth = _cleaned_auth(auth)
    person = await person_of_environ(environ)
    if person is None:
        raise SocketRefusedError("not signed in")
    _require_measure(person)
    if not take_place(sid, person.id):
        raise SocketRefusedError("too many open windows")
    try:
        return await _open(sid, environ, auth, person)
    except BaseException:
        leave_place(sid)
        raise


async def _open(sid: str, environ: Any, auth: dict[str, Any], person: Person) -> Any:
    existing = WebsocketSession.get_by_id(auth["sessionId"])
    if existing is not None and (existing.user is None or existing.user.identifier != person.id):
        raise SocketRefusedError("not yours")
    # A session keeps the assistant that it began with, whatever the browser says later.
    slug = unquote(auth["chatProfile"]) if existing is None else existing.chat_profile
    if slug:
        await _require_assistant(person, slug)
    elif not auth["threadId"]:
        raise SocketRefusedError("no assistant chosen")
    overtaken = existing.socket_id if existing else None
    accepted = await _theirs["connect"](sid, environ, auth)
    remember(WebsocketSession.require(sid))
    if overtaken is not None:
        # Nobody hears it any more, and it would keep a place.
        await close(overtaken)
    return accepted


async def _authenticate(environ: dict[str, Any]) -> tuple[Any, str | None]:
    person = await person_of_environ(environ)
    # The token only has to be there; nothing accepts it.
    return (as_user(person), "session") if person else (None, None)


async def _connection_successful(sid: str, *_rest: Any) -> Any:
    session = WebsocketSession.get(sid)
    if session is None or sid in _begun:
        return
    # An honest page says so once. What follows may be a thousand times as long as the question.
    _begun.add(sid)
    if await person_of_environ(session.environ) is None:
        return
    await _theirs["connection_successful"](sid)
    wanted = session.thread_id_to_resume
    if wanted and await mounted().threads.get(wanted, session.user.identifier) is None:
        # A thread that is not theirs to open must not take their next question either.
        session.thread_id = str(uuid.uuid4())
        session.thread_id_to_resume = None
        forget(session)
    stored = partial(_stored_steps, session.thread_id)
    await say_again(session, stored, running=is_answering(session))


async def _stored_steps(thread_id: str) -> Mapping[str, Step] | None:
    thread = await ThreadLayer(mounted()).get_thread(thread_id)
    return None if thread is None else {step["id"]: dict(step) for step in thread["steps"] or []}


async def _client_message(sid: str, payload: Any = None, *_rest: Any) -> None:
    session = WebsocketSession.get(sid)
    if session is None or session.user is None:
        return
    if await _must_wait(session):
        return
    person = await person_of_environ(session.environ)
    if person is None or person.id != session.user.identifier:
        await tell_session_ended(session)
        await sio.disconnect(session.socket_id)
        return
    # Another message may have come first meanwhile.
    if await _must_wait(session):
        return
    message = payload.get("message") if isinstance(payload, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("output"), str):
        return
    rebuilt = {
        "id": _uuid4(message.get("id")) or str(uuid.uuid4()),
        "threadId": session.thread_id,
        "type": "user_message",
        "name": session.user.display_name or session.user.identifier,
        "output": message["output"][:MOST_LOOKED_AT],
        "createdAt": None,
        "metadata": {},
    }
    # The handler announces the thread itself, as soon as it is stored.
    session.has_first_interaction = True
    # The page may have opened another connection meanwhile, or have left.
    now_at = session.socket_id
    if WebsocketSession.get(now_at) is None:
        return
    forget(session)
    await _theirs["client_message"](now_at, {"message": rebuilt, "fileReferences": []})


async def _must_wait(session: Any) -> bool:
    """Tell whether an answer is being written, and tell the person so, once for each answer."""
    if not is_answering(session):
        return False
    if session.current_task not in _told:
        _told.add(session.current_task)
        await refuse(session, _PATIENCE)
    return True


async def _stop(sid: str, *_rest: Any) -> None:
    session = WebsocketSession.get(sid)
    if session is not None and session.current_task is not None:
        session.current_task.cancel()


async def _disconnect(sid: str, *reason: Any) -> None:
    from chainlit.chat_context import chat_contexts

    leave_place(sid)
    _begun.discard(sid)
    session = WebsocketSession.get(sid)
    if session is not None:
        leave(session, sid, sio.get_environ(sid))
    await _theirs["disconnect"](sid)
    if session is not None:
        chat_contexts.pop(session.id, None)


def _require_own_origin(environ: dict[str, Any]) -> None:
    origin = environ.get("HTTP_ORIGIN")
    if origin:
        if not is_own_origin(origin, environ.get("HTTP_HOST", "")):
            raise SocketRefusedError("foreign origin")
    # Polling carries no Origin from the own page, so another header has to tell.
    elif environ.get("HTTP_SEC_FETCH_SITE", "same-origin") not in {"same-origin", "none"}:
        raise SocketRefusedError("foreign origin")


def is_own_origin(origin: str, host: str) -> bool:
    """Tell whether a page at ``origin`` is ours; without a public address, the same host counts."""
    known = mounted().origins
    return origin in known if known else urlsplit(origin).netloc == host != ""


def _cleaned_auth(auth: Any) -> dict[str, Any]:
    if not isinstance(auth, dict):
        raise SocketRefusedError("malformed")
    session_id = _uuid4(auth.get("sessionId"))
    thread = auth.get("threadId") or ""
    thread_id = _uuid4(thread) if thread else ""
    profile = auth.get("chatProfile") or ""
    if session_id is None or thread_id is None or not isinstance(profile, str):
        raise SocketRefusedError("malformed")
    if not _SLUG.fullmatch(unquote(profile)):
        raise SocketRefusedError("no such assistant")
    return {
        "sessionId": session_id,
        "threadId": thread_id,
        "chatProfile": profile,
        "clientType": "webapp",
        "userEnv": None,
    }


async def _require_assistant(person: Person, slug: str) -> None:
    try:
        await mounted().runner.assistant_for(person, slug)
    except UnknownAssistantError as error:
        raise SocketRefusedError("no such assistant") from error


def _require_measure(person: Person) -> None:
    try:
        mounted().limits.connect(person.id)
    except TooManyRequestsError as error:
        raise SocketRefusedError(str(error)) from error


def _uuid4(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        parsed = uuid.UUID(value)
    except ValueError:
        return None
    return value if str(parsed) == value and parsed.version == 4 else None
