"""Who may come in: people, their sessions, and the company's provider where there is one."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from pydantic import SecretStr

from app.identity.directory import Directory
from app.identity.encryption import Sealer
from app.identity.people import read_rules, read_sample_people
from app.identity.provider import OpenIdProvider
from app.identity.signing_in import CompanySignIn
from app.identity.tokens import Tokens
from app.records.database.engine import Sessions
from app.records.people.backed_sessions import BackedSessions
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from app.records.people.sign_ins import SignInStore
from app.settings import SAMPLES, Settings


@dataclass(frozen=True, slots=True)
class Identity:
    """The parts that know people; ``company`` is ``None`` without a provider."""

    people: PeopleStore
    sessions: SessionStore
    directory: Directory
    company: CompanySignIn | None


def open_identity(
    settings: Settings, transactions: Sessions, secret: SecretStr, stack: AsyncExitStack
) -> Identity:
    """Open what signs people in; ``stack`` closes the connection to the provider.

    Raises `app.identity.people.IdentityFileError`.
    """
    people, sessions = PeopleStore(transactions), SessionStore(transactions)
    provider = OpenIdProvider.of(settings)
    company = None
    if provider is not None:
        stack.push_async_callback(provider.aclose)
        company = CompanySignIn(
            provider,
            SignInStore(transactions),
            people,
            sessions,
            BackedSessions(transactions),
            Sealer(secret),
            timedelta(minutes=settings.oidc_recheck_minutes),
        )
    identity_file = settings.identity_file or (SAMPLES / "identity.yaml" if settings.demo else None)
    directory = Directory(
        people,
        sessions,
        read_rules(identity_file),
        Tokens(secret),
        read_sample_people(SAMPLES / "people.yaml") if settings.demo else (),
        provider,
        secure=settings.is_secure,
    )
    return Identity(people, sessions, directory, company)
