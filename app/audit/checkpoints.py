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
from feedback.lake.stores.object_store import ObjectStore, partition, partition_of

_DATASET = "audit"
_PURPOSE = b"almanac audit checkpoint v1"
# One is signed every minute while people work: a week of them is ten pages of a listing on S3, and
# every look at whose the lake is asks for the newest.
_RECENT = (timedelta(days=1), timedelta(days=7))
# Whoever can change the lake can write anything there: a number without end, an instant before
# the first year, brackets within brackets.
UNREADABLE = (ValueError, TypeError, KeyError, OverflowError, RecursionError)


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

    def sign(
        self, number: int, entry_hash: str, at: datetime, epoch: int = 1, database: str = ""
    ) -> bytes:
        """A checkpoint as it lies in the lake."""
        moment = at.astimezone(UTC).isoformat(timespec="seconds")
        signature = self.sign_text(signed_text(number, entry_hash, moment, epoch))
        checkpoint = {
            "number": number,
            "hash": entry_hash,
            "at": moment,
            "key": fingerprint(self.public),
            "signature": base64.b64encode(signature).decode(),
        }
        # Not signed: whoever changes it can keep a service from writing, and nothing else.
        noted = checkpoint | ({"database": database} if database else {})
        return json.dumps(noted, indent=2).encode() + b"\n"

    def sign_text(self, text: bytes) -> bytes:
        """The signature over some bytes, which say what they are for."""
        return self._key.sign(text)


def signed_text(number: int, entry_hash: str, at: str, epoch: int = 1) -> bytes:
    """The bytes that a signature is over: one line, without its end."""
    later = f" epoch {epoch}" if epoch > 1 else ""
    return f"{_PURPOSE.decode()}{later} {number} {entry_hash} {at}".encode()


def dataset_of(epoch: int) -> str:
    """The folder of the lake in which an epoch's checkpoints lie."""
    return _DATASET if epoch == 1 else f"{_DATASET}-{epoch:04d}"


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


def read(key: str, data: bytes, trusted: Collection[Ed25519PublicKey], epoch: int = 1) -> Signed:
    """A checkpoint from the lake, ``genuine`` if one of the ``trusted`` keys signed it.

    It has to lie under its own day and number: an old one, copied to where a later one would lie,
    would otherwise hide what was signed since.
    """
    try:
        said = json.loads(data)
        number, entry_hash, at = int(said["number"]), str(said["hash"]), str(said["at"])
        signature = base64.b64decode(said["signature"], validate=True)
        moment, name = datetime.fromisoformat(at), str(said["key"])
        database = str(said.get("database", ""))
        in_place = key == _key(number, moment, epoch)
        signed = signed_text(number, entry_hash, at, epoch)
    except UNREADABLE:
        return Signed(0, "", datetime.min.replace(tzinfo=UTC), "", genuine=False, epoch=epoch)
    fits = any(fingerprint(one) == name and signed_by(one, signature, signed) for one in trusted)
    return Signed(number, entry_hash, moment, name, fits and in_place, epoch, database)


async def put(
    lake: ObjectStore,
    signer: Signer,
    number: int,
    entry_hash: str,
    at: datetime,
    *,
    epoch: int = 1,
    database: str = "",
) -> Signed:
    """Sign and write a checkpoint; the same one by another replica counts as written.

    Raises `LakeUnavailableError` and `DivergenceError` of `feedback.lake.stores.object_store`.
    """
    at = at.astimezone(UTC).replace(microsecond=0)
    data = signer.sign(number, entry_hash, at, epoch, database)
    # Two replicas sign the same entry at different moments: that is the same content.
    content = hashlib.sha256(f"{number} {entry_hash}".encode()).hexdigest()
    await lake.put_new(_key(number, at, epoch), data, content)
    return Signed(
        number, entry_hash, at, fingerprint(signer.public), epoch=epoch, database=database
    )


async def last_of_each_day(lake: ObjectStore, epoch: int = 1) -> AsyncIterator[str]:
    """Keys of the last checkpoint of every day: each confirms all that came before it."""
    kept, day = "", ""
    async for key in lake.list(_prefix(epoch)):
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


async def numbered(lake: ObjectStore, epoch: int = 1) -> AsyncIterator[tuple[int, str]]:
    """Every checkpoint of an epoch: the number that its name says, and its key."""
    async for key in lake.list(_prefix(epoch)):
        name = key.rpartition("/")[2].removesuffix(".json")
        if name.isdecimal():
            yield int(name), key


async def newest(lake: ObjectStore, today: date, epoch: int = 1) -> str | None:
    """The key of an epoch's newest checkpoint, looked for in the last days first."""
    days = f"{_prefix(epoch)}dt="
    for after in (*(f"{days}{(today - back).isoformat()}" for back in _RECENT), ""):
        last = None
        async for key in lake.list(_prefix(epoch), after=after):
            if key.startswith(days) and key.endswith(".json"):
                last = key
        if last is not None:
            return last
    return None


def _prefix(epoch: int) -> str:
    return f"{dataset_of(epoch)}/v1/"


def _key(number: int, at: datetime, epoch: int) -> str:
    day = at.astimezone(UTC).date().isoformat()
    return f"{partition(dataset_of(epoch), day, 'all')}{number:012d}.json"


def signed_by(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    """Tell whether a signature over some bytes is that of a key."""
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True
