"""Whoever vouches for the trail: signs it as it grows, and checks it from its beginning."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.audit import checkpoints, epochs
from app.audit.chain import GENESIS, Entry
from app.audit.checkpoints import Signer
from app.audit.epochs import Opening
from app.audit.signed_note import SignedNote
from app.audit.trail import AuditTrail
from app.audit.verifying import Flaw, FlawKind, Head, Signed, Verification
from feedback.lake.stores.object_store import DivergenceError, LakeUnavailableError, ObjectStore

log = structlog.get_logger()
INTERVAL = timedelta(minutes=1)
_ALL = 2**62
_OVERDUE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check from the beginning found: entries and checkpoints seen, the first flaw.

    ``openings`` are the restores that the trail went on after, each with what it lost.
    """

    entries: int
    checkpoints: int
    last: Signed | None
    flaw: Flaw | None
    seconds: float
    openings: Sequence[Opening] = ()

    @property
    def uncovered(self) -> int:
        """How many entries at the end no checkpoint vouches for."""
        return self.entries - (self.last.number if self.last else 0)


class Notary:
    """Signs checkpoints, at most once an ``INTERVAL``, of what follows from the last one.

    ``last`` is the newest checkpoint as far as this process knows, ``flaw`` why it signs no more,
    ``note`` the file in which this machine remembers what it signed, and ``database`` the name of
    the database that checkpoints are said to come from.
    """

    def __init__(
        self,
        trail: AuditTrail,
        lake: ObjectStore,
        signer: Signer,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        note: Path | None = None,
        database: str = "",
    ) -> None:
        self.database = database
        self._note = SignedNote(note)
        self.signer = signer
        self.last: Signed | None = None
        self.flaw: Flaw | None = None
        self._trail = trail
        self._lake = lake
        self._clock = clock
        self._found = False

    async def run_forever(self, interval: timedelta = INTERVAL) -> None:
        """Sign what is new, again and again; a lake that is away is tried again."""
        while True:
            await self.sign()
            await asyncio.sleep(interval.total_seconds())

    async def sign(self) -> Signed | None:
        """Sign the newest entry if it is new and the trail up to it is whole.

        What keeps it from signing is logged, not raised.
        """
        try:
            return await self._sign()
        except LakeUnavailableError as error:
            log.warning("audit.checkpoint_delayed", reason=error.reason)
        except DivergenceError as error:
            # The same number was signed today with another hash: somebody rewrote that entry.
            log.error("audit.checkpoint_diverged", key=error.key)
        return None

    async def check(self, trusted: Collection[Ed25519PublicKey] = ()) -> Report:
        """Check the whole trail against itself, and against the last checkpoint of every day.

        ``trusted`` are public keys beside our own, such as that of an earlier secret key. Raises
        `feedback.lake.stores.object_store.LakeUnavailableError`.
        """
        began = time.perf_counter()
        keys = [self.signer.public, *trusted]
        openings = await epochs.read_all(self._lake, keys)
        signed, flaw = await self._signed(keys, openings)
        genuine = epochs.still_valid([one for one in signed if one.genuine], openings)
        # Read after the checkpoints, so that it is no older than any of them.
        head = await self._trail.head()
        verification = Verification(genuine)
        flaw = await self._follow(verification, head, until=_end(head)) or flaw
        if flaw is None and not genuine and self._is_overdue(verification):
            flaw = _unsigned(verification.number)
        last = max(genuine, key=lambda one: one.number, default=None)
        epoch = openings[-1].epoch if openings else epochs.FIRST
        flaw = flaw or self._note.contradiction(verification.number, last, epoch)
        seconds = time.perf_counter() - began
        return Report(verification.number, len(signed), last, flaw, seconds, openings)

    async def newest(self) -> Signed | None:
        """The newest that was signed, be it by another service; ``None`` where nothing was.

        Raises `feedback.lake.stores.object_store.LakeUnavailableError`.
        """
        return (await self._find_last())[0]

    async def _signed(
        self, keys: Sequence[Ed25519PublicKey], openings: Sequence[Opening]
    ) -> tuple[list[Signed], Flaw | None]:
        """The last checkpoint of every day of every epoch, and the first that is not genuine."""
        signed: list[Signed] = []
        flaw = next((_unopened(one) for one in openings if not one.genuine), None)
        for epoch in (epochs.FIRST, *(one.epoch for one in openings)):
            async for key in checkpoints.last_of_each_day(self._lake, epoch):
                one = checkpoints.read(key, await self._lake.get(key), keys, epoch)
                signed.append(one)
                if not one.genuine and flaw is None:
                    flaw = _forged(key, one)
        return signed, flaw

    def _is_overdue(self, verification: Verification) -> bool:
        """Whether a checkpoint should have been signed by now."""
        first = verification.first_at
        return first is not None and self._clock() - first > _OVERDUE

    async def _sign(self) -> Signed | None:
        if not self._found:
            self.last, self.flaw = await self._find_last()
            if self.flaw is not None:
                log.error("audit.broken", **asdict(self.flaw))
                return None
            self._found = True
        head = await self._trail.head()
        start = (self.last.number, self.last.hash) if self.last else (0, GENESIS)
        if head is not None and (head.number, head.hash) == start and head.newest == head.number:
            return None
        flaw = await self._follow(Verification(start=start), head, until=_end(head))
        self.flaw = flaw
        if flaw is not None or head is None:
            log.error("audit.broken", **(asdict(flaw) if flaw else {}))
            # Somebody may say meanwhile that the database was restored.
            self._found = False
            return None
        self.last = await checkpoints.put(
            self._lake,
            self.signer,
            head.number,
            head.hash,
            self._clock(),
            epoch=self.last.epoch if self.last else epochs.FIRST,
            database=self.database,
        )
        await asyncio.to_thread(self._note.keep, self.last)
        log.info("audit.signed", number=head.number)
        return self.last

    async def _find_last(self) -> tuple[Signed | None, Flaw | None]:
        """The checkpoint to go on from; one of ours in a wrong place keeps us from going on."""
        keys = [self.signer.public]
        openings = await epochs.read_all(self._lake, keys)
        opening = openings[-1] if openings else None
        if opening is not None and not opening.genuine:
            return None, _unopened(opening)
        epoch = opening.epoch if opening else epochs.FIRST
        key = await checkpoints.newest(self._lake, self._clock().date(), epoch)
        if key is None:
            return (opening.as_signed() if opening else None), None
        found = checkpoints.read(key, await self._lake.get(key), keys, epoch)
        if found.genuine:
            return found, None
        ours = found.key == checkpoints.fingerprint(self.signer.public)
        return None, _forged(key, found) if ours else None

    async def _follow(
        self, verification: Verification, head: Head | None, *, until: int
    ) -> Flaw | None:
        after = verification.number or None
        async for batch in self._trail.batches(after=after, until=until):
            # Hashing a thousand entries takes some milliseconds, and people are waiting.
            flaw = await asyncio.to_thread(_take, verification, batch)
            if flaw is not None:
                return flaw
        return verification.finish(head)


def _take(verification: Verification, batch: Sequence[Entry]) -> Flaw | None:
    for entry in batch:
        flaw = verification.take(entry)
        if flaw is not None:
            return flaw
    return None


def _end(head: Head | None) -> int:
    # Without the note of the newest entry, whatever is there is looked at.
    return head.number if head else _ALL


def _unsigned(number: int) -> Flaw:
    return Flaw(
        FlawKind.UNSIGNED,
        number,
        f"No checkpoint lies in the lake, though the trail has {number} entries, some of them old. "
        "Either the lake was emptied or another one is set: see ALMANAC_LAKE_URL.",
    )


def _unopened(opening: Opening) -> Flaw:
    return Flaw(
        FlawKind.FORGED,
        opening.number,
        f"The note {opening.key} in the lake, that the trail goes on after a restore, was not "
        "signed by this installation. If the secret key was changed since, name the earlier public "
        "key with --trust.",
    )


def _forged(key: str, checkpoint: Signed) -> Flaw:
    return Flaw(
        FlawKind.FORGED,
        checkpoint.number,
        f"The checkpoint {key} in the lake was not signed by this installation, or lies where "
        "another belongs. If the secret key was changed since, name the earlier public key with "
        "--trust.",
    )
