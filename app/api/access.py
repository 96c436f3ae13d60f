"""Who is asking, as the routes of the API need to know it."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from app.audit.events import Actor
from app.identity.directory import NotSignedInError
from app.identity.people import Person
from app.wiring import Parts


def parts_of(request: Request) -> Parts:
    """The parts of the running service."""
    return cast(Parts, request.app.state.parts)


PartsNeeded = Annotated[Parts, Depends(parts_of)]


async def signed_in(request: Request, parts: PartsNeeded) -> Person:
    """The person behind the session or the bearer token; raises `NotSignedInError`."""
    person = await parts.directory.of_connection(request)
    if person is None:
        raise NotSignedInError
    # Whoever answers an error must be able to say whom it was answered to.
    request.state.person = person
    return person


def actor_of(connection: HTTPConnection, person: Person) -> Actor:
    """Who acts, and from where, as the audit trail names them."""
    address = connection.client.host if connection.client else ""
    return Actor(person.id, person.email, address)


SignedIn = Annotated[Person, Depends(signed_in)]
