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
from dataclasses import dataclass

from feedback.lake.stores.object_store import LakeUnavailableError, partition
from feedback.records import Dataset

NOTES = "notes-"
_MARK = "_compacted-"
_COMPACTED = "compacted-"
_MERGED = "merged-"


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
            return cls(number_of(key), files, frozenset(content["replaced"]))
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise LakeUnavailableError(f"{key} is not a manifest") from error

    def joined(self, own: Manifest) -> Manifest:
        """What this one, of the release before, and our own say together.

        A file counts unless one of them replaced it.
        """
        replaced = self.replaced | own.replaced
        files = [file for file in (*self.files, *own.files) if file.key not in replaced]
        return Manifest(own.number, tuple(dict.fromkeys(files)), replaced)


def manifest_key(dataset: Dataset, place: Place, number: int) -> str:
    """Where a partition's manifest of that number stands."""
    return f"{notes_prefix(dataset, place)}{number:08}.json"


def compacted_key(dataset: Dataset, place: Place, name: str) -> str:
    """Where the compacted file ``name`` stands.

    The release before takes it for a file that was not compacted yet, which loses nothing: it does
    not know our manifests, and would remove a file with a name of its own that none names.
    """
    return f"{partition(dataset, place.day, place.department)}{_MERGED}{name}.parquet"


def is_manifest(key: str) -> bool:
    """Whether a manifest stands, or should stand, under the key."""
    return key.startswith(NOTES) or is_old_manifest(key)


def is_compacted(key: str) -> bool:
    """Whether the key is that of a compacted file."""
    return is_data(key) and _name_of(key).startswith((_MERGED, _COMPACTED))


def is_former(key: str) -> bool:
    """Whether the key is that of a file that the release before compacted."""
    return is_data(key) and _name_of(key).startswith(_COMPACTED)


def notes_prefix(dataset: Dataset, place: Place) -> str:
    """What the keys of a partition's manifests begin with."""
    return partition(f"{NOTES}{dataset}", place.day, place.department)


def is_old_manifest(key: str) -> bool:
    """Whether the key is that of a manifest of the release before."""
    return _name_of(key).startswith(_MARK)


def is_data(key: str) -> bool:
    """Whether the key is that of a file with records."""
    return key.endswith(".parquet")


def number_of(key: str) -> int:
    """Which manifest of its partition it is; counts from 1."""
    number = _name_of(key).removeprefix(_MARK).removesuffix(".json")
    # Whatever else stands there under such a name is older than any manifest.
    return int(number) if number.isdecimal() else 0


def _name_of(key: str) -> str:
    return key.rpartition("/")[2]
