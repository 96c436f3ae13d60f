"""Who changes assistants over the API: reading is for the roles of a department."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Request, Security

from app.api.access import actor_of, signed_in
from app.identity.claims import Scope
from app.identity.people import Person
from app.publishing.desk import Somebody


def _for(scope: Scope) -> Any:
    return Security(signed_in, scopes=[scope.value])


Reader = Annotated[Person, _for(Scope.READ)]
Proposer = Annotated[Person, _for(Scope.PROPOSE)]
Approver = Annotated[Person, _for(Scope.APPROVE)]


def somebody(request: Request, person: Person) -> Somebody:
    """Who acts, as a change and the audit trail know them."""
    return Somebody(person, actor_of(request, person))
