"""Carrying records from the outbox to the lake, each exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from feedback.lake.stores.object_store import DivergenceError, LakeUnavailableError, ObjectStore
from feedback.outbox.alarms import Alarm, Alarms, of_absence, of_backlog, of_divergence
from feedback.outbox.packing import find_poison, pack
from feedback.outbox.store import Backlog, Batch, Outbox, name_holder

log = structlog.get_logger(__name__)

BATCH_BYTES = 16_000_000
INTERVAL = timedelta(seconds=15)
LEASE = timedelta(seconds=30)
KEEP_SHIPPED = timedelta(hours=1)
# The longest pause while the lake is away: what waits is there within a minute of its return.
AWAY = timedelta(seconds=30)
_TURNS, _TURN_S = 40, 0.25


@dataclass(slots=True)
class ShipReport:
    """What one round did. ``leading`` is false where another process ships just now."""

    leading: bool = True
    batches: int = 0
    records: int = 0
    set_aside: int = 0
    pruned: int = 0
    diverged: list[str] = field(default_factory=list)
    unavailable: str | None = None

    @property
    def complete(self) -> bool:
        """Whether everything that could go to the lake is there."""
        return self.leading and not self.diverged and self.unavailable is None


class Shipper:
    """Ships what waits: seals batches, writes them, marks them, and forgets them later.

    A kill at any point is repaired by the next round: members of a sealed batch never change, its
    key follows from it, and an object that is there with the same content counts as written.
    """

    def __init__(
        self,
        outbox: Outbox,
        store: ObjectStore,
        *,
        batch_bytes: int = BATCH_BYTES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._batch_bytes = batch_bytes
        self._clock = clock
        self._holder = name_holder()
        self._led_until = datetime.min.replace(tzinfo=UTC)
        self._diverged: list[str] = []
        self._absent: str | None = None
        self._alarms = Alarms()

    @property
    def alarms(self) -> Sequence[Alarm]:
        """What was wrong when this process last shipped."""
        return self._alarms.raised

    async def ship_once(self) -> ShipReport:
        """Ship what waits now; a lake that is away is reported, not raised."""
        report = ShipReport(leading=await self._lead())
        if report.leading:
            try:
                await self._drain(report)
                report.pruned = await self._outbox.prune(self._clock() - KEEP_SHIPPED)
            except LakeUnavailableError as error:
                report.unavailable = error.reason
            finally:
                self._led_until = self._clock()
                await self._outbox.step_down(self._holder)
            self._note(report)
        found = [*of_divergence(self._diverged), *of_absence(self._absent)]
        self._alarms.see(found + of_backlog(await self._outbox.backlog(), self._clock()))
        if report.records or report.set_aside:
            log.info("outbox.shipped", batches=report.batches, records=report.records)
        return report

    async def drain(self) -> ShipReport:
        """Ship what waits; while another process is at it, wait some ten seconds for our turn."""
        report = await self.ship_once()
        for _ in range(_TURNS):
            if report.leading:
                break
            await asyncio.sleep(_TURN_S)
            report = await self.ship_once()
        return report

    async def run_forever(self, interval: timedelta = INTERVAL) -> None:
        """Ship at every ``interval``, and less often while the lake is away."""
        pause = interval
        while True:
            report = await self.ship_once()
            pause = min(pause * 2, max(interval, AWAY)) if report.unavailable else interval
            await asyncio.sleep(pause.total_seconds())

    async def backlog(self) -> Backlog:
        """What has not reached the lake yet."""
        return await self._outbox.backlog()

    async def inspect(self) -> list[Alarm]:
        """Look for what is wrong, also if another process ships, and change nothing.

        Raises `feedback.lake.stores.object_store.LakeUnavailableError`.
        """
        first: dict[str, Batch] = {}
        for batch in await self._outbox.unshipped():
            # Behind one that diverges its dataset waits, so none but the first can.
            first.setdefault(batch.dataset, batch)
        diverged = []
        for batch in first.values():
            entries = await self._outbox.read(batch)
            poison = await asyncio.to_thread(find_poison, batch, entries)
            if poison or not entries:
                continue
            parcel = await asyncio.to_thread(pack, batch, entries)
            try:
                await self._store.holds(parcel.key, parcel.content_hash)
            except DivergenceError as error:
                diverged.append(error.key)
        backlog = await self._outbox.backlog()
        return of_divergence(diverged) + of_backlog(backlog, self._clock())

    def _note(self, report: ShipReport) -> None:
        self._absent = report.unavailable
        # A round that broke off has not seen everything.
        known = self._diverged if report.unavailable or not report.leading else []
        self._diverged = list(dict.fromkeys([*known, *report.diverged]))

    async def _drain(self, report: ShipReport) -> None:
        stopped: set[str] = set()
        # What an earlier round left comes first. While the lake is away nothing new is sealed, so
        # that what waits goes in few large files afterwards.
        await self._ship_all(await self._outbox.unshipped(), stopped, report)
        if report.leading:
            batches = await self._outbox.seal(self._batch_bytes, without=stopped)
            await self._ship_all(batches, stopped, report)

    async def _ship_all(
        self, batches: Sequence[Batch], stopped: set[str], report: ShipReport
    ) -> None:
        for batch in batches:
            if batch.dataset in stopped:
                continue
            if not await self._lead():
                report.leading = False
                return
            try:
                await self._ship(batch, report)
            except DivergenceError as error:
                # Whoever wrote there may write again: the dataset waits for a person.
                stopped.add(batch.dataset)
                report.diverged.append(error.key)

    async def _ship(self, batch: Batch, report: ShipReport) -> None:
        entries = await self._outbox.read(batch)
        # Arrow and Parquet compute for long; the people who are chatting must not feel it.
        poison = await asyncio.to_thread(find_poison, batch, entries)
        if poison:
            await self._outbox.set_aside(poison)
            report.set_aside += len(poison)
            for number, reason in poison.items():
                log.error("outbox.set_aside", dataset=batch.dataset, number=number, reason=reason)
            entries = [entry for entry in entries if entry.number not in poison]
        if not entries:
            return
        parcel = await asyncio.to_thread(pack, batch, entries)
        await self._store.put_new(parcel.key, parcel.data, parcel.content_hash)
        await self._outbox.mark_shipped(batch, self._clock())
        report.batches += 1
        report.records += len(entries)

    async def _lead(self) -> bool:
        now = self._clock()
        if self._led_until - now > LEASE / 2:
            return True
        leading = await self._outbox.lead(self._holder, now, now + LEASE)
        self._led_until = now + LEASE if leading else now
        return leading
