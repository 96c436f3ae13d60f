"""Epochs of the trail: a database that was restored goes on in a new one, and shows the gap.

A restore gives back an older trail than the one that was signed, or loses some of it. Nothing can
bring those entries back; what can be done is to say so, signed with the installation's key, which
whoever can change the database or the lake does not have.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.audit.checkpoints import UNREADABLE, Signer, dataset_of, signed_by
from app.audit.verifying import Signed
from feedback.lake.stores.object_store import ObjectMissingError, ObjectStore

FIRST = 1
_PURPOSE = "almanac audit epoch v1"


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of an epoch.

    Up to entry ``agreed`` the trail is what was signed before. The earlier epoch signed entries up
    to ``lost``, which the trail no longer has, or has others in their place. ``number`` and
    ``hash`` are of the entry that the epoch begins with; ``database`` is the one that goes on.
    """

    epoch: int
    agreed: int
    lost: int
    number: int
    hash: str
    at: datetime
    database: str = ""
    genuine: bool = True

    @property
    def key(self) -> str:
        """Where it lies in the lake."""
        return _key(self.epoch)

    def as_signed(self) -> Signed:
        """What it vouches for."""
        return Signed(self.number, self.hash, self.at, "", self.genuine, self.epoch, self.database)


async def read_all(lake: ObjectStore, trusted: Collection[Ed25519PublicKey]) -> list[Opening]:
    """Every opening in its order; one that nobody of ``trusted`` signed is not ``genuine``."""
    found: list[Opening] = []
    while True:
        epoch = FIRST + 1 + len(found)
        try:
            data = await lake.get(_key(epoch))
        except ObjectMissingError:
            return found
        found.append(_read(epoch, data, trusted))


async def put(lake: ObjectStore, signer: Signer, opening: Opening) -> None:
    """Sign and write the beginning of an epoch.

    Raises `LakeUnavailableError` and `DivergenceError` of `feedback.lake.stores.object_store`.
    """
    said = _content(opening)
    signature = base64.b64encode(signer.sign_text(_text(said))).decode()
    data = json.dumps(said | {"signature": signature}, indent=2).encode() + b"\n"
    await lake.put_new(opening.key, data, hashlib.sha256(_text(said)).hexdigest())


def still_valid(
    signed: Sequence[Signed], openings: Sequence[Opening], epoch: int = FIRST
) -> list[Signed]:
    """What the trail has to agree with: of each earlier epoch what the next one took over."""
    valid = [one for one in signed if one.epoch == epoch]
    for opening in openings:
        valid = [one for one in valid if one.number <= opening.agreed]
        valid.append(opening.as_signed())
        valid += [one for one in signed if one.epoch == opening.epoch]
    return valid


def _key(epoch: int) -> str:
    return f"{dataset_of(epoch)}/v1/opening.json"


def _content(opening: Opening) -> dict[str, object]:
    content = asdict(opening)
    del content["genuine"]
    return content | {"at": opening.at.astimezone(UTC).isoformat(timespec="seconds")}


def _text(content: dict[str, object]) -> bytes:
    names = ("epoch", "agreed", "lost", "number", "hash", "at", "database")
    return " ".join([_PURPOSE, *(str(content[name]) for name in names)]).encode()


def _read(epoch: int, data: bytes, trusted: Collection[Ed25519PublicKey]) -> Opening:
    try:
        said = json.loads(data)
        opening = Opening(
            int(said["epoch"]),
            int(said["agreed"]),
            int(said["lost"]),
            int(said["number"]),
            str(said["hash"]),
            datetime.fromisoformat(str(said["at"])),
            str(said["database"]),
        )
        signature = base64.b64decode(said["signature"], validate=True)
        text = _text(_content(opening))
    except UNREADABLE:
        return Opening(epoch, 0, 0, 0, "", datetime.min.replace(tzinfo=UTC), genuine=False)
    genuine = opening.epoch == epoch and any(signed_by(key, signature, text) for key in trusted)
    if genuine:
        return opening
    return Opening(epoch, 0, 0, 0, "", datetime.min.replace(tzinfo=UTC), genuine=False)
