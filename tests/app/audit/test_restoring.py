"""A database that was restored: told from the live one, and going on in a new epoch."""

from __future__ import annotations

import asyncio
import copy
import json
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.audit import epochs
from app.audit.chain import GENESIS
from app.audit.checkpoints import Signer
from app.audit.events import OPERATOR, Action, Actor, Event
from app.audit.notary import Notary
from app.audit.restoring import LakeOwnership, Restored, State
from app.audit.verifying import FlawKind
from app.commands.service.restoring import restore_check
from app.errors import CommandError
from feedback.lake.stores.folder_store import FolderStore
from feedback.lake.stores.guarded_store import GuardedStore
from feedback.lake.stores.object_store import LakeHeldError
from tests.app.audit.conftest import Clock, ListedTrail

BY = Actor(OPERATOR, "ops")
SIGNER = Signer(SecretStr("k" * 40))


def restored(trail: ListedTrail, lake: FolderStore, database: str = "") -> Restored:
    return Restored(trail, lake, SIGNER, database)


def notary_of(trail: ListedTrail, lake: FolderStore, clock: Clock, database: str = "") -> Notary:
    return Notary(trail, lake, SIGNER, clock=clock, database=database)


@pytest.fixture
async def older(trail: ListedTrail, lake: FolderStore, clock: Clock) -> ListedTrail:
    """The trail as it was at entry 12, while entries 10, 12, 15 and 20 were signed."""
    notary = notary_of(trail, lake, clock)
    await notary.sign()
    await trail.fill(2)
    await notary.sign()
    backup = copy.deepcopy(trail)
    for more in (3, 5):
        await trail.fill(more)
        await notary.sign()
    return backup


