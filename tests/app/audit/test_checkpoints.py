"""Checkpoints in the lake: who signed them, how often, and what becomes of false ones."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.audit.chain import hash_of
from app.audit.checkpoints import PublicKeyError, Signer, read_public_key, signed_text
from app.audit.notary import Notary
from app.audit.verifying import FlawKind
from feedback.lake.filters import Filters
from feedback.lake.manifest import Place
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.object_store import LakeUnavailableError, PutOutcome, partition_of
from tests.app.audit.conftest import Clock, ListedTrail


async def keys(lake: FolderStore) -> list[str]:
    return [key async for key in lake.list("audit/")]


# What only somebody who can change the lake would put there.
UNREADABLE = {
    "no checkpoint at all": b"[]",
    "a number without end": b'{"number": Infinity}',
    "an instant before the first year": b'{"at": "0001-01-01T00:00:00+23:00"}',
    "half a character": b'{"hash": "\\ud800"}',
    "brackets within brackets": b"[" * 200_000,
}


async def test_a_checkpoint_is_put_where_the_lake_keeps_a_day(
    notary: Notary, lake: FolderStore
) -> None:
    await notary.sign()

    assert await keys(lake) == ["audit/v1/dt=2026-11-24/department=all/000000000010.json"]
    # No person's export takes it for a record of a department.
    place = Place(*partition_of((await keys(lake))[0]))
    assert not Filters(frozenset({"hr"})).takes_place(place)


async def test_nothing_new_is_not_signed_again(notary: Notary, lake: FolderStore) -> None:
    assert await notary.sign() is not None

    assert await notary.sign() is None
    assert len(await keys(lake)) == 1


async def test_a_process_that_starts_goes_on_from_the_last_checkpoint(
    notary: Notary, trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await notary.sign()
    clock.now += timedelta(days=30)
    started = Notary(trail, lake, notary.signer, clock=clock)

    assert await started.sign() is None
    assert started.last == notary.last
    await trail.fill(1)
    signed = await started.sign()
    assert signed is not None
    assert signed.number == 11


async def test_replicas_may_sign_the_same_entry(
    notary: Notary, trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    other = Notary(trail, lake, notary.signer, clock=clock)
    other._found = True  # it looked before the first one signed
    await notary.sign()
    clock.now += timedelta(seconds=20)

    assert (await other.sign()) is not None
    assert len(await keys(lake)) == 1
    assert (await notary.check()).flaw is None


async def test_a_lake_that_is_away_is_tried_again(
    trail: ListedTrail, tmp_path: Path, clock: Clock
) -> None:
    class Away(FolderStore):
        away = True

        async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
            if self.away:
                raise LakeUnavailableError("no answer")
            return await super().put_new(key, data, content_hash)

    lake = Away(tmp_path / "away")
    notary = Notary(trail, lake, Signer(SecretStr("k" * 40)), clock=clock)

    assert await notary.sign() is None
    lake.away = False
    assert await notary.sign() is not None


async def test_another_entry_under_a_signed_number_is_not_signed_over(
    notary: Notary, trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    other = Notary(trail, lake, notary.signer, clock=clock)
    other._found = True
    await notary.sign()
    changed = replace(trail.entries[9], actor="somebody")
    trail.entries[9] = replace(changed, hash=hash_of(changed))
    trail.head_is = (10, trail.entries[9].hash)

    assert await other.sign() is None


@pytest.mark.parametrize("how", ["another key", "another number", *UNREADABLE])
async def test_a_forged_checkpoint_is_named(
    notary: Notary, trail: ListedTrail, lake: FolderStore, how: str
) -> None:
    await notary.sign()
    (key,) = await keys(lake)
    data = await lake.get(key)
    if how == "another key":
        entry = trail.entries[9]
        data = Signer(SecretStr("x" * 40)).sign(10, entry.hash, notary._clock())
    elif how == "another number":
        data = json.dumps(json.loads(data) | {"number": 7}).encode()
    elif UNREADABLE[how].startswith(b"{"):
        data = json.dumps(json.loads(data) | json.loads(UNREADABLE[how])).encode()
    else:
        data = UNREADABLE[how]
    forged = key.replace("2026-11-24", "2026-11-25")
    await lake.put_new(forged, data, "0")

    flaw = (await notary.check()).flaw

    assert flaw is not None
    assert flaw.kind is FlawKind.FORGED
    assert forged in flaw.message


@pytest.mark.parametrize("where", ["999999999999", "000000000020"])
async def test_an_old_checkpoint_in_the_place_of_a_later_one_is_named(
    notary: Notary, trail: ListedTrail, lake: FolderStore, clock: Clock, where: str
) -> None:
    old = await notary.sign()
    (key,) = await keys(lake)
    assert old is not None
    await trail.fill(5)
    await notary.sign()
    copy = key.replace("000000000010", where)
    await lake.put_new(copy, await lake.get(key), "0")

    flaw = (await notary.check()).flaw
    restarted = Notary(trail, lake, notary.signer, clock=clock)
    await trail.fill(1)

    assert flaw is not None
    assert flaw.kind is FlawKind.FORGED
    assert copy in flaw.message
    assert await restarted.sign() is None
    assert restarted.flaw is not None


async def test_an_old_trail_without_any_checkpoint_is_not_whole(
    notary: Notary, clock: Clock
) -> None:
    assert (await notary.check()).flaw is None
    clock.now += timedelta(hours=2)

    flaw = (await notary.check()).flaw

    assert flaw is not None
    assert flaw.kind is FlawKind.UNSIGNED


async def test_a_forged_checkpoint_hides_no_altered_entry(
    notary: Notary, trail: ListedTrail, lake: FolderStore
) -> None:
    await lake.put_new("audit/v1/dt=2026-11-25/department=all/000000000010.json", b"{}", "0")
    trail.entries[2] = replace(trail.entries[2], actor="somebody")

    flaw = (await notary.check()).flaw

    assert flaw is not None
    assert (flaw.kind, flaw.number) == (FlawKind.ALTERED, 3)


async def test_checkpoints_of_an_earlier_secret_key_are_trusted_by_its_public_key(
    notary: Notary, trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await notary.sign()
    renewed = Notary(trail, lake, Signer(SecretStr("n" * 40)), clock=clock)
    earlier = read_public_key(notary.signer.public_pem.encode())

    assert (await renewed.check()).flaw is not None
    assert (await renewed.check([earlier])).flaw is None
    await trail.fill(1)
    assert await renewed.sign() is not None


async def test_an_auditor_checks_a_signature_with_openssl(
    notary: Notary, lake: FolderStore, tmp_path: Path
) -> None:
    await notary.sign()
    said = json.loads(await lake.get((await keys(lake))[0]))
    (tmp_path / "key.pem").write_text(notary.signer.public_pem)
    (tmp_path / "text").write_bytes(signed_text(said["number"], said["hash"], said["at"]))
    (tmp_path / "signature").write_bytes(b64decode(said["signature"]))

    done = subprocess.run(
        "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature".split(),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Verified Successfully" in done.stdout, done.stderr


@pytest.mark.parametrize("pem", [b"", b"hello", b"-----BEGIN PUBLIC KEY-----\n"])
def test_what_is_no_public_key_is_refused(pem: bytes) -> None:
    with pytest.raises(PublicKeyError, match="almanac audit key"):
        read_public_key(pem)
