"""Files that are written to last: how many bytes, which, and that they are on the disk."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from retrieval.sources.source_folder import MAX_DOCUMENT

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it lies there: the SHA-256 of its bytes, and how many they are."""

    version: str
    size: int


class TooLargeError(ValueError):
    """There are more bytes than a document may have."""


def copied(data: BinaryIO, file: BinaryIO) -> Written:
    """Copy bytes, no more than a document may have; raises `TooLargeError`."""
    digest, size = hashlib.sha256(), 0
    while piece := data.read(_PIECE):
        size += len(piece)
        if size > MAX_DOCUMENT:
            raise TooLargeError
        digest.update(piece)
        file.write(piece)
    return Written(digest.hexdigest(), size)


def written(place: Path) -> Written:
    """Read what lies there."""
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            digest.update(piece)
    return Written(digest.hexdigest(), size)


def settle(folder: Path) -> None:
    """Make what was renamed in a folder last, whatever happens to the machine."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
