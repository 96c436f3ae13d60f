"""Checking what a provider signed: strict about who, for whom, when, and with which key."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode
from collections.abc import Collection
from dataclasses import dataclass
from json import loads
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from app.identity.claims import Claims
from app.identity.discovery import Discovery

LEEWAY_S = 30
_LONGEST_TOKEN = 200_000
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_LASTS_S = 300
# Signatures with a key pair only: a public key must never serve as a shared secret.
_ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
_BEARER_TYPES = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})


class TokenRefusedError(PermissionError):
    """A token does not hold; the text says in which respect, and repeats nothing of it.

    ``signed`` is whether the provider did sign it: whoever sends such a token may be told what is
    wrong with it, and whoever made one up learns nothing.
    """

    def __init__(self, reason: str, *, signed: bool = False) -> None:
        super().__init__(reason)
        self.signed = signed


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks the tokens of one issuer for one client."""

    discovery: Discovery
    client_id: str
    audiences: frozenset[str]

    async def id_token(self, token: str, *, nonce: str | None, access_token: str | None) -> Claims:
        """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7).

        ``nonce`` is ``None`` for one that came with a refresh, which may lack it. Raises
        `TokenRefusedError` and `app.identity.discovery.ProviderUnavailableError`.
        """
        header, claims = await self._signed(token)
        checked = CodeIDToken(
            claims,
            header,
            # Unless told, Authlib takes any audience where `azp` names us.
            options={
                "iss": {"essential": True, "values": [self.discovery.issuer]},
                "aud": {"essential": True, "values": [self.client_id]},
            },
            params={"nonce": nonce, "client_id": self.client_id, "access_token": access_token},
        )
        try:
            checked.validate(leeway=LEEWAY_S)
        except JoseError as error:
            raise TokenRefusedError(_reason(error)) from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client_id:
            raise TokenRefusedError("it is meant for others as well")
        return claims

    async def bearer(self, token: str, clients: Collection[str] = ()) -> Claims:
        """The claims of a bearer token (RFC 9068, and ID tokens); raises as `id_token`.

        An access token of Amazon Cognito names no audience, but the client that it was given to:
        it counts where that is our own, or one of ``clients`` that comes for itself.
        """
        header, claims = await self._signed(token)
        if str(header.get("typ", "")).lower() not in _BEARER_TYPES or "events" in claims:
            raise TokenRefusedError("it is a token of another kind", signed=True)
        if names_its_client_only(claims):
            self._check_client(claims, clients)
            self._check(claims, None, exp={"essential": True})
        else:
            self._check(claims, sorted(self.audiences), exp={"essential": True})
        return claims

    def _check_client(self, claims: Claims, clients: Collection[str]) -> None:
        client = claims["client_id"]
        for_itself = claims.get("sub") == client
        if client not in self.audiences and not (for_itself and client in clients):
            raise TokenRefusedError("it was given to another client", signed=True)

    async def logout_token(self, token: str) -> Claims:
        """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6)."""
        _, claims = await self._signed(token)
        self._check(claims, [self.client_id], iat={"essential": True}, jti={"essential": True})
        events = claims.get("events")
        if not isinstance(events, dict) or _LOGOUT_EVENT not in events or "nonce" in claims:
            raise TokenRefusedError("it is no logout token")
        if not (isinstance(claims.get("sid"), str) or isinstance(claims.get("sub"), str)):
            raise TokenRefusedError("it names neither a session nor a person")
        if time.time() - claims["iat"] > _LOGOUT_LASTS_S:
            raise TokenRefusedError("it is too old")
        return claims

    def _check(self, claims: dict[str, Any], audiences: list[str] | None, **more: Any) -> None:
        if audiences is not None:
            more["aud"] = {"essential": True, "values": audiences}
        more["iss"] = {"essential": True, "values": [self.discovery.issuer]}
        registry = JWTClaimsRegistry(leeway=LEEWAY_S, **more)
        try:
            registry.validate(claims)
        except JoseError as error:
            raise TokenRefusedError(_reason(error), signed=True) from error

    async def _signed(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        header = _header(token)
        key_id = header.get("kid")
        keys = await self.discovery.keys(key_id if isinstance(key_id, str) else None)
        try:
            decoded = jwt.decode(token, keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError, TypeError) as error:
            raise TokenRefusedError("its signature does not hold") from error
        return dict(decoded.header), decoded.claims


def names_its_client_only(claims: Claims) -> bool:
    """Tell whether this is an access token as Amazon Cognito makes them, without an audience."""
    client = claims.get("client_id")
    return (
        "aud" not in claims
        and claims.get("token_use") == "access"
        and isinstance(client, str)
        and bool(client)
    )


def _header(token: str) -> dict[str, Any]:
    """The header, before anything is believed: enough to know that looking is worth it."""
    if len(token) > _LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():
        raise TokenRefusedError("it is no signed token")
    part = token.partition(".")[0]
    try:
        header = loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError as error:
        raise TokenRefusedError("it is no signed token") from error
    if not isinstance(header, dict) or header.get("alg") not in _ALGORITHMS:
        raise TokenRefusedError("it is not signed in a way that we accept")
    return header


def _reason(error: JoseError) -> str:
    claim = getattr(error, "claim", "")
    if isinstance(error, ExpiredTokenError):
        return "it has expired"
    return f"its claim {claim} does not hold" if claim else "it does not hold at this time"
