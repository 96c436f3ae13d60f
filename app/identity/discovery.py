"""What a provider says of itself, and the keys that it signs with."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Protocol

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from app.addresses import is_protected
from assistants.translations import Sentence, SpokenError

_DESCRIPTION_LASTS_S = 3600.0
_KEYS_LAST_S = 3600.0
# Whoever is sent to a provider that is away sees an error of the browser, and not our words.
_SEEN_LATELY_S = 15.0
# A token that names an unknown key makes us look once; whoever makes such tokens up cannot make us
# look all the time.
_LOOKS = 3
_LOOKS_WITHIN_S = 60.0


_UNREACHED = Sentence(
    en="Your company's sign-in cannot be reached just now ({reason}). Whoever is signed in can go "
    "on working. Please try again in a few minutes.",
    de="Die Anmeldung Ihrer Firma ist gerade nicht erreichbar ({reason}). Wer angemeldet ist, "
    "kann weiterarbeiten. Bitte versuchen Sie es in einigen Minuten wieder.",
    fr="La connexion de votre entreprise est injoignable pour le moment ({reason}). Qui est "
    "connecté peut continuer à travailler. Réessayez dans quelques minutes.",
)


class ProviderUnavailableError(SpokenError, OSError):
    """The provider does not answer, or not as a provider should; the text says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(_UNREACHED, reason=reason)
        self.reason = reason


class Description(BaseModel):
    """The parts of the discovery document that we act upon (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    end_session_endpoint: str | None = None
    scopes_supported: list[str] | None = None
    token_endpoint_auth_methods_supported: list[str] | None = None

    def endpoints(self) -> list[str]:
        """Every address that we will call or send people to."""
        optional = (self.userinfo_endpoint, self.end_session_endpoint)
        return [
            self.authorization_endpoint,
            self.token_endpoint,
            self.jwks_uri,
            *(endpoint for endpoint in optional if endpoint),
        ]


class Fetch(Protocol):
    """Gets a JSON object from an address; raises `ProviderUnavailableError`."""

    async def __call__(self, url: str) -> dict[str, object]: ...


@dataclass(slots=True)
class Discovery:
    """Keeps the description and the keys of one issuer, and looks again when it must."""

    issuer: str
    fetch: Fetch
    _described: Description | None = None
    _described_at: float = 0.0
    _keys: KeySet | None = None
    _keys_at: float = 0.0
    _looks: list[float] = field(default_factory=list)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def known(self) -> Description | None:
        """The description, as far as it was fetched already."""
        return self._described

    async def description(self) -> Description:
        """The description; an old one is better than none while the provider is away.

        Raises `ProviderUnavailableError`.
        """
        if self._described is not None and self._age() < _DESCRIPTION_LASTS_S:
            return self._described
        try:
            return await self.seen_lately(_DESCRIPTION_LASTS_S)
        except ProviderUnavailableError:
            if self._described is None:
                raise
            return self._described

    async def seen_lately(self, within_s: float = _SEEN_LATELY_S) -> Description:
        """The description, from a provider that answered a moment ago.

        Raises `ProviderUnavailableError`, also where an old description is known.
        """
        async with self._lock:
            if self._described is None or self._age() >= within_s:
                self._described = await self._describe()
                self._described_at = time.monotonic()
            return self._described

    async def keys(self, key_id: str | None) -> KeySet:
        """The keys, fetched again where they do not hold the one that is asked for.

        Raises `ProviderUnavailableError`.
        """
        if self._holds(key_id):
            return self._keys  # type: ignore[return-value]
        description = await self.description()
        async with self._lock:
            if self._keys is not None and (self._holds(key_id) or not self._may_look()):
                return self._keys
            try:
                self._keys = await self._fetch_keys(description)
            except ProviderUnavailableError:
                if self._keys is None:
                    raise
            self._keys_at = time.monotonic()
            return self._keys

    def _age(self) -> float:
        return time.monotonic() - self._described_at

    def _holds(self, key_id: str | None) -> bool:
        if self._keys is None or time.monotonic() - self._keys_at > _KEYS_LAST_S:
            return False
        return key_id is None or any(key.kid == key_id for key in self._keys)

    def _may_look(self) -> bool:
        now = time.monotonic()
        self._looks = [at for at in self._looks if now - at < _LOOKS_WITHIN_S]
        if len(self._looks) >= _LOOKS:
            return False
        self._looks.append(now)
        return True

    async def _describe(self) -> Description:
        url = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = Description.model_validate(await self.fetch(url))
        except ValidationError as error:
            raise ProviderUnavailableError("its description is not understood") from error
        if found.issuer != self.issuer:
            raise ProviderUnavailableError("it calls itself by another name than was set")
        if not all(is_protected(endpoint) for endpoint in found.endpoints()):
            raise ProviderUnavailableError("it names an address without TLS")
        return found

    async def _fetch_keys(self, description: Description) -> KeySet:
        found = await self.fetch(description.jwks_uri)
        try:
            return KeySet.import_key_set(found)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderUnavailableError("its keys are not understood") from error


def json_fetcher(client: httpx2.AsyncClient) -> Fetch:
    """Fetch through ``client``, without any credentials."""

    async def fetch(url: str) -> dict[str, object]:
        try:
            reply = await client.get(url, auth=None)
            reply.raise_for_status()
            found = reply.json()
        except httpx2.HTTPStatusError as error:
            raise ProviderUnavailableError(f"status {error.response.status_code}") from error
        except httpx2.HTTPError as error:
            raise ProviderUnavailableError(type(error).__name__) from error
        except ValueError as error:
            raise ProviderUnavailableError("what it sends is not JSON") from error
        if not isinstance(found, dict):
            raise ProviderUnavailableError("what it sends is not an object")
        return found

    return fetch
