"""Whether a database is the one that the lake knows, and going on where it was restored."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from app.audit import checkpoints, epochs
from app.audit.chain import Entry
from app.audit.checkpoints import Signer
from app.audit.descriptions import reopened
from app.audit.epochs import Opening
from app.audit.events import Actor
from app.audit.notary import Notary
from app.audit.trail import AuditTrail
from app.audit.verifying import Signed, Verification
from app.errors import CommandError
from feedback.lake.stores.object_store import ObjectStore

_AGREED_FOR_S, _HELD_FOR_S = 300.0, 15.0
_ALL = 2**62


class State(StrEnum):
    """How the trail of a database stands to what was signed."""

    FITS = "fits"
    UNSIGNED = "unsigned"
    MOVED = "moved"
    OLDER = "older"
    CONTINUED = "continued"
    FOREIGN = "foreign"
    DAMAGED = "damaged"


GOES_ON = frozenset({State.MOVED, State.OLDER, State.CONTINUED})


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found: entries of the trail, up to which it agrees, and what was signed last."""

    state: State
    entries: int
    agreed: int
    signed: int
    epoch: int
    message: str


class LakeOwnership:
    """Objects to writing where another database owns the lake, or a later state of this one.

    The lake knows both from its newest checkpoint. So a database that was restored, be it for a
    drill beside the live service, changes nothing there until an operator says that it goes on.
    """

    def __init__(self) -> None:
        self._parts: tuple[Notary, AuditTrail] | None = None
        self._asked_at = float("-inf")
        self._reason: str | None = None
        self._lock = asyncio.Lock()

    def watch(self, notary: Notary, trail: AuditTrail) -> None:
        """Take what is asked; both read the lake past this guard."""
        self._parts = notary, trail

    async def __call__(self) -> str | None:
        """Why nothing may be written, or ``None``; found out again every few minutes."""
        async with self._lock:
            good_for = _AGREED_FOR_S if self._reason is None else _HELD_FOR_S
            if time.monotonic() - self._asked_at >= good_for:
                self._reason = await self._find_out()
                self._asked_at = time.monotonic()
            return self._reason

    async def _find_out(self) -> str | None:
        if self._parts is None:
            return None
        notary, trail = self._parts
        newest = await notary.newest()
        head = await trail.head()
        if newest is None or head is None:
            return None
        if head.number < newest.number:
            return (
                f"the audit trail ends at entry {head.number}, and entry {newest.number} was "
                f"signed at {newest.at.isoformat(sep=' ', timespec='seconds')}, as after a "
                "restore. Run `almanac restore-check`."
            )
        if notary.database and newest.database and notary.database != newest.database:
            return "another database writes to this lake. Run `almanac restore-check`."
        return None


