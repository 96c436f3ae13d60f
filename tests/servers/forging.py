"""JSON web tokens as an attacker makes them: no library in between that would refuse to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from enum import Enum, auto

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class Signature(Enum):
    """How a token is signed."""

    OWN = auto()  # as it should be
    NONE = auto()  # `alg: none` and no signature
    PUBLIC_KEY_AS_SECRET = auto()  # HS256 with the public key in PEM
    STRANGER = auto()  # another key under our key's id
    UNKNOWN_KEY = auto()  # another key under an id that nobody published
    BROKEN = auto()  # ours, with one bit turned


class SigningKey:
    """An RSA key, its id, and its public half as a JWK and in PEM."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self._private.public_key()
        numbers = public.public_numbers()
        self.kid = secrets.token_hex(8)
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.jwk = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": encoded(numbers.n.to_bytes(256, "big")),
            "e": encoded(numbers.e.to_bytes(3, "big")),
        }

    def sign(self, content: bytes) -> bytes:
        """An RS256 signature."""
        return self._private.sign(content, padding.PKCS1v15(), SHA256())


def forge(
    claims: Mapping[str, object],
    header: Mapping[str, object],
    key: SigningKey,
    stranger: SigningKey,
    signature: Signature = Signature.OWN,
) -> str:
    """A token; what ``header`` says wins over what ``signature`` implies, ``None`` leaves out."""
    implied: dict[str, object] = {"alg": "RS256", "typ": "JWT", "kid": key.kid}
    if signature is Signature.NONE:
        implied["alg"] = "none"
    elif signature is Signature.PUBLIC_KEY_AS_SECRET:
        implied["alg"] = "HS256"
    elif signature is Signature.UNKNOWN_KEY:
        implied["kid"] = stranger.kid
    content = b".".join(
        encoded(json.dumps(part, separators=(",", ":")).encode()).encode()
        for part in (without_none(implied | dict(header)), claims)
    )
    return f"{content.decode()}.{encoded(_signed(content, key, stranger, signature))}"


def _signed(content: bytes, key: SigningKey, stranger: SigningKey, signature: Signature) -> bytes:
    match signature:
        case Signature.NONE:
            return b""
        case Signature.PUBLIC_KEY_AS_SECRET:
            return hmac.digest(key.pem, content, hashlib.sha256)
        case Signature.STRANGER | Signature.UNKNOWN_KEY:
            return stranger.sign(content)
        case Signature.BROKEN:
            right = key.sign(content)
            return right[:-1] + bytes([right[-1] ^ 1])
        case Signature.OWN:
            return key.sign(content)


def without_none(values: Mapping[str, object]) -> dict[str, object]:
    """The values that are there."""
    return {name: value for name, value in values.items() if value is not None}


def encoded(content: bytes) -> str:
    """Base64 as tokens use it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
