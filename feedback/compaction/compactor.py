"""Making one file of many: what a day and department has in small files, merged when it is over.

The order of the steps is what a reader relies on: first the merged file, which does not count yet;
then the manifest, which at one stroke makes it count and the others not; then the others go. A kill
in between leaves something that the next round finishes. Two that do this at once do no harm
either: of two manifests with the same number one is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import structlog

from feedback.compaction.merging import Merge, UnfitError, count
from feedback.lake import memory
from feedback.lake.manifest import (
    CompactedFile,
    Manifest,
    Place,
    compacted_key,
    is_compacted,
    is_former,
    is_manifest,
    manifest_key,
)
from feedback.lake.partitions import Listing, look, partitions
from feedback.lake.stores.object_store import (
    DivergenceError,
    LakeUnavailableError,
    ObjectMissingError,
    ObjectStore,
    partition,
)
from feedback.outbox.alarms import Alarm, of_unfit
from feedback.outbox.packing import key_of
from feedback.outbox.store import Batch, Work, name_holder
from feedback.records import DATASETS, Dataset

log = structlog.get_logger(__name__)

INTERVAL = timedelta(minutes=10)
LEASE = timedelta(minutes=2)
# Records of a day arrive for a while after it.
MARGIN = timedelta(hours=1)
MANY = 64
# What is merged together is in memory together.
GROUP_BYTES = 64_000_000
_RECENT = timedelta(days=7)
_THOROUGH = timedelta(days=1)


class Leases(Protocol):
    """What compaction needs of the outbox."""

    async def lead(self, holder: str, now: datetime, until: datetime, work: Work) -> bool: ...

    async def step_down(self, holder: str, work: Work) -> None: ...

    async def unshipped(self) -> Sequence[Batch]: ...


@dataclass(slots=True)
class CompactReport:
    """What one round did. ``leading`` is false where another process compacts just now."""

    leading: bool = True
    merged: int = 0
    written: int = 0
    removed: int = 0
    unfit: list[str] = field(default_factory=list)
    diverged: list[str] = field(default_factory=list)
    unavailable: str | None = None

    @property
    def complete(self) -> bool:
        """Whether everything that can be merged is."""
        return not (self.unfit or self.diverged or self.unavailable) and self.leading


@dataclass(frozen=True, slots=True)
class _Merged:
    file: CompactedFile
    replaced: frozenset[str]


class Compactor:
    """Compacts what is over, and of a day that still runs what has become too many files.

    ``group_bytes`` limits what is merged into one file, and so the memory that it takes.
    """

    def __init__(
        self,
        outbox: Leases,
        store: ObjectStore,
        *,
        many: int = MANY,
        group_bytes: int = GROUP_BYTES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = outbox
        self._store = store
        self._many = many
        self._group_bytes = group_bytes
        self._clock = clock
        self._holder = name_holder()
        self._told: set[str] = set()
        self._unfit: set[str] = set()
        self._thorough_at = datetime.min.replace(tzinfo=UTC)

    @property
    def alarms(self) -> Sequence[Alarm]:
        """Files that could not be merged when they were last looked at."""
        return of_unfit(sorted(self._unfit))

    async def run_forever(self, interval: timedelta = INTERVAL) -> None:
        """Compact at every ``interval``: the last days, and once a day all of them."""
        while True:
            await asyncio.sleep(interval.total_seconds())
            now = self._clock()
            thorough = now - self._thorough_at >= _THOROUGH
            report = await self.compact_once(since=None if thorough else (now - _RECENT).date())
            if thorough and report.leading and report.unavailable is None:
                self._thorough_at = now

    async def compact_once(self, *, since: date | None = None) -> CompactReport:
        """Compact every partition, from the day ``since`` on, that has something to merge."""
        report = CompactReport(leading=await self._lead())
        if not report.leading:
            return report
        try:
            for dataset in DATASETS:
                after = f"{dataset}/v1/dt={since.isoformat()}" if since else ""
                async for place, keys in partitions(self._store, dataset, after=after):
                    if not self._worth_a_look(place, keys):
                        continue
                    report.leading = await self._lead()
                    if not report.leading:
                        return report
                    await self._compact(dataset, place, report)
        except LakeUnavailableError as error:
            report.unavailable = error.reason
            log.warning("compaction.lake_unavailable", reason=error.reason)
        finally:
            await self._outbox.step_down(self._holder, "compacting")
            if report.merged:
                await asyncio.to_thread(memory.release)
        if report.merged or report.removed:
            log.info(
                "lake.compacted",
                merged=report.merged,
                written=report.written,
                removed=report.removed,
            )
        return report

    def _worth_a_look(self, place: Place, keys: Sequence[str]) -> bool:
        """Whether a partition may need work, from its listing alone."""
        files = [key for key in keys if key.endswith(".parquet")]
        compacted = sum(map(is_compacted, files))
        # What the release before wrote is written anew, so that nothing but Parquet is left.
        if any(map(is_manifest, keys)) or any(map(is_former, files)):
            return True
        if self._is_over(place):
            return len(files) > 1
        return len(files) >= self._many or bool(compacted)

    def _is_over(self, place: Place) -> bool:
        try:
            end = datetime.combine(date.fromisoformat(place.day), time(), UTC) + timedelta(days=1)
        except ValueError:
            return False
        return end + MARGIN <= self._clock()

    async def _compact(self, dataset: Dataset, place: Place, report: CompactReport) -> None:
        unfit: set[str] = set()
        try:
            while True:
                listing = await look(self._store, dataset, place)
                for key in listing.dead:
                    await self._store.delete(key)
                    report.removed += 1
                # Asked after the listing: what is in the one and not in the other is marked.
                waiting = {key_of(batch) for batch in await self._outbox.unshipped()}
                group = self._choose(place, listing, waiting | unfit)
                number = listing.manifest.number + 1
                merged = await self._merge(dataset, place, number, group, unfit)
                orphans = listing.orphans
                if merged is None and not orphans:
                    break
                following = _follow(listing.manifest, merged, orphans)
                data = following.as_bytes()
                key = manifest_key(dataset, place, following.number)
                await self._store.put_new(key, data, hashlib.sha256(data).hexdigest())
                if merged is not None:
                    report.merged += len(merged.replaced)
                    report.written += 1
        except (DivergenceError, ObjectMissingError) as error:
            if isinstance(error, DivergenceError) and not is_manifest(error.key):
                report.diverged.append(error.key)
                log.error("compaction.diverged", dataset=dataset, key=error.key)
            else:
                # Somebody else compacts here too and was faster; the next round sees what is left.
                log.warning("compaction.overtaken", dataset=dataset, key=error.key)
        report.unfit += sorted(unfit)
        here = partition(dataset, place.day, place.department)
        self._unfit = {key for key in self._unfit if not key.startswith(here)} | unfit

    def _choose(self, place: Place, listing: Listing, without: set[str]) -> list[str]:
        """The files to merge, in the order of their keys; nothing where it is not worth it."""
        loose = [key for key in listing.loose if key not in without]
        former = {file.key for file in listing.manifest.files if is_former(file.key)} - without
        if not self._is_over(place):
            return sorted(former.union(loose)) if former or len(loose) >= self._many else []
        small = [file.key for file in listing.manifest.files if file.size < self._group_bytes // 2]
        together = sorted({*loose, *small, *former} - without)
        return together if len(together) > 1 or former else []

    async def _merge(
        self, dataset: Dataset, place: Place, number: int, group: Sequence[str], unfit: set[str]
    ) -> _Merged | None:
        """Write the merged file of as many of the group as go together; what is unfit stays out."""
        merge = Merge(dataset)
        taken: list[str] = []
        size = 0
        for key in group:
            data = await self._store.get(key)
            if taken and size + len(data) > self._group_bytes:
                break
            try:
                # Arrow computes for long; the people who are chatting must not feel it.
                await asyncio.to_thread(merge.add, data)
            except UnfitError as error:
                unfit.add(key)
                if key not in self._told:
                    self._told.add(key)
                    log.error("compaction.unfit", key=key, reason=error.reason)
                continue
            taken.append(key)
            size += len(data)
        if len(taken) < 2 and not any(map(is_former, taken)):
            return None
        data = await asyncio.to_thread(merge.finish)
        # The same files, merged for the same manifest, are the same content under the same key.
        content_hash = hashlib.sha256("\n".join([str(number), *taken]).encode()).hexdigest()
        key = compacted_key(dataset, place, content_hash[:32])
        await self._store.put_new(key, data, content_hash)
        # What it replaces will be removed, so it has to show that it holds all of it.
        found = await asyncio.to_thread(count, dataset, await self._store.get(key))
        if found != merge.rows:
            raise DivergenceError(key)
        await self._lead()
        return _Merged(CompactedFile(key, len(data)), frozenset(taken))

    async def _lead(self) -> bool:
        now = self._clock()
        return await self._outbox.lead(self._holder, now, now + LEASE, "compacting")


def _follow(manifest: Manifest, merged: _Merged | None, orphans: Sequence[str]) -> Manifest:
    """The state that comes next. An orphan must be out of the way before it may be removed:
    whoever wrote it could still be about to name it in a manifest.
    """
    files = list(manifest.files)
    replaced = manifest.replaced | set(orphans)
    if merged is not None:
        files = [file for file in files if file.key not in merged.replaced] + [merged.file]
        replaced = (replaced | merged.replaced) - {merged.file.key}
    return Manifest(manifest.number + 1, tuple(files), replaced)
