"""Which objects of the lake count: a compacted file counts for the files that it replaces."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from feedback.lake import ObjectMissingError, ObjectStore, partition, partition_of
from feedback.records import Dataset

_MARK = "_compacted-"


@dataclass(frozen=True, slots=True)
class Place:
    """A partition: a day in ISO form and a department."""

    day: str
    department: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a manifest: ``key``, a compacted file, holds all that ``replaced`` held."""

    key: str
    replaced: tuple[str, ...]

    def as_bytes(self) -> bytes:
        """As it stands in the lake; the same manifest is always the same bytes."""
        content = {"file": self.key, "replaced": sorted(self.replaced)}
        return json.dumps(content, sort_keys=True).encode()

    @classmethod
    def parse(cls, data: bytes) -> Manifest:
        """Read one; raises ``ValueError`` or ``KeyError`` for anything else."""
        content = json.loads(data)
        return cls(content["file"], tuple(content["replaced"]))


def manifest_key(dataset: Dataset, place: Place, name: str) -> str:
    """Where the manifest of the compacted file ``name`` stands.

    Query engines skip objects whose names begin with an underscore.
    """
    return f"{partition(dataset, place.day, place.department)}{_MARK}{name}.json"


def compacted_key(dataset: Dataset, place: Place, name: str) -> str:
    """Where the compacted file ``name`` stands."""
    return f"{partition(dataset, place.day, place.department)}compacted-{name}.parquet"


async def places(store: ObjectStore, dataset: Dataset, *, after: str = "") -> AsyncIterator[Place]:
    """The partitions of a dataset in the order of their days; ``after`` as in `ObjectStore.list`.

    Raises `feedback.lake.LakeUnavailableError`, as everything here does.
    """
    last = None
    async for key in store.list(f"{dataset}/v1/", after=after):
        try:
            place = Place(*partition_of(key))
        except ValueError:
            continue
        if place != last:
            last = place
            yield place


async def live_keys(store: ObjectStore, dataset: Dataset, place: Place) -> Sequence[str]:
    """The files of a partition that hold each of its records once, as they are at this moment.

    A file may be replaced between this and reading it: `feedback.lake.ObjectMissingError` then
    says to ask again.
    """
    found = await _listed(store, dataset, place)
    # A listing is no snapshot: files that go while it runs may be missed with what replaces them.
    while (again := await _listed(store, dataset, place)) != found:
        found = again
    replaced = set[str]()
    counting = set[str]()
    for key in found:
        if _name_of(key).startswith(_MARK):
            try:
                manifest = Manifest.parse(await store.get(key))
            except ObjectMissingError:
                return await live_keys(store, dataset, place)
            replaced.update(manifest.replaced)
            counting.add(manifest.key)
    return [
        key
        for key in found
        if key.endswith(".parquet")
        and key not in replaced
        and (key in counting or not _name_of(key).startswith("compacted-"))
    ]


async def _listed(store: ObjectStore, dataset: Dataset, place: Place) -> list[str]:
    prefix = partition(dataset, place.day, place.department)
    return [key async for key in store.list(prefix)]


def _name_of(key: str) -> str:
    return key.rpartition("/")[2]
