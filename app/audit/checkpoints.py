"""Checkpoints: the newest entry's number and hash, signed, kept in the lake.

Whoever can change the database cannot change them, and whoever can change the lake cannot sign
them. The public key is for auditors; it follows from the installation's secret key.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator, Collection
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from pydantic import SecretStr

from app.audit.verifying import Signed
from feedback.lake.object_store import ObjectStore, partition, partition_of

_DATASET = "audit"
_PREFIX = f"{_DATASET}/v1/"
_PURPOSE = b"almanac audit checkpoint v1"
_RECENT = timedelta(days=7)


class PublicKeyError(ValueError):
    """A file that should hold a public key does not."""

    def __init__(self) -> None:
        super().__init__(
            "This is not an Ed25519 public key in PEM. `almanac audit key` prints one."
        )


class Signer:
    """Signs checkpoints with a key that is derived from the secret key, and knows its own."""

    def __init__(self, secret: SecretStr) -> None:
        material = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
        seed = material.derive(secret.get_secret_value().encode())
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> Ed25519PublicKey:
        """The key to check signatures with."""
        return self._key.public_key()

    @property
    def public_pem(self) -> str:
        """The public key as PEM, for ``openssl`` and an auditor."""
        return self.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, number: int, entry_hash: str, at: datetime) -> bytes:
        """A checkpoint as it lies in the lake."""
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        signature = self._key.sign(signed_text(number, entry_hash, moment))
        checkpoint = {
            "number": number,
            "hash": entry_hash,
            "at": moment,
            "key": fingerprint(self.public),
            "signature": base64.b64encode(signature).decode(),
        }
        return json.dumps(checkpoint, indent=2).encode() + b"\n"


def signed_text(number: int, entry_hash: str, at: str) -> bytes:
    """The bytes that a signature is over: one line, without its end."""
    return f"{_PURPOSE.decode()} {number} {entry_hash} {at}".encode()


def fingerprint(key: Ed25519PublicKey) -> str:
    """A short name for a public key: 16 hexadecimal digits."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def read_public_key(pem: bytes) -> Ed25519PublicKey:
    """A public key from PEM; raises `PublicKeyError`."""
    try:
        key = load_pem_public_key(pem)
    except ValueError as error:
        raise PublicKeyError from error
    if not isinstance(key, Ed25519PublicKey):
        raise PublicKeyError
    return key


def read(key: str, data: bytes, trusted: Collection[Ed25519PublicKey]) -> Signed:
    """A checkpoint from the lake, ``genuine`` if one of the ``trusted`` keys signed it.

    It has to lie under its own day and number: an old one, copied to where a later one would lie,
    would otherwise hide what was signed since.
    """
    try:
        said = json.loads(data)
        number, entry_hash, at = int(said["number"]), str(said["hash"]), str(said["at"])
        signature = base64.b64decode(said["signature"], validate=True)
        moment, name = datetime.fromisoformat(at), str(said["key"])
    except (ValueError, TypeError, KeyError):
        return Signed(0, "", datetime.min.replace(tzinfo=UTC), "", genuine=False)
    signed = signed_text(number, entry_hash, at)
    in_place = key == _key(number, moment)
    fits = any(fingerprint(one) == name and _fits(one, signature, signed) for one in trusted)
    return Signed(number, entry_hash, moment, name, fits and in_place)


async def put(
    lake: ObjectStore, signer: Signer, number: int, entry_hash: str, at: datetime
) -> Signed:
    """Sign and write a checkpoint; the same one by another replica counts as written.

    Raises `LakeUnavailableError` and `DivergenceError` of `feedback.lake.object_store`.
    """
    at = at.astimezone(UTC).replace(microsecond=0)
    data = signer.sign(number, entry_hash, at)
    # Two replicas sign the same entry at different moments: that is the same content.
    content = hashlib.sha256(f"{number} {entry_hash}".encode()).hexdigest()
    await lake.put_new(_key(number, at), data, content)
    return Signed(number, entry_hash, at, fingerprint(signer.public))


async def last_of_each_day(lake: ObjectStore) -> AsyncIterator[str]:
    """Keys of the last checkpoint of every day: each confirms all that came before it."""
    kept, day = "", ""
    async for key in lake.list(_PREFIX):
        if not key.endswith(".json"):
            continue
        try:
            that = partition_of(key)[0]
        except ValueError:
            continue
        if kept and that != day:
            yield kept
        kept, day = key, that
    if kept:
        yield kept


async def newest(lake: ObjectStore, today: date) -> str | None:
    """The key of the newest checkpoint, looked for in the last days first."""
    for after in (f"{_PREFIX}dt={(today - _RECENT).isoformat()}", ""):
        last = None
        async for key in lake.list(_PREFIX, after=after):
            if key.endswith(".json"):
                last = key
        if last is not None:
            return last
    return None


def _key(number: int, at: datetime) -> str:
    day = at.astimezone(UTC).date().isoformat()
    return f"{partition(_DATASET, day, 'all')}{number:012d}.json"


def _fits(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True
