"""What somebody may do to the trail, and that the check names the first entry they did it to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.audit.chain import GENESIS, LONGEST, Entry, hash_of, instant, seal
from app.audit.events import Action, Actor, Event
from app.audit.notary import Notary
from app.audit.verifying import FlawKind
from tests.app.audit.conftest import AT, GRACE, Clock, ListedTrail

Tampering = Callable[[ListedTrail], None]


def rehash(trail: ListedTrail, since: int) -> None:
    """Make the chain fit again from entry ``since`` on, as somebody would who knows how."""
    for index in range(since - 1, len(trail.entries)):
        previous = trail.entries[index - 1].hash if index else GENESIS
        moved = replace(trail.entries[index], number=index + 1, previous=previous)
        trail.entries[index] = replace(moved, hash=hash_of(moved))
    trail.head_is = (trail.entries[-1].number, trail.entries[-1].hash)


async def flaw_after(notary: Notary, trail: ListedTrail, tamper: Tampering) -> tuple[str, int]:
    tamper(trail)
    flaw = (await notary.check()).flaw
    assert flaw is not None
    return flaw.kind.value, flaw.number


async def test_an_untouched_trail_is_whole(notary: Notary, trail: ListedTrail) -> None:
    await notary.sign()

    report = await notary.check()

    assert (report.flaw, report.entries, report.checkpoints) == (None, 10, 1)
    assert report.last is not None
    assert (report.last.number, report.last.hash) == trail.head_is


async def test_an_empty_trail_is_whole(notary: Notary, trail: ListedTrail) -> None:
    trail.entries.clear()
    trail.head_is = (0, GENESIS)

    assert (await notary.check()).flaw is None
    assert await notary.sign() is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody"},
        {"actor_name": "ben@cryodyne.example"},
        {"at": instant(AT + timedelta(days=1))},
        {"action": "records.exported"},
        {"outcome": "denied"},
        {"address": ""},
        {"target": "thing:9"},
        {"department": "hr"},
        {"detail": '{"rows":0}'},
        {"detail": '{"rows": 4}'},
        {"detail": "spoilt"},
        {"previous": GENESIS},
        {"hash": "f" * 64},
    ],
    ids=lambda change: f"{next(iter(change))}={next(iter(change.values()))[:10]}",
)
async def test_an_altered_field_is_found(
    notary: Notary, trail: ListedTrail, change: dict[str, str]
) -> None:
    def alter(trail: ListedTrail) -> None:
        trail.entries[4] = replace(trail.entries[4], **change)  # type: ignore[arg-type]

    assert await flaw_after(notary, trail, alter) == ("altered", 5)


async def test_an_altered_entry_is_found_although_its_hash_fits(
    notary: Notary, trail: ListedTrail
) -> None:
    def alter(trail: ListedTrail) -> None:
        changed = replace(trail.entries[4], actor="somebody")
        trail.entries[4] = replace(changed, hash=hash_of(changed))

    assert await flaw_after(notary, trail, alter) == ("altered", 5)


async def test_an_altered_last_entry_is_found_although_its_hash_fits(
    notary: Notary, trail: ListedTrail
) -> None:
    def alter(trail: ListedTrail) -> None:
        changed = replace(trail.entries[9], actor="somebody")
        trail.entries[9] = replace(changed, hash=hash_of(changed))

    assert await flaw_after(notary, trail, alter) == ("altered", 10)


async def test_swapped_rows_are_found(notary: Notary, trail: ListedTrail) -> None:
    def swap(trail: ListedTrail) -> None:
        third, fourth = trail.entries[2:4]
        trail.entries[2:4] = [replace(fourth, number=3), replace(third, number=4)]

    assert await flaw_after(notary, trail, swap) == ("altered", 3)


async def test_a_deleted_entry_is_missed(notary: Notary, trail: ListedTrail) -> None:
    def delete(trail: ListedTrail) -> None:
        del trail.entries[4]

    assert await flaw_after(notary, trail, delete) == ("missing", 5)


async def test_a_deleted_beginning_is_missed(notary: Notary, trail: ListedTrail) -> None:
    def behead(trail: ListedTrail) -> None:
        del trail.entries[:3]

    assert await flaw_after(notary, trail, behead) == ("missing", 1)


async def test_a_deleted_end_is_missed_by_the_note_of_the_newest(
    notary: Notary, trail: ListedTrail
) -> None:
    def cut(trail: ListedTrail) -> None:
        del trail.entries[7:]

    assert await flaw_after(notary, trail, cut) == ("truncated", 8)


def cut_cleanly(trail: ListedTrail) -> None:
    """Take the end away, and the note of it as well."""
    del trail.entries[7:]
    trail.head_is = (7, trail.entries[6].hash)


async def test_a_cleanly_cut_end_is_missed_by_a_newer_checkpoint(
    notary: Notary, trail: ListedTrail
) -> None:
    await notary.sign()

    assert await flaw_after(notary, trail, cut_cleanly) == ("truncated", 8)
    assert await notary.sign() is None
    assert notary.flaw is not None
    assert (notary.flaw.kind, notary.flaw.number) == (FlawKind.TRUNCATED, 8)


async def test_without_a_newer_checkpoint_a_clean_cut_is_not_seen(
    notary: Notary, trail: ListedTrail
) -> None:
    cut_cleanly(trail)

    # The limit of the method, and the reason for a checkpoint every minute.
    assert (await notary.check()).flaw is None


@pytest.mark.parametrize(("altered", "first"), [(2, 1), (8, 7)])
async def test_a_chain_made_anew_contradicts_the_checkpoints(
    notary: Notary, trail: ListedTrail, clock: Clock, altered: int, first: int
) -> None:
    ten, trail.entries = trail.entries, trail.entries[:6]
    trail.head_is = (6, ten[5].hash)
    await notary.sign()
    trail.entries, trail.head_is = list(ten), (10, ten[9].hash)
    clock.now += timedelta(days=1)
    await notary.sign()

    def rewrite(trail: ListedTrail) -> None:
        trail.entries[altered - 1] = replace(trail.entries[altered - 1], actor="somebody")
        rehash(trail, altered)

    assert await flaw_after(notary, trail, rewrite) == ("rewritten", first)


async def test_a_chain_made_anew_is_not_signed_again(notary: Notary, trail: ListedTrail) -> None:
    await notary.sign()
    trail.entries[2] = replace(trail.entries[2], actor="somebody")
    rehash(trail, 3)
    await trail.fill(1)

    assert await notary.sign() is None
    assert notary.flaw is not None
    assert notary.flaw.kind is FlawKind.REWRITTEN


async def test_an_entry_taken_out_and_the_rest_made_anew_contradicts_the_checkpoint(
    notary: Notary, trail: ListedTrail
) -> None:
    await notary.sign()

    def rewrite(trail: ListedTrail) -> None:
        del trail.entries[4]
        rehash(trail, 5)

    assert (await flaw_after(notary, trail, rewrite))[0] == "truncated"


async def test_an_entry_put_in_by_hand_is_found(notary: Notary, trail: ListedTrail) -> None:
    last = trail.entries[-1]

    def insert(trail: ListedTrail) -> None:
        event = Event(Action.AUDIT_READ, GRACE)
        trail.entries.append(seal(event, AT, number=11, previous=last.hash))

    assert await flaw_after(notary, trail, insert) == ("surplus", 11)


async def test_an_entry_before_the_first_is_found(notary: Notary, trail: ListedTrail) -> None:
    def insert(trail: ListedTrail) -> None:
        trail.entries.append(replace(trail.entries[0], number=0))

    assert await flaw_after(notary, trail, insert) == ("surplus", 0)


async def test_a_missing_note_of_the_newest_is_found(notary: Notary, trail: ListedTrail) -> None:
    def forget(trail: ListedTrail) -> None:
        trail.head_is = None

    assert await flaw_after(notary, trail, forget) == ("missing", 11)


def test_what_cannot_be_kept_is_replaced_and_what_is_long_is_cut() -> None:
    actor = Actor("x" * 1_000, "Grace@X.example\nforged", "10.0.0.1\0")
    event = Event(Action.SESSION_REFUSED, actor, "a\u202eb\ud800", detail={"groups": ["a\tb"]})

    entry = seal(event, AT, number=1, previous=GENESIS)

    assert len(entry.actor) == LONGEST
    assert entry.actor_name == "grace@x.example\N{REPLACEMENT CHARACTER}forged"
    assert entry.target == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"
    assert entry.facts == {"groups": ["a\N{REPLACEMENT CHARACTER}b"]}
    assert hash_of(entry) == entry.hash


def test_instants_sort_as_text_whatever_their_zone() -> None:
    tokyo = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=9)))

    assert instant(tokyo) == "2025-12-31T23:00:00.000000+00:00"
    assert instant(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))) < instant(tokyo)
    assert instant(datetime.max.replace(tzinfo=timezone(timedelta(hours=-9)))) > instant(tokyo)
    assert instant(datetime(2026, 1, 1, tzinfo=UTC)).endswith(".000000+00:00")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ben@Cryodyne.example", "ben@cryodyne.example"),
        ("correct horse battery staple", ""),
        ("hunter2", ""),
        ("p@ssword", ""),
        ("a question about me@x.y and more", ""),
    ],
)
def test_of_somebody_unknown_only_an_address_is_kept(typed: str, kept: str) -> None:
    assert Actor.unknown(typed, "10.0.0.1").name == kept


def test_an_auditor_can_recompute_a_hash_by_the_book(trail: ListedTrail) -> None:
    entry: Entry = trail.entries[3]
    line = entry.as_json()
    line["detail"] = json.dumps(line["detail"], sort_keys=True, separators=(",", ":"))
    previous, claimed = line.pop("previous"), line.pop("hash")
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest() == claimed
