"""The partitions of a dataset, and how each stands: which of its files count, and which can go."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from feedback.lake.manifest import (
    NOTES,
    Manifest,
    Place,
    is_compacted,
    is_data,
    is_former,
    is_old_manifest,
    notes_prefix,
    number_of,
)
from feedback.lake.stores.object_store import (
    LakeUnavailableError,
    ObjectMissingError,
    ObjectStore,
    partition,
    partition_of,
)
from feedback.records import Dataset

_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """A partition as it stands: every key that is there, and the newest manifest.

    ``manifest`` holds what both places of manifests say, and ``notes`` are the keys beside it.
    """

    keys: tuple[str, ...]
    manifest: Manifest
    notes: tuple[str, ...] = ()

    @property
    def live(self) -> list[str]:
        """The files that hold each record once.

        One that the manifest names counts although it is not there: a reader must not pass over
        records that are missing.
        """
        return sorted({*self.counting, *self.loose})

    @property
    def loose(self) -> list[str]:
        """The files that no compaction has seen yet."""
        return [key for key in self.keys if self._new(key)]

    @property
    def counting(self) -> frozenset[str]:
        """The compacted files that count."""
        return frozenset(file.key for file in self.manifest.files)

    @property
    def orphans(self) -> list[str]:
        """Compacted files that no manifest names: whoever wrote them did not get further."""
        known = self.counting | self.manifest.replaced
        return [key for key in self.keys if is_compacted(key) and key not in known]

    @property
    def dead(self) -> list[str]:
        """What does not count any more and can go, in the order in which it goes."""
        files = [key for key in self.keys if key in self.manifest.replaced]
        former = [key for key in self.notes if number_of(key) < self.manifest.number]
        # One of the release before counts for it for as long as a file of its own is there.
        left = any(is_former(key) and key not in files for key in self.keys)
        old = [] if left or self.manifest.number == 0 else [*filter(is_old_manifest, self.keys)]
        return [*files, *former, *old]

    def _new(self, key: str) -> bool:
        return is_data(key) and not is_compacted(key) and key not in self.manifest.replaced


async def places(store: ObjectStore, dataset: Dataset, *, after: str = "") -> AsyncIterator[Place]:
    """The partitions of a dataset in the order of their days; ``after`` as in `ObjectStore.list`.

    Raises `feedback.lake.stores.object_store.LakeUnavailableError`, as everything here does.
    """
    async for place, _ in partitions(store, dataset, after=after):
        yield place


async def partitions(
    store: ObjectStore, dataset: Dataset, *, after: str = ""
) -> AsyncIterator[tuple[Place, Sequence[str]]]:
    """The partitions of a dataset in the order of their days, each with its keys.

    One of which only a manifest is there counts too: it says that records are missing.
    """
    files = _by_day(store, f"{dataset}/v1/", after)
    notes = _by_day(store, f"{NOTES}{dataset}/v1/", after and f"{NOTES}{after}")
    async with aclosing(files), aclosing(notes):
        noted = await anext(notes, None)
        async for day, found in files:
            while noted is not None and noted[0] < day:
                for place in noted[1]:
                    yield place, []
                noted = await anext(notes, None)
            if noted is not None and noted[0] == day:
                for place in noted[1]:
                    found.setdefault(place, [])
                noted = await anext(notes, None)
            for place, keys in found.items():
                yield place, keys
        while noted is not None:
            for place in noted[1]:
                yield place, []
            noted = await anext(notes, None)


async def _by_day(
    store: ObjectStore, prefix: str, after: str
) -> AsyncGenerator[tuple[str, dict[Place, list[str]]]]:
    """The keys of each day by their partitions."""
    day = ""
    found: dict[Place, list[str]] = {}
    async for key in store.list(prefix, after=after):
        try:
            place = Place(*partition_of(key))
        except ValueError:
            continue
        if place.day != day:
            if found:
                yield day, found
            day, found = place.day, {}
        found.setdefault(place, []).append(key)
    if found:
        yield day, found


async def live_keys(store: ObjectStore, dataset: Dataset, place: Place) -> Sequence[str]:
    """The files of a partition that hold each of its records once, as they are at this moment.

    A file may be replaced between this and reading it: `ObjectMissingError` then says to ask
    again.
    """
    return (await look(store, dataset, place)).live


async def look(store: ObjectStore, dataset: Dataset, place: Place) -> Listing:
    """How a partition stands."""
    missing = ""
    for _ in range(_ATTEMPTS):
        found = await _listed(store, dataset, place)
        # A listing is no snapshot: files that go while it runs may be missed with what replaces
        # them.
        while (again := await _listed(store, dataset, place)) != found:
            found = again
        keys, notes = found
        try:
            old = await _newest(store, [*filter(is_old_manifest, keys)])
            own = await _newest(store, notes)
        except ObjectMissingError as error:
            # A newer one has taken its place meanwhile.
            missing = error.key
            continue
        return Listing(tuple(keys), old.joined(own), tuple(notes))
    raise LakeUnavailableError(f"{missing} is listed and not there")


async def _newest(store: ObjectStore, keys: Sequence[str]) -> Manifest:
    if not keys:
        return Manifest(0)
    newest = max(keys, key=number_of)
    return Manifest.parse(newest, await store.get(newest))


async def _listed(
    store: ObjectStore, dataset: Dataset, place: Place
) -> tuple[list[str], list[str]]:
    """The keys of a partition, and those of its manifests."""
    # The notes first: a file is written before the note that makes it count.
    notes = [key async for key in store.list(notes_prefix(dataset, place))]
    prefix = partition(dataset, place.day, place.department)
    return [key async for key in store.list(prefix)], notes
