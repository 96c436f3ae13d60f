"""Who is at the other end of a request or a socket of the chat."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextvars import ContextVar
from typing import Any

from starlette.requests import HTTPConnection, cookie_parser

from app.chat.parts import mounted
from app.identity.people import Person
from app.requests.languages import LANGUAGES, preferred
from retrieval.access import Access

# A statement takes only so many parameters.
_LUMP = 500
_visitor: ContextVar[Person | None] = ContextVar("visitor", default=None)
# Tells the assistant that a link asked for; the page itself has no way to.
ASSISTANT_COOKIE = "almanac-assistant"
# How much of which conversation the page shows, where that is more than the newest: "ID.COUNT".
SHOWN_COOKIE = "almanac-shown"
# More than a page can show in a few seconds.
NEWEST = 100
_MOST_SHOWN = 5_000
_SHOWN = re.compile(r"(?P<thread>[\w-]{1,64})\.(?P<count>\d{1,4})")
_shown: ContextVar[str] = ContextVar("shown", default="")
_accepted: ContextVar[str] = ContextVar("accepted", default="")
_assistant: ContextVar[str | None] = ContextVar("assistant", default=None)


async def person_of_request(connection: HTTPConnection) -> Person | None:
    """Who sent this request, read from our own session every time."""
    _assistant.set(connection.cookies.get(ASSISTANT_COOKIE))
    _shown.set(connection.cookies.get(SHOWN_COOKIE, ""))
    _accepted.set(",".join(connection.headers.getlist("accept-language")))
    return _note(await mounted().sessions.of_cookies(dict(connection.cookies)))


async def person_of_environ(environ: dict[str, Any]) -> Person | None:
    """Who opened this socket, as their session stands at this moment."""
    _accepted.set(accepted_by(environ))
    cookies = cookie_parser(cookies_of(environ))
    _shown.set(cookies.get(SHOWN_COOKIE, ""))
    return _note(await mounted().sessions.of_cookies(cookies))


def cookies_of(environ: dict[str, Any]) -> str:
    """The cookies with which a socket was opened, as the browser wrote them."""
    return str(environ.get("HTTP_COOKIE") or "")


def accepted_by(environ: dict[str, Any]) -> str:
    """The languages that the browser which opened a socket asks for, as it wrote them."""
    return str(environ.get("HTTP_ACCEPT_LANGUAGE") or "")


def page_language(otherwise: str, accepted: str | None = None) -> str:
    """The language of the page's own words, as the rest of the page has it.

    ``accepted`` is what the browser asks for, by default that of the current task; ``otherwise``
    is for whoever says nothing.
    """
    wanted = _accepted.get() if accepted is None else accepted
    return preferred(wanted, LANGUAGES) if wanted else otherwise


async def people_of_cookies(cookies: Collection[str]) -> dict[str, Person | None]:
    """Who is signed in with each of these, asked for in lumps of `_LUMP`."""
    asked = list(cookies)
    people: dict[str, Person | None] = {}
    for start in range(0, len(asked), _LUMP):
        lump = asked[start : start + _LUMP]
        found = await mounted().sessions.of_many_cookies([cookie_parser(c) for c in lump])
        people |= zip(lump, found, strict=True)
    return people


def visitor_id() -> str | None:
    """The id of the person whom the current task serves; ``None`` for nobody."""
    from chainlit.context import context_var

    noted = _visitor.get()
    if noted is not None:
        return noted.id
    context = context_var.get(None)
    user = context.session.user if context is not None else None
    return user.identifier if user is not None else None


def signed_in_now() -> Person | None:
    """The person whose session was read last within the current task."""
    return _visitor.get()


def shown_of(thread_id: str) -> int:
    """How many turns of a conversation the page shows, the newest; what the browser says."""
    found = _SHOWN.fullmatch(_shown.get())
    if found is None or found["thread"] != thread_id:
        return NEWEST
    return min(max(int(found["count"]), NEWEST), _MOST_SHOWN)


def wanted_assistant() -> str | None:
    """The assistant that a link asked for a moment ago; what the browser says, and no right."""
    return _assistant.get()


def visitor_access() -> Access:
    """What the person whom the current task serves may read; nothing where that is not known."""
    person = signed_in_now()
    return person.access if person is not None else Access()


def as_user(person: Person) -> Any:
    """A person as Chainlit's stored user; nothing of it says more than the name."""
    from chainlit.user import PersistedUser

    return PersistedUser(
        id=person.id,
        identifier=person.id,
        display_name=person.name,
        createdAt="2026-01-01T00:00:00Z",
    )


def _note(person: Person | None) -> Person | None:
    _visitor.set(person)
    return person
