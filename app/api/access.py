"""Who is asking, as the routes of the API need to know it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer, SecurityScopes
from starlette.requests import HTTPConnection

from app.api.refusals import ForbiddenError
from app.audit.events import Actor
from app.identity.claims import Scope
from app.identity.directory import COOKIE, NotSignedInError
from app.identity.people import Person
from app.middleware.rate_limits import address_of
from app.wiring import Parts


def parts_of(request: Request) -> Parts:
    """The parts of the running service."""
    return cast(Parts, request.app.state.parts)


PartsNeeded = Annotated[Parts, Depends(parts_of)]


# Described for the reference of the API; what counts is read by `Directory`.
_BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="bearer",
    bearerFormat="JWT",
    description="A token of the OpenID provider.",
)
_SESSION = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description="The session of a browser that signed in.",
)


_MOST_WORDS, _LONGEST_WORD = 5, 60


async def signed_in(
    request: Request,
    parts: PartsNeeded,
    needed: SecurityScopes,
    _bearer: Annotated[object, Depends(_BEARER)],
    _session: Annotated[object, Depends(_SESSION)],
) -> Person:
    """The person behind the session or the bearer token, their request counted.

    Raises `NotSignedInError`, `TooManyRequestsError`, and `ForbiddenError` for a token that is
    meant for other things.
    """
    person = await parts.directory.of_connection(request)
    if person is None:
        parts.limits.stranger(address_of(request))
        raise NotSignedInError(await parts.directory.why_refused(request))
    # Whoever answers an error must be able to say whom it was answered to.
    request.state.person = person
    parts.limits.request(person.id, exempt=person.by_command)
    missing = [scope for scope in needed.scopes if not person.may_use(Scope(scope))]
    if missing:
        raise ScopeMissingError(missing[0], person.misspelt)
    return person


class ScopeMissingError(ForbiddenError):
    """A token may not be used for what was asked; says which scope is missing, and why."""

    def __init__(self, scope: str, misspelt: Sequence[str]) -> None:
        self.scope = f"almanac.{scope}"
        why = f"This token lacks the scope {self.scope}."
        if misspelt:
            # What a token of the caller says is no news to them.
            named = ", ".join(word[:_LONGEST_WORD] for word in misspelt[:_MOST_WORDS])
            known = ", ".join(f"almanac.{one.value}" for one in Scope)
            why += f" It names {named}, which is no scope here. Those that there are: {known}."
        super().__init__(why)


def _for(scope: Scope) -> Any:
    return Security(signed_in, scopes=[scope.value])


Asking = Annotated[Person, _for(Scope.ASK)]
Searching = Annotated[Person, _for(Scope.SEARCH)]
Reading = Annotated[Person, _for(Scope.READ)]
Reacting = Annotated[Person, _for(Scope.REACT)]
Exporting = Annotated[Person, _for(Scope.EXPORT)]
Ingesting = Annotated[Person, _for(Scope.INGEST)]
Auditing = Annotated[Person, _for(Scope.AUDIT)]


def actor_of(connection: HTTPConnection, person: Person) -> Actor:
    """Who acts, and from where, as the audit trail names them."""
    address = connection.client.host if connection.client else ""
    return Actor(person.id, person.email, address)
