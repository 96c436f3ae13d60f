"""Which objects of the lake count: compacted files, and the files whose records they hold.

A partition's manifests are numbered, and the newest holds the whole state. Whoever writes the next
one writes it under a key that must be free, so of two that compact at once one fails. What was
replaced once never counts again: a file that arrives late under its key changes nothing.

Manifests lie in a folder of their own beside the dataset: many readers take a folder for a table
only if it holds nothing but Parquet. The release before kept them in the partition, as
``_compacted-NUMBER.json``, and called its files ``compacted-…``. What it left counts together with
what this one wrote, and is written anew by the next compaction.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from feedback.lake.object_store import (
    LakeUnavailableError,
    ObjectMissingError,
    ObjectStore,
    partition,
    partition_of,
)
from feedback.records import Dataset

_NOTES = "notes-"
_MARK = "_compacted-"
_COMPACTED = "compacted-"
_MERGED = "merged-"
_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A partition: a day in ISO form and a department."""

    day: str
    department: str


@dataclass(frozen=True, slots=True)
class CompactedFile:
    """A file that holds the records of others; ``size`` in bytes."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The state of a partition: the compacted files that count, and all keys that do not.

    ``number`` counts from 1; 0 stands for a partition where nothing was compacted.
    """

    number: int
    files: tuple[CompactedFile, ...] = ()
    replaced: frozenset[str] = frozenset()

    def as_bytes(self) -> bytes:
        """As it stands in the lake; the same state is always the same bytes."""
        files = [{"key": file.key, "size": file.size} for file in self.files]
        return json.dumps({"files": files, "replaced": sorted(self.replaced)}).encode()

    @classmethod
    def parse(cls, key: str, data: bytes) -> Manifest:
        """Read the manifest that stands under ``key``; raises `LakeUnavailableError`."""
        try:
            content = json.loads(data)
            files = tuple(CompactedFile(file["key"], file["size"]) for file in content["files"])
            return cls(_number_of(key), files, frozenset(content["replaced"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise LakeUnavailableError(f"{key} is not a manifest") from error


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
        former = [key for key in self.notes if _number_of(key) < self.manifest.number]
        # One of the release before counts for it for as long as a file of its own is there.
        left = any(is_former(key) and key not in files for key in self.keys)
        old = [] if left or self.manifest.number == 0 else [*filter(_is_old_manifest, self.keys)]
        return [*files, *former, *old]

    def _new(self, key: str) -> bool:
        return _is_data(key) and not is_compacted(key) and key not in self.manifest.replaced


def manifest_key(dataset: Dataset, place: Place, number: int) -> str:
    """Where a partition's manifest of that number stands."""
    return f"{_notes_of(dataset, place)}{number:08}.json"


def compacted_key(dataset: Dataset, place: Place, name: str) -> str:
    """Where the compacted file ``name`` stands.

    The release before takes it for a file that was not compacted yet, which loses nothing: it does
    not know our manifests, and would remove a file with a name of its own that none names.
    """
    return f"{partition(dataset, place.day, place.department)}{_MERGED}{name}.parquet"


def is_manifest(key: str) -> bool:
    """Whether a manifest stands, or should stand, under the key."""
    return key.startswith(_NOTES) or _is_old_manifest(key)


def is_compacted(key: str) -> bool:
    """Whether the key is that of a compacted file."""
    return _is_data(key) and _name_of(key).startswith((_MERGED, _COMPACTED))


def is_former(key: str) -> bool:
    """Whether the key is that of a file that the release before compacted."""
    return _is_data(key) and _name_of(key).startswith(_COMPACTED)


async def places(store: ObjectStore, dataset: Dataset, *, after: str = "") -> AsyncIterator[Place]:
    """The partitions of a dataset in the order of their days; ``after`` as in `ObjectStore.list`.

    Raises `feedback.lake.object_store.LakeUnavailableError`, as everything here does.
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
    notes = _by_day(store, f"{_NOTES}{dataset}/v1/", after and f"{_NOTES}{after}")
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
    for _ in range(_PATIENCE):
        found = await _listed(store, dataset, place)
        # A listing is no snapshot: files that go while it runs may be missed with what replaces
        # them.
        while (again := await _listed(store, dataset, place)) != found:
            found = again
        keys, notes = found
        try:
            old = await _newest(store, [*filter(_is_old_manifest, keys)])
            own = await _newest(store, notes)
        except ObjectMissingError as error:
            # A newer one has taken its place meanwhile.
            missing = error.key
            continue
        return Listing(tuple(keys), _together(old, own), tuple(notes))
    raise LakeUnavailableError(f"{missing} is listed and not there")


async def _newest(store: ObjectStore, keys: Sequence[str]) -> Manifest:
    if not keys:
        return Manifest(0)
    newest = max(keys, key=_number_of)
    return Manifest.parse(newest, await store.get(newest))


def _together(old: Manifest, own: Manifest) -> Manifest:
    """What the manifests of both places say: a file counts unless one of them replaced it."""
    replaced = old.replaced | own.replaced
    files = [file for file in (*old.files, *own.files) if file.key not in replaced]
    return Manifest(own.number, tuple(dict.fromkeys(files)), replaced)


async def _listed(
    store: ObjectStore, dataset: Dataset, place: Place
) -> tuple[list[str], list[str]]:
    """The keys of a partition, and those of its manifests."""
    # The notes first: a file is written before the note that makes it count.
    notes = [key async for key in store.list(_notes_of(dataset, place))]
    prefix = partition(dataset, place.day, place.department)
    return [key async for key in store.list(prefix)], notes


def _notes_of(dataset: Dataset, place: Place) -> str:
    return partition(f"{_NOTES}{dataset}", place.day, place.department)


def _is_old_manifest(key: str) -> bool:
    return _name_of(key).startswith(_MARK)


def _is_data(key: str) -> bool:
    return key.endswith(".parquet")


def _number_of(key: str) -> int:
    number = _name_of(key).removeprefix(_MARK).removesuffix(".json")
    # Whatever else stands there under such a name is older than any manifest.
    return int(number) if number.isdecimal() else 0


def _name_of(key: str) -> str:
    return key.rpartition("/")[2]
