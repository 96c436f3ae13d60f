"""A place where a source lies, as ingestion sees it, and what its listing says of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MAX_DOCUMENT = 100_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as its folder lists it, under its path there, with ``/`` between folders.

    ``stamp`` changes with the content where the folder keeps such a thing, and is empty
    otherwise. ``problem`` says why the document must not be opened.
    """

    path: str
    stamp: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A document's file as it lies in its folder at a moment; ``stamp`` changes with its bytes."""

    size: int
    stamp: str


class FileChangedError(OSError):
    """A file is not any more what it was when it was looked at."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path!r} has changed while it was read. Open it again.")


class FolderUnreachableError(OSError):
    """A place of sources cannot be read at the moment."""

    def __init__(self, location: str, reason: str) -> None:
        super().__init__(f"{location} cannot be read: {reason}. Check ALMANAC_SOURCES.")
        self.location = location
        self.reason = reason


class SourceFolder(Protocol):
    """A place with a ``source.yaml`` at its root."""

    @property
    def location(self) -> str: ...

    async def description(self) -> bytes | None:
        """The bytes of ``source.yaml``; ``None`` if there is none.

        Raises `FolderUnreachableError`, like the other two.
        """

    async def entries(self) -> Sequence[Entry]:
        """Every document, ordered by path; hidden files and ``source.yaml`` left out."""

    async def read(self, path: str) -> bytes:
        """The bytes of a document; raises ``OSError`` also where only this one cannot be read."""

    async def look_at(self, path: str) -> Held:
        """The size and the stamp of a document's file, its bytes left alone; raises ``OSError``."""

    async def piece(self, path: str, start: int, count: int, held: Held) -> bytes:
        """At most ``count`` bytes from ``start`` on, of the file as it was held.

        Raises ``OSError``, as `FileChangedError` where the file is another by now.
        """
