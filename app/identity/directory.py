"""Who is asking: a browser's session or a bearer token, turned into a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from starlette.requests import HTTPConnection

from app.identity.claims import (
    Claims,
    ClaimsRefusedError,
    Identity,
    Scope,
    client_of,
    read_scopes,
    unknown_scopes,
)
from app.identity.people import OPERATOR, Grant, IdentityRules, Person, RoleName, SamplePerson
from app.identity.provider import OpenIdProvider
from app.identity.tokens import Tokens
from app.identity.verification import TokenRefusedError
from app.records.people.people import PeopleStore, PersonRecord
from app.records.people.sessions import SessionStore

log = structlog.get_logger()

COOKIE = "almanac_session"
SECURE_COOKIE = "__Host-almanac_session"
_NOT_OURS = "It is no token that the sign-in of this service made, and that holds now."
# Whoever runs commands beside the service: may tend it, belongs to no group, reads nothing.
_OPERATOR = Person(
    id=OPERATOR,
    email=OPERATOR,
    name="Operator",
    groups=frozenset(),
    grants=frozenset({Grant(RoleName.PLATFORM_ADMIN, None)}),
    by_command=True,
)


class NotSignedInError(PermissionError):
    """Nobody is signed in; ``refused`` is why a bearer token does not count, if one was sent."""

    def __init__(self, refused: str | None = None) -> None:
        super().__init__(refused or "Please sign in first.")
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Directory:
    """Finds people, with the groups and grants they have at this moment.

    ``secure`` is whether people reach us over TLS: then only the cookie counts that no
    neighbouring host name can set. ``current_rules`` gives what the identity file says now.
    """

    people: PeopleStore
    sessions: SessionStore
    current_rules: Callable[[], IdentityRules]
    tokens: Tokens
    samples: Sequence[SamplePerson] = ()
    provider: OpenIdProvider | None = None
    secure: bool = False

    @property
    def rules(self) -> IdentityRules:
        """Which groups mean what, at this moment."""
        return self.current_rules()

    def known_groups(self) -> frozenset[str]:
        """The groups that are known here; the provider may know more."""
        return self.rules.groups().union(*(person.groups for person in self.samples))

    async def of_connection(self, connection: HTTPConnection) -> Person | None:
        """Who sent this request or opened this socket.

        Raises `app.identity.discovery.ProviderUnavailableError` for a token that cannot be checked.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self.of_bearer(token.strip())
        return await self.of_cookies(connection.cookies)

    async def of_cookies(self, cookies: Mapping[str, str]) -> Person | None:
        """Who is signed in with these cookies."""
        token = self.session_token(cookies)
        record = await self.sessions.person_of(token) if token else None
        return self._person(record) if record else None

    async def of_many_cookies(self, cookies: Sequence[Mapping[str, str]]) -> list[Person | None]:
        """Who is signed in with each of these, by one query; nobody counts as active by it."""
        tokens = [self.session_token(some) or "" for some in cookies]
        records = await self.sessions.people_of(tokens)
        return [self._person(record) if record else None for record in records]

    def session_token(self, cookies: Mapping[str, str]) -> str | None:
        """The value of the session's cookie."""
        return cookies.get(SECURE_COOKIE if self.secure else COOKIE)

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

    def operator(self, name: str = OPERATOR) -> Person:
        """Whoever runs commands on this machine, under the name of their account."""
        return replace(_OPERATOR, email=name or OPERATOR)

    async def of_bearer(self, token: str) -> Person | None:
        """Whom a bearer token stands for; raises as `of_connection`."""
        own = self.tokens.read(token)
        if own is not None:
            if own.subject == OPERATOR:
                return _OPERATOR
            record = await self.people.by_email(own.subject) or await self.people.by_id(own.subject)
            return self._person(record, by_command=own.by_command) if record else None
        if self.provider is None:
            return None
        try:
            return await self._of_token(token, self.provider)
        except (TokenRefusedError, ClaimsRefusedError) as error:
            log.info("token.refused", reason=str(error))
            return None

    async def why_refused(self, connection: HTTPConnection) -> str | None:
        """Why the bearer token of a request was refused; ``None`` where it brought none.

        Of a token that our provider did not sign nothing is said: whoever made it up would learn
        from it. No value that is set here is named.
        """
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if self.provider is None or self.tokens.read(token.strip()) is not None:
            return _NOT_OURS
        try:
            await self._of_token(token.strip(), self.provider)
        except TokenRefusedError as error:
            return f"The token was refused: {error}." if error.signed else _NOT_OURS
        except ClaimsRefusedError as error:
            return f"The token was refused. {error}"
        return _NOT_OURS

    async def _of_token(self, token: str, provider: OpenIdProvider) -> Person:
        claims = await provider.checker.bearer(token, self.rules.clients)
        client = client_of(claims)
        if client is not None:
            return self._machine(client, claims)
        identity = provider.identity(await provider.with_overage(claims))
        record = await self.people.by_subject(identity.subject, identity.also, identity.perhaps)
        if record is None:
            if not identity.email:
                raise ClaimsRefusedError(
                    "Nobody with its subject has signed in here, and it names no address."
                )
            record = await self.people.put(
                identity.email,
                identity.name,
                identity.groups,
                subject=identity.subject,
                also=identity.also,
                perhaps=identity.perhaps,
                elsewhere=identity.elsewhere,
            )
        if identity.elsewhere is not None:
            log.warning("groups.overage", person=record.id, claim=identity.elsewhere)
        person = self._person(record, _newest_groups(identity, record), read_scopes(claims))
        return replace(person, elsewhere=identity.elsewhere, misspelt=tuple(unknown_scopes(claims)))

    def _machine(self, client: str, claims: Claims) -> Person:
        rule = self.rules.clients.get(client)
        if rule is None:
            raise ClaimsRefusedError(
                "Its client does not stand under clients: in the identity file."
            )
        groups = frozenset(rule.groups)
        name = f"client:{client}"
        return Person(
            id=name,
            email=name,
            name=name,
            groups=groups,
            grants=self.rules.grants_of(groups),
            # A machine may do what its token names, and never more than the file allows.
            scopes=(read_scopes(claims) or frozenset()) & frozenset(rule.scopes),
            misspelt=tuple(unknown_scopes(claims)),
        )

    def _person(
        self,
        record: PersonRecord,
        groups: frozenset[str] | None = None,
        scopes: frozenset[Scope] | None = None,
        *,
        by_command: bool = False,
    ) -> Person:
        groups = record.groups if groups is None else groups
        return Person(
            id=record.id,
            email=record.email,
            name=record.name,
            groups=groups,
            grants=self.rules.grants_of(groups),
            scopes=scopes,
            by_command=by_command,
            elsewhere=record.elsewhere,
        )


def _newest_groups(identity: Identity, record: PersonRecord) -> frozenset[str]:
    """What the provider said last counts: a token keeps no group that was taken away since."""
    return identity.groups if identity.said_at >= record.updated_at else record.groups
