"""Keys that follow from the installation's secret, and sealing what the database must not tell."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

_NONCE_BYTES = 12


def derive(secret: SecretStr, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose: HMAC-SHA256 of its name."""
    return hmac.new(secret.get_secret_value().encode(), purpose.encode(), hashlib.sha256).digest()


class Sealer:
    """Seals short texts with AES-256-GCM, so that a copy of the database signs nobody in."""

    def __init__(self, secret: SecretStr) -> None:
        self._cipher = AESGCM(derive(secret, "sealing"))

    def seal(self, text: str, purpose: str) -> str:
        """Seal a text; it opens for the same ``purpose`` only."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, text.encode(), purpose.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, purpose: str) -> str | None:
        """Open it again; ``None`` for what another key, or another purpose, sealed."""
        try:
            data = urlsafe_b64decode(sealed)
            text = self._cipher.decrypt(
                data[:_NONCE_BYTES], data[_NONCE_BYTES:], purpose.encode()
            ).decode()
        except (InvalidTag, ValueError):
            return None
        return text