async def test_a_trail_that_was_not_restored_fits(
    trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await notary_of(trail, lake, clock).sign()

    found = await restored(trail, lake).standing()

    assert (found.state, found.agreed, found.signed) == (State.FITS, 10, 10)
    with pytest.raises(CommandError, match="fits the lake"):
        await restored(trail, lake).go_on("no reason", BY)


async def test_a_lake_in_which_nothing_was_signed_fits_no_trail(
    trail: ListedTrail, lake: FolderStore
) -> None:
    found = await restored(trail, lake).standing()

    assert (found.state, found.entries, found.signed) == (State.UNSIGNED, 10, 0)
    assert "ALMANAC_LAKE_URL" in found.message


async def test_a_check_makes_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALMANAC_DEMO", "true")
    monkeypatch.setenv("ALMANAC_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("ALMANAC_SECRET_KEY", raising=False)

    with pytest.raises(CommandError, match="secret key"):
        await asyncio.to_thread(restore_check, None, as_json=True)

    assert not (tmp_path / "var").exists()


async def test_an_older_database_says_so_goes_on_and_shows_the_gap(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    found = await restored(older, lake).standing()
    assert (found.state, found.agreed, found.signed) == (State.OLDER, 12, 20)
    before = await notary_of(older, lake, clock).check()
    assert before.flaw is not None
    assert before.flaw.kind is FlawKind.TRUNCATED

    await restored(older, lake).go_on("disk lost", BY)
    notary = notary_of(older, lake, clock)
    await older.fill(3)
    signed = await notary.sign()
    report = await notary.check()

    assert report.flaw is None
    assert [(one.epoch, one.agreed, one.lost, one.number) for one in report.openings] == [
        (2, 12, 20, 13)
    ]
    assert signed is not None
    assert (signed.number, signed.epoch) == (16, 2)
    assert report.last == signed
    assert json.loads(older.entries[12].detail) == {
        "epoch": 2,
        "agreed": 12,
        "lost": 20,
        "reason": "disk lost",
    }
    assert (await restored(older, lake).standing()).state is State.FITS


async def test_a_running_service_signs_again_once_an_epoch_was_opened(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    notary = notary_of(older, lake, clock)
    assert await notary.sign() is None
    assert notary.flaw is not None

    await restored(older, lake).go_on("disk lost", BY)

    await older.fill(1)
    assert await notary.sign() is not None
    assert notary.flaw is None


async def test_a_database_that_was_restored_and_used_goes_on_too(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await older.add(Event(Action.AUDIT_READ, Actor("somebody")))
    await older.fill(30)

    found = await restored(older, lake).standing()
    assert (found.state, found.agreed, found.signed) == (State.CONTINUED, 12, 20)
    await restored(older, lake).go_on("used for an hour", BY)

    report = await notary_of(older, lake, clock).check()
    assert report.flaw is None
    assert (report.openings[0].agreed, report.openings[0].lost) == (12, 20)


async def test_a_second_restore_opens_a_third_epoch(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    oldest = copy.deepcopy(older)
    await restored(older, lake).go_on("first", BY)
    clock.now += timedelta(days=1)
    await older.fill(9)
    await notary_of(older, lake, clock).sign()

    await restored(oldest, lake).go_on("second", BY)

    report = await notary_of(oldest, lake, clock).check()
    assert report.flaw is None
    assert [one.epoch for one in report.openings] == [2, 3]
    assert report.openings[1].agreed == 12


async def test_what_was_rewritten_after_an_opening_is_found(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await restored(older, lake).go_on("disk lost", BY)
    await older.fill(3)
    await notary_of(older, lake, clock).sign()
    rewritten = ListedTrail()
    await rewritten.fill(16)

    report = await notary_of(rewritten, lake, clock).check()

    assert report.flaw is not None
    assert report.flaw.kind is FlawKind.REWRITTEN


@pytest.mark.parametrize("spoilt", ['"lost": 20', '"agreed": 12', '"epoch": 2', '"number": 13'])
async def test_an_opening_that_somebody_else_wrote_is_no_opening(
    older: ListedTrail, lake: FolderStore, clock: Clock, spoilt: str
) -> None:
    await restored(older, lake).go_on("disk lost", BY)
    key = "audit-0002/v1/opening.json"
    said = (await lake.get(key)).decode()
    assert spoilt in said
    await lake.delete(key)
    await lake.put_new(key, said.replace(spoilt, spoilt[:-1] + "1").encode(), "0" * 64)

    report = await notary_of(older, lake, clock).check()

    assert report.flaw is not None
    assert report.flaw.kind is FlawKind.FORGED
    assert await notary_of(older, lake, clock).sign() is None


@pytest.mark.parametrize(
    "said",
    [
        b"[]",
        b'{"epoch": Infinity}',
        b"[" * 200_000,
        b'{"epoch": 2, "agreed": 1, "lost": 1, "number": 1, "hash": "\\ud800", '
        b'"at": "2026-11-24T00:00:00Z", "database": "", "signature": ""}',
        b'{"epoch": 2, "agreed": 1, "lost": 1, "number": 1, "hash": "0", '
        b'"at": "0001-01-01T00:00:00+23:00", "database": "", "signature": ""}',
    ],
    ids=lambda said: said[:20].decode(),
)
async def test_an_opening_that_nobody_can_read_is_no_opening_either(
    trail: ListedTrail, lake: FolderStore, clock: Clock, said: bytes
) -> None:
    await lake.put_new("audit-0002/v1/opening.json", said, "0" * 64)

    report = await notary_of(trail, lake, clock).check()

    assert report.flaw is not None
    assert report.flaw.kind is FlawKind.FORGED


async def test_a_checkpoint_of_one_epoch_counts_in_no_other(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await restored(older, lake).go_on("disk lost", BY)
    old = "audit/v1/dt=2026-11-24/department=all/000000000020.json"
    await lake.put_new(old.replace("audit/", "audit-0002/"), await lake.get(old), "0" * 64)

    report = await notary_of(older, lake, clock).check()

    assert report.flaw is not None
    assert report.flaw.kind is FlawKind.FORGED


async def test_a_database_of_another_company_is_told_and_cannot_go_on(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    other = ListedTrail()
    await other.add(Event(Action.AUDIT_READ, Actor("stranger")))
    await other.fill(30)

    found = await restored(other, lake).standing()

    assert found.state is State.FOREIGN
    with pytest.raises(CommandError, match="another installation"):
        await restored(other, lake).go_on("why not", BY)


async def test_another_secret_key_is_told_before_anything_is_compared(
    older: ListedTrail, lake: FolderStore
) -> None:
    found = await Restored(older, lake, Signer(SecretStr("x" * 40))).standing()

    assert found.state is State.FOREIGN
    assert "ALMANAC_SECRET_KEY" in found.message


async def test_a_trail_that_is_not_whole_needs_another_backup(
    older: ListedTrail, lake: FolderStore
) -> None:
    del older.entries[4]

    found = await restored(older, lake).standing()

    assert found.state is State.DAMAGED
    assert "Entry 5 is missing" in found.message


async def test_an_empty_database_beside_a_full_lake_goes_on_from_nothing(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    empty = ListedTrail([], (0, GENESIS))

    assert (await restored(empty, lake).standing()).state is State.OLDER
    await restored(empty, lake).go_on("no backup", BY)

    report = await notary_of(empty, lake, clock).check()
    assert report.flaw is None
    assert (report.openings[0].agreed, report.openings[0].lost) == (0, 20)


def guarded(trail: ListedTrail, lake: FolderStore, clock: Clock, database: str) -> GuardedStore:
    ownership = LakeOwnership()
    store = GuardedStore(lake, ownership)
    ownership.watch(Notary(trail, store, SIGNER, clock=clock, database=database), trail)
    return store


async def test_a_drill_with_an_older_database_writes_nothing_to_the_live_lake(
    older: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    drill = guarded(older, lake, clock, "")
    await older.fill(2)

    for write in (drill.put_new("turns/v1/x", b"", "0" * 64), drill.delete("x"), drill.check()):
        with pytest.raises(LakeHeldError, match="restore-check"):
            await write
    assert await drill.get("audit/v1/dt=2026-11-24/department=all/000000000010.json")


async def test_a_drill_with_the_newest_database_writes_nothing_either(
    trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await notary_of(trail, lake, clock, "live").sign()
    copied = copy.deepcopy(trail)
    await copied.fill(1)
    drill = guarded(copied, lake, clock, "drill")

    with pytest.raises(LakeHeldError, match="another database writes to this lake"):
        await drill.put_new("turns/v1/x", b"", "0" * 64)
    assert (await restored(copied, lake, "drill").standing()).state is State.MOVED


async def test_the_live_service_writes_and_so_does_one_that_went_on(
    trail: ListedTrail, lake: FolderStore, clock: Clock
) -> None:
    await notary_of(trail, lake, clock, "live").sign()
    await guarded(trail, lake, clock, "live").check()
    moved = copy.deepcopy(trail)

    await restored(moved, lake, "new").go_on("moved", BY)

    await guarded(moved, lake, clock, "new").check()
    with pytest.raises(LakeHeldError):
        await guarded(trail, lake, clock, "live").check()


async def test_every_opening_is_read_in_its_order(older: ListedTrail, lake: FolderStore) -> None:
    assert await epochs.read_all(lake, [SIGNER.public]) == []

    opening = await restored(older, lake).go_on("disk lost", BY)

    assert await epochs.read_all(lake, [SIGNER.public]) == [opening]
