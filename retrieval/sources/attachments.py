"""Documents that are attached to messages: they lie below the message, as in a folder."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from retrieval.parsing.documents import ParseError
from retrieval.parsing.formats import MAIL, suffix_of
from retrieval.parsing.isolation.worker import shared
from retrieval.sources.source_folder import (
    Entry,
    FileChangedError,
    FolderUnreachableError,
    Held,
    SourceFolder,
)

_KEPT = 4


def holder_of(path: str) -> tuple[str, str] | None:
    """The message that a path leads into, and the rest of the path; ``None`` without one.

    ``letters/order.eml/prices.xlsx`` is ``prices.xlsx`` in ``letters/order.eml``.
    """
    parts = path.split("/")
    for i, part in enumerate(parts[:-1], 1):
        if suffix_of(part) in MAIL.suffixes:
            return "/".join(parts[:i]), "/".join(parts[i:])
    return None


async def attached_to(folder: SourceFolder, path: str) -> list[str]:
    """The paths of all documents in a message; raises ``OSError`` and `ParseError`."""
    data = await folder.read(path)
    return [f"{path}/{inner}" for inner in await shared().attached_paths(data, path)]


class AttachmentsFolder:
    """A folder in which what is attached to a message can be read under its path.

    A file of the folder itself always goes first. Messages are taken apart in a bounded process.
    """

    def __init__(self, folder: SourceFolder) -> None:
        self._folder = folder
        self._taken: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    @property
    def location(self) -> str:
        """The place of the folder."""
        return self._folder.location

    async def description(self) -> bytes | None:
        """The bytes of ``source.yaml``; ``None`` if there is none."""
        return await self._folder.description()

    async def entries(self) -> Sequence[Entry]:
        """Every file, ordered by path, without what is attached to messages."""
        return await self._folder.entries()

    async def read(self, path: str) -> bytes:
        """The bytes of a document."""
        try:
            return await self._folder.read(path)
        except FolderUnreachableError:
            raise
        except OSError:
            if (place := holder_of(path)) is None:
                raise
        return await self._taken_out(path, *place)

    async def look_at(self, path: str) -> Held:
        """The size of a document, and a stamp that changes with it, or with its message."""
        try:
            return await self._folder.look_at(path)
        except FolderUnreachableError:
            raise
        except OSError:
            if (place := holder_of(path)) is None:
                raise
        held = await self._folder.look_at(place[0])
        return Held(len(await self._kept(path, held.stamp, *place)), held.stamp)

    async def piece(self, path: str, start: int, count: int, held: Held) -> bytes:
        """At most ``count`` bytes of a document from ``start`` on."""
        try:
            return await self._folder.piece(path, start, count, held)
        except (FileChangedError, FolderUnreachableError):
            raise
        except OSError:
            if (place := holder_of(path)) is None:
                raise
        if (await self._folder.look_at(place[0])).stamp != held.stamp:
            raise FileChangedError(path)
        data = await self._kept(path, held.stamp, *place)
        return data[start : start + count]

    async def _kept(self, path: str, stamp: str, message: str, inner: str) -> bytes:
        key = (path, stamp)
        if key not in self._taken:
            self._taken[key] = await self._taken_out(path, message, inner)
            while len(self._taken) > _KEPT:
                self._taken.popitem(last=False)
        self._taken.move_to_end(key)
        return self._taken[key]

    async def _taken_out(self, path: str, message: str, inner: str) -> bytes:
        data = await self._folder.read(message)
        try:
            return await shared().attached_file(data, message, inner)
        except ParseError as error:
            raise FileNotFoundError(f"There is no document {path!r} in its message.") from error