class Restored:
    """A database beside the lake: how the two fit, and how they go on."""

    def __init__(
        self, trail: AuditTrail, lake: ObjectStore, signer: Signer, database: str = ""
    ) -> None:
        self._trail, self._lake, self._signer = trail, lake, signer
        self._database = database

    async def standing(self) -> Standing:
        """Compare every entry with what was signed; changes nothing.

        Raises `feedback.lake.stores.object_store.LakeUnavailableError`.
        """
        openings = await epochs.read_all(self._lake, [self._signer.public])
        epoch = openings[-1].epoch if openings else epochs.FIRST
        valid, strangers = await self._valid(openings)
        newest = max(valid, key=lambda one: (one.epoch, one.number), default=None)
        signed = newest.number if newest else 0
        if strangers or not all(one.genuine for one in openings):
            said = (
                "The lake holds checkpoints that this secret key did not sign. It is the lake of "
                "another installation, or ALMANAC_SECRET_KEY is not the one of before."
            )
            return Standing(State.FOREIGN, 0, 0, signed, epoch, said)
        hashes, flaw = await self._walk({one.number for one in valid})
        entries = hashes.pop(0, "")
        count = int(entries or 0)
        if flaw is not None:
            said = f"The trail itself is not whole: {flaw} Restore another backup."
            return Standing(State.DAMAGED, count, 0, signed, epoch, said)
        agreed = max((one.number for one in valid if hashes.get(one.number) == one.hash), default=0)
        agreed = max(agreed, await self._agreed_later(openings, agreed, count))
        state, said = self._judge(valid, newest, count, agreed)
        return Standing(state, count, agreed, signed, epoch, said)

    async def go_on(self, reason: str, actor: Actor) -> Opening:
        """Open a new epoch: the trail says what it lost, and the lake is this database's.

        Raises `CommandError` where that is not to be done.
        """
        found = await self.standing()
        if found.state not in GOES_ON:
            raise CommandError(f"No new epoch was opened. {found.message}")
        epoch = found.epoch + 1
        lost = max(found.signed, found.agreed)
        await self._trail.add(reopened(actor, epoch, found.agreed, lost, reason))
        head = await self._trail.head()
        assert head is not None
        now = datetime.now(UTC).replace(microsecond=0)
        opening = Opening(epoch, found.agreed, lost, head.number, head.hash, now, self._database)
        await epochs.put(self._lake, self._signer, opening)
        return opening

    def _judge(
        self, valid: Sequence[Signed], newest: Signed | None, entries: int, agreed: int
    ) -> tuple[State, str]:
        if newest is None:
            return _unsigned(entries)
        if newest.number > entries and (agreed or not any(c.number <= entries for c in valid)):
            return State.OLDER, (
                f"The database is older than the lake: it has {entries} entries of the audit "
                f"trail, and entry {newest.number} was signed. Until the trail goes on in a new "
                "epoch, nothing is written to the lake."
            )
        if agreed < newest.number and agreed:
            return State.CONTINUED, (
                f"The database was restored and used since: it agrees with the lake up to entry "
                f"{agreed}, and entry {newest.number} was signed with other content. Make sure "
                "that it was a restore and nobody who rewrote the trail."
            )
        if agreed < newest.number:
            return State.FOREIGN, (
                "Not one signed entry is in this trail: the database is of another installation."
            )
        if self._database and newest.database and self._database != newest.database:
            return State.MOVED, (
                "The trail fits, and the lake was written by a database at another address. If a "
                "service still runs there, this one is a drill and must not write to its lake. If "
                "the database has moved, go on in a new epoch."
            )
        return State.FITS, f"The trail fits the lake: it agrees up to entry {agreed}."

    async def _valid(self, openings: Sequence[Opening]) -> tuple[list[Signed], bool]:
        """What the trail has to agree with, and whether others signed in this lake."""
        signed = []
        for epoch in (epochs.FIRST, *(one.epoch for one in openings)):
            async for key in checkpoints.last_of_each_day(self._lake, epoch):
                data = await self._lake.get(key)
                signed.append(checkpoints.read(key, data, [self._signer.public], epoch))
        genuine = [one for one in signed if one.genuine]
        return epochs.still_valid(genuine, openings), bool(signed) and not genuine

    async def _agreed_later(self, openings: Sequence[Opening], agreed: int, entries: int) -> int:
        """The newest checkpoint of any moment that the trail agrees with, after ``agreed``."""
        limit, found = entries, list[tuple[int, str, int]]()
        for opening in reversed([None, *openings]):
            epoch = opening.epoch if opening else epochs.FIRST
            async for number, key in checkpoints.numbered(self._lake, epoch):
                if agreed < number <= limit:
                    found.append((number, key, epoch))
            limit = min(limit, opening.agreed if opening else limit)
        hashes, _ = await self._walk({number for number, _, _ in found})
        for number, key, epoch in sorted(found, reverse=True):
            one = checkpoints.read(key, await self._lake.get(key), [self._signer.public], epoch)
            if one.genuine and hashes.get(number) == one.hash:
                return number
        return agreed

    async def _walk(self, numbers: set[int]) -> tuple[dict[int, str], str | None]:
        """The hashes of some entries; under 0, how many there are; and the first flaw."""
        head = await self._trail.head()
        chain, hashes = Verification(), dict[int, str]()
        end = head.number if head else _ALL
        async for batch in self._trail.batches(until=end):
            flaw = await asyncio.to_thread(_follow, chain, batch, numbers, hashes)
            if flaw is not None:
                return hashes | {0: str(chain.number)}, flaw
        ended = chain.finish(head)
        return hashes | {0: str(chain.number)}, ended.message if ended else None


def _unsigned(entries: int) -> tuple[State, str]:
    if not entries:
        return State.FITS, "Nothing was done and nothing was signed yet."
    return State.UNSIGNED, (
        f"The audit trail has {entries} entries, and nothing was signed in this lake: it was "
        "compared with nothing. Set ALMANAC_LAKE_URL to the lake of the database that was restored "
        "and ask again. If this is its lake, no service has signed there yet, or what was signed "
        "is lost."
    )


def _follow(
    chain: Verification, batch: Sequence[Entry], numbers: set[int], hashes: dict[int, str]
) -> str | None:
    for entry in batch:
        flaw = chain.take(entry)
        if flaw is not None:
            return flaw.message
        if entry.number in numbers:
            hashes[entry.number] = entry.hash
    return None
