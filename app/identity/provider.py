"""The company's OpenID provider: where people sign in, and who they are to it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from pydantic import SecretStr

from app.identity.claims import Identity, read_identity
from app.identity.discovery import (
    Description,
    Discovery,
    ProviderUnavailableError,
    json_fetcher,
)
from app.identity.graph import GroupsOverGraph
from app.identity.groups import Claims, groups_elsewhere, says_groups, with_groups
from app.identity.sign_out import sign_out_address
from app.identity.verification import Checker, TokenRefusedError
from app.settings import Settings

_WAIT_S = 5.0
_OFFLINE = "offline_access"
_REFUSED = "invalid_grant"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Granted:
    """What a provider gave for a code or a refresh token: checked claims, and the raw tokens."""

    claims: Claims
    id_token: str | None
    refresh_token: str | None


class OpenIdProvider:
    """Speaks OpenID Connect with one provider: authorization code flow with PKCE.

    Every method raises `ProviderUnavailableError` where the provider does not answer, and
    `app.identity.verification.TokenRefusedError` for what it says and we cannot accept.
    """

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: SecretStr | None = None,
        *,
        scopes: str = "openid profile email",
        audience: str | None = None,
        groups_claim: str = "groups",
        subject_claim: str = "sub",
        sign_out_url: str | None = None,
        graph_url: str | None = None,
        trust_proxies: bool = True,
    ) -> None:
        self.issuer = issuer
        self.groups_claim, self.subject_claim = groups_claim, subject_claim
        self._sign_out_url = sign_out_url
        self._client_id = client_id
        self._scopes = scopes.split()
        # One client for all: what it notes of the last token is never used, since every call
        # below names what it sends.
        self._client = AsyncOAuth2Client(
            client_id,
            client_secret.get_secret_value() if client_secret else None,
            token_endpoint_auth_method="client_secret_basic" if client_secret else "none",
            code_challenge_method="S256",
            timeout=_WAIT_S,
            trust_env=trust_proxies,
        )
        self.discovery = Discovery(issuer, json_fetcher(self._client))
        audiences = frozenset({client_id} | ({audience} if audience else set()))
        self.checker = Checker(self.discovery, client_id, audiences)
        self._graph = (
            GroupsOverGraph(graph_url, self._client, self._own_token) if graph_url else None
        )

    @classmethod
    def of(cls, settings: Settings) -> OpenIdProvider | None:
        """The provider that the settings name, if they name one."""
        if settings.oidc_issuer is None or settings.oidc_client_id is None:
            return None
        return cls(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret,
            scopes=settings.oidc_scopes,
            audience=settings.oidc_audience,
            groups_claim=settings.oidc_groups_claim,
            subject_claim=settings.oidc_subject_claim,
            sign_out_url=settings.oidc_sign_out_url,
            graph_url=settings.oidc_graph_url,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def authorization_url(
        self, *, state: str, nonce: str, verifier: str, redirect_uri: str
    ) -> str:
        """Where to send somebody who wants to sign in; the provider answered a moment ago."""
        description = await self.discovery.seen_lately()
        url, _ = self._client.create_authorization_url(
            description.authorization_endpoint,
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            redirect_uri=redirect_uri,
            scope=" ".join(self._wanted_scopes(description)),
        )
        return str(url)

    async def redeem(self, code: str, *, nonce: str, verifier: str, redirect_uri: str) -> Granted:
        """Exchange the code that somebody came back with for who they are."""
        tokens = await self._tokens(
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
        )
        id_token = tokens.get("id_token")
        if not isinstance(id_token, str):
            raise TokenRefusedError("it came without an ID token")
        access_token = _text(tokens, "access_token")
        claims = await self.checker.id_token(id_token, nonce=nonce, access_token=access_token)
        claims = await self._with_groups(claims, access_token)
        return Granted(claims, id_token, _text(tokens, "refresh_token"))

    def identity(self, claims: Claims) -> Identity:
        """Who the claims of a token are about; raises `app.identity.claims.ClaimsRefusedError`."""
        audience = claims.get("aud", self._client_id)
        ours = audience in (self._client_id, [self._client_id]) or (
            # Made for us, and for others as well.
            isinstance(audience, list)
            and self._client_id in audience
            and claims.get("azp") == self._client_id
        )
        return read_identity(claims, self.groups_claim, self.subject_claim, ours=ours)

    async def refresh(self, refresh_token: str) -> Granted:
        """Ask again about somebody; the provider may give another refresh token, or the same."""
        tokens = await self._tokens(grant_type="refresh_token", refresh_token=refresh_token)
        id_token, access_token = _text(tokens, "id_token"), _text(tokens, "access_token")
        if id_token is not None:
            claims = await self.checker.id_token(id_token, nonce=None, access_token=access_token)
            claims = await self._with_groups(claims, access_token)
        else:
            claims = {"iss": self.issuer, **await self._userinfo(access_token)}
        return Granted(claims, id_token, _text(tokens, "refresh_token") or refresh_token)

    async def sign_out_url(self, id_token: str | None, *, back_to: str) -> str | None:
        """Where to sign out at the provider too; ``None`` where it has no such place."""
        return sign_out_address(
            await self.discovery.description(),
            self._client_id,
            back_to=back_to,
            id_token=id_token,
            pattern=self._sign_out_url,
        )

    def _wanted_scopes(self, description: Description) -> list[str]:
        supported = description.scopes_supported
        return [
            scope
            for scope in self._scopes
            if scope != _OFFLINE or supported is None or _OFFLINE in supported
        ]

    async def with_overage(self, claims: Claims, *, afresh: bool = False) -> Claims:
        """The claims with the groups that were too many for the token, where Graph is set up.

        Unless ``afresh``, they may be those of some minutes ago.
        """
        elsewhere, person = groups_elsewhere(claims, self.groups_claim), claims.get("oid")
        if elsewhere is None or self._graph is None or not isinstance(person, str):
            return claims
        groups = await _answered(self._graph.groups_of(person, afresh=afresh))
        return with_groups(claims, elsewhere, groups)

    async def _own_token(self, scope: str) -> str:
        tokens = await self._tokens(grant_type="client_credentials", scope=scope)
        token = _text(tokens, "access_token")
        if token is None:
            raise ProviderUnavailableError("it gave no token for Graph")
        return token

    async def _with_groups(self, claims: Claims, access_token: str | None) -> Claims:
        """Many providers keep what is long out of the ID token and tell it when asked."""
        # Who signs in, or is asked about again, has the groups of this moment.
        claims = await self.with_overage(claims, afresh=True)
        if says_groups(claims, self.groups_claim) or access_token is None:
            return claims
        description = await self.discovery.description()
        if description.userinfo_endpoint is None:
            return claims
        told = await self._userinfo(access_token)
        if told.get("sub") != claims.get("sub"):
            raise TokenRefusedError("its UserInfo is about somebody else")
        return {**told, **claims}

    async def _userinfo(self, access_token: str | None) -> dict[str, Any]:
        description = await self.discovery.description()
        if access_token is None or description.userinfo_endpoint is None:
            raise TokenRefusedError("it came without an ID token")
        headers = {"Authorization": f"Bearer {access_token}"}
        reply = await _answered(
            self._client.get(description.userinfo_endpoint, headers=headers, auth=None)
        )
        if reply.status_code != 200:
            raise TokenRefusedError("its UserInfo was refused")
        told = _json(reply)
        return told if isinstance(told, dict) else {}

    async def _tokens(self, **words: str) -> dict[str, Any]:
        description = await self.discovery.description()
        try:
            tokens = await _answered(self._client.fetch_token(description.token_endpoint, **words))
        except OAuthError as error:
            if error.error == _REFUSED:
                raise TokenRefusedError("the provider takes it for void") from error
            # All other errors are about us, or about the provider, and not about this person.
            raise ProviderUnavailableError(f"it answered {str(error.error)[:40]}") from error
        return dict(tokens)


async def _answered(asking: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await asyncio.wait_for(asking, _WAIT_S * 2)
    except httpx2.HTTPStatusError as error:
        raise ProviderUnavailableError(f"status {error.response.status_code}") from error
    except (httpx2.HTTPError, TimeoutError) as error:
        raise ProviderUnavailableError(type(error).__name__) from error
    except ValueError as error:
        raise ProviderUnavailableError("what it sends is not understood") from error


def _json(reply: httpx2.Response) -> object:
    try:
        return reply.json()
    except ValueError as error:
        raise ProviderUnavailableError("what it sends is not JSON") from error


def _text(tokens: dict[str, Any], name: str) -> str | None:
    value = tokens.get(name)
    return value if isinstance(value, str) and value else None
