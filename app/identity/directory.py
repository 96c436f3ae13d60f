"""Who is asking: a browser's session or a bearer token, turned into a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from app.identity.people import Grant, IdentityRules, Person, RoleName, SamplePerson
from app.identity.tokens import Tokens
from app.records.people import PeopleStore, PersonRecord

COOKIE = "almanac_session"
SECURE_COOKIE = "__Host-almanac_session"
# Whoever runs commands beside the service: may tend it, belongs to no group, reads nothing.
OPERATOR = "operator"
_OPERATOR = Person(
    id=OPERATOR,
    email=OPERATOR,
    name="Operator",
    groups=frozenset(),
    grants=frozenset({Grant(RoleName.PLATFORM_ADMIN, None)}),
)


class NotSignedInError(PermissionError):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Please sign in first.")


class UnknownPersonError(LookupError):
    """Nobody with this address has signed in here."""

    def __init__(self, email: str) -> None:
        super().__init__(f"Nobody here has the address {email}. Use one that has signed in before.")
        self.email = email


@dataclass(frozen=True, slots=True)
class Directory:
    """Finds people, with the groups and grants they have at this moment."""

    people: PeopleStore
    rules: IdentityRules
    tokens: Tokens
    samples: Sequence[SamplePerson] = ()

    async def of_connection(self, connection: HTTPConnection) -> Person | None:
        """Who sent this request or opened this socket."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            subject = self.tokens.subject(token.strip())
            if subject == OPERATOR:
                return _OPERATOR
            return await self.by_email(subject) if subject else None
        return await self.of_cookies(connection.cookies)

    async def of_cookies(self, cookies: dict[str, str]) -> Person | None:
        """Who is signed in with these cookies."""
        token = cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)
        record = await self.people.of_session(token) if token else None
        return self._person(record) if record else None

    async def by_email(self, email: str) -> Person | None:
        """The person with this address, known from an earlier sign-in."""
        record = await self.people.by_email(email)
        return self._person(record) if record else None

    async def by_id(self, person_id: str) -> Person | None:
        """The person with this id, groups read again."""
        record = await self.people.by_id(person_id)
        return self._person(record) if record else None

    async def enrol_samples(self) -> None:
        """Make the sample people of demo mode known."""
        for person in self.samples:
            await self.people.put(person.email, person.name, person.groups)

    def _person(self, record: PersonRecord) -> Person:
        return Person(
            id=record.id,
            email=record.email,
            name=record.name,
            groups=record.groups,
            grants=self.rules.grants_of(record.groups),
        )
