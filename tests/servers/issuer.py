"""An OpenID provider that lies on demand, for what a real one would never do.

It signs everybody in without a question. `Issuer.bend` spoils the ID tokens that follow,
`Issuer.replies` changes what an endpoint says, `Issuer.faults` makes one hang, fail, or answer
nonsense; `Issuer.honest` ends it all.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from tests.servers.forging import Signature, SigningKey, encoded, forge, without_none
from tests.servers.small_http import Reply, Request, serving

Endpoint = Literal["discovery", "jwks", "authorize", "token", "userinfo", "end_session"]
Fault = Literal["hang", "error", "garbage"]  # no answer, 500, 200 with what is not JSON

_PATHS: dict[str, Endpoint] = {
    "/.well-known/openid-configuration": "discovery",
    "/jwks": "jwks",
    "/authorize": "authorize",
    "/token": "token",
    "/userinfo": "userinfo",
    "/end-session": "end_session",
}
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LIFETIME_S = 3600

ALICE = {
    "sub": "sub-of-alice",
    "email": "alice@cryodyne.example",
    "email_verified": True,
    "name": "Alice",
    "groups": ["medical-information"],
}


@dataclass(frozen=True, slots=True)
class _Grant:
    """What a code or a token stands for."""

    client_id: str
    person: Mapping[str, object]
    sid: str
    nonce: str | None = None
    challenge: str = ""


@dataclass(slots=True)
class Issuer:
    """The issuer and what it saw.

    ``people`` sign in one after the other and over again. ``replies`` are merged into an
    endpoint's answer (for ``authorize`` and ``end_session`` into the query of the address it
    redirects to); ``None`` takes a value out. ``last`` holds each endpoint's last parameters.
    """

    issuer: str = ""
    audience: str = "almanac"
    people: Sequence[Mapping[str, object]] = (ALICE,)
    replies: dict[Endpoint, Mapping[str, object]] = field(default_factory=dict)
    faults: dict[Endpoint, Fault] = field(default_factory=dict)
    counters: Counter[Endpoint] = field(default_factory=Counter)
    last: dict[Endpoint, dict[str, str]] = field(default_factory=dict)
    key: SigningKey = field(default_factory=SigningKey)
    stranger: SigningKey = field(default_factory=SigningKey)
    _bent: tuple[Mapping[str, object], Signature, Mapping[str, object]] = ({}, Signature.OWN, {})
    _grants: dict[str, _Grant] = field(default_factory=dict)

    def mint(
        self,
        claims: Mapping[str, object] | None = None,
        *,
        signature: Signature = Signature.OWN,
        **header: object,
    ) -> str:
        """A token of the first of ``people`` for ``audience``, valid now, but for what is given.

        ``None`` takes a claim or a part of the header out.
        """
        usual = self._claims(self.people[0], self.audience)
        return self._token(usual | dict(claims or {}), signature, header)

    def mint_logout(
        self,
        claims: Mapping[str, object] | None = None,
        *,
        signature: Signature = Signature.OWN,
        **header: object,
    ) -> str:
        """A back-channel logout token for the first of ``people``, but for what is given."""
        now = int(time.time())
        usual: dict[str, object] = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": self.people[0]["sub"],
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {_LOGOUT_EVENT: {}},
        }
        return self._token(usual | dict(claims or {}), signature, {"typ": "logout+jwt"} | header)

    def bend(
        self,
        claims: Mapping[str, object] | None = None,
        *,
        signature: Signature = Signature.OWN,
        **header: object,
    ) -> None:
        """Spoil the ID tokens from now on, as in `mint`."""
        self._bent = (claims or {}, signature, header)

    def honest(self) -> None:
        """Stop lying; counters, keys and people stay."""
        self._bent = ({}, Signature.OWN, {})
        self.replies.clear()
        self.faults.clear()

    def rotate(self) -> None:
        """Sign with a new key from now on, and publish no other."""
        self.key = SigningKey()

    def reply(self, request: Request) -> Reply | None:
        """What is said to a request, true or not."""
        endpoint = _PATHS.get(request.path)
        if endpoint is None:
            return Reply(404, "{}")
        self.counters[endpoint] += 1
        self.last[endpoint] = request.fields
        match self.faults.get(endpoint):
            case "hang":
                return None
            case "error":
                return Reply(500, '{"error": "server_error"}')
            case "garbage":
                return Reply(200, '{"this is": not JSON')
        status, said = self._answer(endpoint, request.fields)
        said = without_none(said | dict(self.replies.get(endpoint, {})))
        if status != 303:
            return Reply(status, json.dumps(said))
        target = said.pop("location")
        return Reply(status, location=f"{target}?{urlencode(said)}")

    def _answer(self, endpoint: Endpoint, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Status and JSON; status 303 goes to ``location`` with the rest as its query."""
        match endpoint:
            case "discovery":
                return 200, self._discovery()
            case "jwks":
                return 200, {"keys": [self.key.jwk]}
            case "authorize":
                return 303, self._authorize(asked)
            case "token":
                return self._exchange(asked)
            case "userinfo":
                grant = self._grants.get(asked.get("access_token", ""))
                return (
                    (401, {"error": "invalid_token"})
                    if grant is None
                    else (200, dict(grant.person))
                )
            case "end_session":
                target = asked.get("post_logout_redirect_uri", self.issuer)
                return 303, {"location": target, "state": asked.get("state")}

    def _discovery(self) -> dict[str, object]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/end-session",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "backchannel_logout_supported": True,
            "backchannel_logout_session_supported": True,
        }

    def _authorize(self, asked: dict[str, str]) -> dict[str, object]:
        code = secrets.token_hex(16)
        person = self.people[(self.counters["authorize"] - 1) % len(self.people)]
        self._grants[code] = _Grant(
            asked.get("client_id", ""),
            person,
            secrets.token_hex(8),
            asked.get("nonce"),
            asked.get("code_challenge", ""),
        )
        state = asked.get("state")
        return {"location": asked.get("redirect_uri", self.issuer), "code": code, "state": state}

    def _exchange(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        refreshing = asked.get("grant_type") == "refresh_token"
        grant = self._grants.pop(asked.get("refresh_token" if refreshing else "code", ""), None)
        proof = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if grant is None or not (refreshing or grant.challenge == encoded(proof)):
            return 400, {"error": "invalid_grant"}
        access, renewal = secrets.token_hex(16), secrets.token_hex(16)
        self._grants[access] = _Grant(grant.client_id, grant.person, grant.sid)
        self._grants[renewal] = self._grants[access]
        claims, signature, header = self._bent
        own = {"nonce": grant.nonce, "sid": grant.sid}
        honest = self._claims(grant.person, grant.client_id) | own
        return 200, {
            "token_type": "Bearer",
            "expires_in": _LIFETIME_S,
            "access_token": access,
            "refresh_token": renewal,
            "id_token": self._token(honest | dict(claims), signature, header),
        }

    def _claims(self, person: Mapping[str, object], audience: str) -> dict[str, object]:
        now = int(time.time())
        own = {"iss": self.issuer, "aud": audience, "iat": now, "nbf": now}
        return {**person, **own, "exp": now + _LIFETIME_S}

    def _token(
        self, claims: Mapping[str, object], signature: Signature, header: Mapping[str, object]
    ) -> str:
        return forge(without_none(claims), header, self.key, self.stranger, signature)


@contextlib.contextmanager
def running_issuer(port: int = 0) -> Iterator[Issuer]:
    """Serve on loopback in a thread of its own."""
    issuer = Issuer()
    with serving(issuer.reply, port) as issuer.issuer:
        yield issuer
