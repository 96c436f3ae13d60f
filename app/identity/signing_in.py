"""Signing in through the provider: there, back again, and into a session of our own."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from app.identity.claims import ClaimsRefusedError, subject_of
from app.identity.discovery import ProviderUnavailableError
from app.identity.encryption import Sealer
from app.identity.provider import Granted, OpenIdProvider
from app.identity.verification import TokenRefusedError
from app.records.people.backed_sessions import BackedSessions, Due
from app.records.people.people import PeopleStore, PersonRecord
from app.records.people.session_rows import Backing, Browser
from app.records.people.sessions import SessionStore
from app.records.people.sign_ins import SignIn, SignInStore
from assistants.translations import Sentence, SpokenError

log = structlog.get_logger()

OVERAGE = (
    "The token holds a link in place of the groups, since they are too many, so they count for "
    "nothing: see the section on Microsoft Entra ID in docs/sign-in.md."
)
_REFRESH, _HINT = "refresh token", "id token"
# While the provider is away people go on, but not for ever: a sign-out there could not reach us.
_GRACE = timedelta(hours=1)
_AGAIN = timedelta(minutes=1)
_AT_ONCE = 20
_LONGEST_PAUSE = timedelta(seconds=20)


CANCELLED = Sentence(
    en="The sign-in was cancelled, or your company does not let you in here.",
    de="Die Anmeldung wurde abgebrochen, oder Ihre Firma lässt Sie hier nicht zu.",
    fr="La connexion a été annulée, ou votre entreprise ne vous donne pas accès ici.",
)
INCOMPLETE = Sentence(
    en="The sign-in was not completed. Please sign in again.",
    de="Die Anmeldung wurde nicht abgeschlossen. Bitte melden Sie sich neu an.",
    fr="La connexion n’a pas abouti. Veuillez vous reconnecter.",
)
_USED = Sentence(
    en="This sign-in has been used already, took too long, or was begun in another browser. "
    "Please sign in again.",
    de="Diese Anmeldung wurde schon benutzt, dauerte zu lange oder begann in einem anderen "
    "Browser. Bitte melden Sie sich neu an.",
    fr="Cette connexion a déjà servi, a duré trop longtemps ou a commencé dans un autre "
    "navigateur. Veuillez vous reconnecter.",
)
_ELSEWHERE = Sentence(
    en="The answer came from another provider. Please sign in again.",
    de="Die Antwort kam von einem anderen Anbieter. Bitte melden Sie sich neu an.",
    fr="La réponse venait d’un autre fournisseur. Veuillez vous reconnecter.",
)
_UNACCEPTABLE = Sentence(
    en="Your company's sign-in gave an answer that cannot be accepted: {reason}. Please sign in "
    "again; if it happens once more, tell whoever runs this service.",
    de="Die Anmeldung Ihrer Firma gab eine Antwort, die nicht angenommen werden kann ({reason}). "
    "Bitte melden Sie sich neu an; geschieht es wieder, sagen Sie es, wer diesen Dienst betreibt.",
    fr="La connexion de votre entreprise a donné une réponse qui ne peut pas être acceptée "
    "({reason}). Veuillez vous reconnecter ; si cela se répète, prévenez les responsables de ce "
    "service.",
)


class SignInRefusedError(SpokenError, PermissionError):
    """Somebody cannot be signed in; the text says what they can do."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the value of the cookie by which it is known again."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back, with the cookie of the new session and where they wanted to go."""

    person: PersonRecord
    cookie: str
    destination: str


@dataclass(frozen=True, slots=True)
class CompanySignIn:
    """Signs people in through one provider, and asks it again while their sessions last.

    ``recheck`` is how often it is asked: so long at most a group that was taken away still counts.
    """

    provider: OpenIdProvider
    sign_ins: SignInStore
    people: PeopleStore
    sessions: SessionStore
    backed: BackedSessions
    sealer: Sealer
    recheck: timedelta

    async def begin(self, *, redirect_uri: str, destination: str) -> Begun:
        """Begin; raises `app.identity.discovery.ProviderUnavailableError`."""
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        sign_in = SignIn(secrets.token_urlsafe(32), secrets.token_urlsafe(48), destination)
        url = await self.provider.authorization_url(
            state=state,
            nonce=sign_in.nonce,
            verifier=sign_in.verifier,
            redirect_uri=redirect_uri,
        )
        await self.sign_ins.begin(state, browser, sign_in)
        return Begun(url, browser)

    async def complete(
        self,
        *,
        state: str,
        code: str,
        issuer: str | None,
        browser_cookie: str,
        redirect_uri: str,
        browser: Browser,
    ) -> SignedIn:
        """Take up a sign-in that came back from the provider.

        Raises `SignInRefusedError` and `app.identity.discovery.ProviderUnavailableError`.
        """
        sign_in = await self.sign_ins.take(state, browser_cookie)
        if sign_in is None:
            raise SignInRefusedError(_USED)
        if issuer is not None and issuer != self.provider.issuer:
            raise SignInRefusedError(_ELSEWHERE)
        try:
            granted = await self.provider.redeem(
                code, nonce=sign_in.nonce, verifier=sign_in.verifier, redirect_uri=redirect_uri
            )
            identity = self.provider.identity(granted.claims)
        except (TokenRefusedError, ClaimsRefusedError) as error:
            log.warning("sign_in.refused", reason=str(error))
            raise SignInRefusedError(_UNACCEPTABLE, reason=error) from error
        person = await self.people.put(
            identity.email or identity.subject,
            identity.name,
            identity.groups,
            subject=identity.subject,
            also=identity.also,
            perhaps=identity.perhaps,
            elsewhere=identity.elsewhere,
        )
        if identity.elsewhere is not None:
            log.warning(
                "groups.overage", person=person.id, claim=identity.elsewhere, remedy=OVERAGE
            )
        cookie = await self.sessions.open(person.id, browser, self._backing(granted))
        log.info("session.opened", person=person.id, groups=len(person.groups))
        return SignedIn(person, cookie, sign_in.destination)

    async def sign_out_url(self, sealed_id_token: str | None, *, back_to: str) -> str | None:
        """Where to sign out at the provider too; ``None`` where that is not possible just now."""
        hint = self.sealer.open(sealed_id_token, _HINT) if sealed_id_token else None
        try:
            return await self.provider.sign_out_url(hint, back_to=back_to)
        except ProviderUnavailableError as error:
            log.warning("provider.unavailable", reason=error.reason)
            return None

    async def end_by_logout_token(self, token: str) -> int:
        """End what the provider says is over; tells how many sessions.

        Raises `TokenRefusedError` and `app.identity.discovery.ProviderUnavailableError`.
        """
        claims = await self.provider.checker.logout_token(token)
        sid, subject = claims.get("sid"), claims.get("sub")
        person = None
        if isinstance(subject, str):
            person = await self.people.by_subject(subject_of(self.provider.issuer, subject))
            if person is None:
                return 0
        ended = await self.backed.end_at_provider(
            provider_session=sid if isinstance(sid, str) else None,
            person_id=person.id if person else None,
            before=datetime.fromtimestamp(claims["iat"], UTC) + timedelta(seconds=1),
        )
        log.info("sessions.ended_at_provider", count=len(ended))
        return len(ended)

    async def confirm_forever(self) -> None:
        """Confirm what is due, again and again."""
        pause = min(self.recheck / 8, _LONGEST_PAUSE)
        while True:
            await self.confirm_due()
            await self.backed.tidy(datetime.now(UTC))
            await asyncio.sleep(pause.total_seconds())

    async def confirm_due(self) -> int:
        """Ask the provider about every session that is due; tells how many were looked at."""
        now = datetime.now(UTC)
        looked_at = 0
        while due := await self.backed.take_due(now, now + _AGAIN, _AT_ONCE):
            for session in due:
                await self._confirm(session)
            looked_at += len(due)
        return looked_at

    async def _confirm(self, due: Due) -> None:
        person = await self.people.by_id(due.person_id)
        token = self.sealer.open(due.refresh_token, _REFRESH) if due.refresh_token else None
        if person is None or token is None or person.subject is None:
            await self.backed.refuse(due.key)
            return
        try:
            granted = await self.provider.refresh(token)
            identity = self.provider.identity(granted.claims)
            found = await self.people.by_subject(identity.subject, identity.also, identity.perhaps)
            if found is None or found.id != person.id:
                raise TokenRefusedError("it is about somebody else")
        except ProviderUnavailableError as error:
            log.warning("provider.unavailable", reason=error.reason)
            return
        except (TokenRefusedError, ClaimsRefusedError) as error:
            log.info("session.not_confirmed", person=person.id, reason=str(error))
            await self.backed.refuse(due.key)
            return
        await self.people.put(
            identity.email or person.email,
            identity.name,
            identity.groups,
            subject=identity.subject,
            also=identity.also,
            perhaps=identity.perhaps,
            elsewhere=identity.elsewhere,
        )
        await self.backed.confirm(due.key, self._backing(granted))

    def _backing(self, granted: Granted) -> Backing:
        now, token = datetime.now(UTC), granted.refresh_token
        sid = granted.claims.get("sid")
        return Backing(
            provider_session=sid[:255] if isinstance(sid, str) else None,
            refresh_token=self.sealer.seal(token, _REFRESH) if token else None,
            id_token=self.sealer.seal(granted.id_token, _HINT) if granted.id_token else None,
            confirm_at=now + self.recheck if token else None,
            # Without a refresh token nothing can be asked again but the person.
            confirmed_until=now + self.recheck + (_GRACE if token else timedelta()),
        )
