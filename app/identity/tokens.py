"""Bearer tokens of our own, and the pseudonyms that stand for people in records."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import SecretStr

from app.identity.encryption import derive

_ISSUER = "almanac-local"
_AUDIENCE = "almanac"
_LEEWAY_S = 30


class MissingSecretError(RuntimeError):
    """There is no secret key to sign with."""

    def __init__(self) -> None:
        super().__init__(
            "There is no secret key. Set ALMANAC_SECRET_KEY to at least 32 random characters, "
            "or ALMANAC_DEMO=true to try the sample company."
        )


def find_secret(configured: SecretStr | None, var: Path, *, demo: bool) -> SecretStr:
    """Find the secret key: the configured one, or the one that demo mode keeps under ``var``.

    Demo mode makes a random one the first time. Raises `MissingSecretError`.
    """
    if configured is not None:
        return configured
    path = var / "demo-secret-key"
    if demo and not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        _create_private(path, secrets.token_urlsafe(48))
    if path.exists():
        return SecretStr(path.read_text("ascii").strip())
    raise MissingSecretError


def _create_private(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return  # another process made one a moment ago, and that is the one that counts
    finally:
        draft.unlink()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token stands for; ``by_command`` where a command beside the service made it."""

    subject: str
    by_command: bool


class Tokens:
    """Signs and checks short-lived bearer tokens: for the sample people, and for commands."""

    def __init__(self, secret: SecretStr) -> None:
        self._key = OctKey.import_key(derive(secret, "bearer"))
        self._claims = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": _ISSUER},
            aud={"essential": True, "value": _AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        )

    def issue(
        self, email: str, *, lifetime: timedelta = timedelta(hours=1), by_command: bool = False
    ) -> str:
        """Make a token that names the person by e-mail address."""
        now = int(time.time())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": email,
            "nbf": now,
            "exp": now + int(lifetime.total_seconds()),
            "by_command": by_command,
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def read(self, token: str) -> Bearer | None:
        """Whom a valid token names; ``None`` for any other token."""
        try:
            decoded = jwt.decode(token, self._key, algorithms=["HS256"])
            self._claims.validate(decoded.claims)
        except (JoseError, ValueError):
            return None
        subject = decoded.claims["sub"]
        if not isinstance(subject, str):
            return None
        return Bearer(subject, decoded.claims.get("by_command") is True)


class Pseudonyms:
    """Replaces a person's id by a keyed hash that only this installation can recompute."""

    def __init__(self, secret: SecretStr) -> None:
        self._key = derive(secret, "pseudonym")

    def of(self, person_id: str) -> str:
        """The pseudonym: 32 hexadecimal digits."""
        return hmac.new(self._key, person_id.encode(), hashlib.sha256).hexdigest()[:32]
