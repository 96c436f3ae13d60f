"""What a browser may do over the socket; all the rest is refused.

Chainlit believes what the browser sends: ids that become folder names, the type and the author of
a message, the profile. Here every event passes one gate that knows better.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import chainlit.socket
from chainlit.server import sio
from chainlit.session import WebsocketSession
from socketio.exceptions import ConnectionRefusedError as SocketRefusedError

from app.chat.live.asking import Message, ask
from app.chat.live.notices import refuse, tell_session_ended
from app.chat.live.pages import page_of
from app.chat.live.returning import bring_up_to_date, find_thread, unfinished_turns
from app.chat.parts import mounted
from app.chat.sockets.connections import (
    bound_transport,
    break_off,
    close,
    leave_place,
    take_place,
)
from app.chat.sockets.frames import emitter, wake_without_a_task
from app.chat.sockets.polled_connections import know_polled
from app.chat.visitor import as_user, person_of_environ
from app.identity.people import Person
from app.middleware.rate_limits import TooManyRequestsError
from app.records.database.outages import DatabaseAwayError
from app.requests.questions import MOST_LOOKED_AT
from app.turns.runner import UnknownAssistantError
from app.turns.stopping import StoppingError

Handler = Callable[..., Awaitable[Any]]

_EVENTS = ("connect", "disconnect", "connection_successful", "clear_session", "client_message")
LONGEST_ID = 64
_SLUG = re.compile(r"[\w-]{0,64}")


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
    know_polled()
    wake_without_a_task()


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
    if (session := WebsocketSession.get(sid)) is not None:
        session.emit = emitter(sid)
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
    person = await person_of_environ(session.environ)
    if person is None:
        return
    parts = mounted()
    await find_thread(session, person)
    if session.thread_id_to_resume:
        # A connection that broke before this left a session that was given nothing yet.
        session.restored = False
    # Asked before the history is read: whatever ends in between is looked up.
    unfinished = await unfinished_turns(session, person)
    await _theirs["connection_successful"](sid)
    wanted = session.thread_id_to_resume
    if wanted and await parts.threads.get(wanted, person.id) is None:
        # A thread that is not theirs to open must not take their next question either.
        session.thread_id = str(uuid.uuid4())
        session.thread_id_to_resume, unfinished = None, set()
    await bring_up_to_date(session, person, unfinished)


async def _client_message(sid: str, payload: Any = None, *_rest: Any) -> None:
    session = WebsocketSession.get(sid)
    if session is None or session.user is None:
        return
    message = _message_in(payload)
    if message is None:
        return
    try:
        await _take(session, message)
    except DatabaseAwayError as error:
        await refuse(session, str(error), message.as_step(session))
        await session.emit("task_end", {})
    except StoppingError:
        # What was not acknowledged is sent again by the connection that the page opens next.
        await break_off(sid)


async def _take(session: Any, message: Message) -> None:
    person = await person_of_environ(session.environ)
    if person is None or person.id != session.user.identifier:
        await tell_session_ended(session)
        await sio.disconnect(session.socket_id)
        return
    # The page may have left meanwhile, before its question was taken: it sends it again.
    if WebsocketSession.get(session.socket_id) is None:
        return
    # A page that comes back now is given its thread, and this turn with it.
    session.has_first_interaction = True
    await ask(session, person, message)


def _message_in(payload: Any) -> Message | None:
    """What an honest page sends, and nothing else of it."""
    message = payload.get("message") if isinstance(payload, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("output"), str):
        return None
    return Message(
        _uuid4(message.get("id")) or str(uuid.uuid4()),
        message["output"][:MOST_LOOKED_AT],
        again=payload.get("again") is True,
        sibling_of=_sibling_in(payload),
    )


def _sibling_in(payload: dict[str, Any]) -> str | None:
    """The turn whose question is asked again; a turn's id is a UUID of any version."""
    said = payload.get("siblingOf")
    return said if isinstance(said, str) and len(said) <= LONGEST_ID else None


async def _stop(sid: str, *_rest: Any) -> None:
    session = WebsocketSession.get(sid)
    if session is None or session.user is None:
        return
    live = mounted().live.of(session.thread_id, session.user.identifier)
    if live is not None:
        live.stop()


async def _disconnect(sid: str, *reason: Any) -> None:
    from chainlit.chat_context import chat_contexts

    leave_place(sid)
    _begun.discard(sid)
    session = WebsocketSession.get(sid)
    if session is not None:
        # The answer goes on. What is said of it now is told when the page is back.
        page_of(session).is_open = False
        page_of(session).follow_nothing()
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
