"""Sources on this machine: a folder with a ``source.yaml`` at its root."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, TypeVar

from retrieval.sources.description import DESCRIPTION, name_problem
from retrieval.sources.nested import closed_around, described_folders
from retrieval.sources.source_folder import (
    MAX_DOCUMENT,
    Entry,
    FileChangedError,
    FolderUnreachableError,
    Held,
    SourceFolder,
)

_LEADS_OUT = "It is a link that leads out of the source."
_Result = TypeVar("_Result")


class LocalFolder:
    """A folder of this machine. Links that lead out of it are listed and never followed."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    @property
    def location(self) -> str:
        """The folder's full path."""
        return str(self._root)

    async def description(self) -> bytes | None:
        """The bytes of ``source.yaml``; ``None`` if there is none."""
        return await asyncio.to_thread(self._description)

    def _description(self) -> bytes | None:
        try:
            return (self._root / DESCRIPTION).read_bytes()
        except FileNotFoundError:
            if not self._root.is_dir():
                raise FolderUnreachableError(self.location, "there is no such folder") from None
            return None
        except OSError as error:
            raise FolderUnreachableError(self.location, error.strerror or "unreadable") from error

    async def entries(self) -> Sequence[Entry]:
        """Every document, ordered by path."""
        return await asyncio.to_thread(self._entries)

    def _entries(self) -> list[Entry]:
        def unreadable(error: OSError) -> None:
            # A folder that cannot be listed would look like one whose documents were deleted.
            raise FolderUnreachableError(self.location, error.strerror or "unreadable") from error

        found: list[Entry] = []
        for folder, inner, names in os.walk(self._root, onerror=unreadable, followlinks=False):
            links = [name for name in inner if (Path(folder) / name).is_symlink()]
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in [*names, *links]:
                full = Path(folder) / name
                path = full.relative_to(self._root).as_posix()
                if not name.startswith(".") and path != DESCRIPTION:
                    found.append(self._entry(full, path))
        closed = described_folders(entry.path for entry in found)
        if closed:
            found = [self._kept_out(entry, closed) for entry in found]
        return sorted(found, key=lambda entry: entry.path)

    def _kept_out(self, entry: Entry, closed: Collection[str]) -> Entry:
        """The entry, not opened where it is a link into a folder that is no part of the source."""
        if entry.problem:
            return entry
        leads_to = (self._root / entry.path).resolve()
        if not leads_to.is_relative_to(self._root):
            return replace(entry, problem=_LEADS_OUT)
        path = leads_to.relative_to(self._root).as_posix()
        if path != entry.path and closed_around(path, closed):
            return replace(entry, problem=_LEADS_OUT)
        return entry

    def _entry(self, full: Path, path: str) -> Entry:
        if problem := name_problem(path):
            return Entry(path.encode("utf-8", "replace").decode(), problem=problem)
        try:
            inside = full.resolve().is_relative_to(self._root)
        except (OSError, RuntimeError):
            # Python 3.11 tells of a loop with the one, later releases with the other.
            return Entry(path, problem="It is a link that leads in a circle.")
        if not inside:
            return Entry(path, problem=_LEADS_OUT)
        if not full.is_file():
            return Entry(path, problem="It is not a regular file.")
        if full.stat().st_size > MAX_DOCUMENT:
            return Entry(path, problem="It is larger than 100 MB. Split it.")
        return Entry(path)

    async def read(self, path: str) -> bytes:
        """The bytes of a document."""

        return await asyncio.to_thread(self._opened, path, lambda file: file.read())

    async def look_at(self, path: str) -> Held:
        """The size and the stamp of a document's file."""
        return await asyncio.to_thread(self._opened, path, _held)

    async def piece(self, path: str, start: int, count: int, held: Held) -> bytes:
        """A part of a document; raises `FileChangedError` for another file than was looked at.

        Nothing stays open between two pieces, however long somebody takes for them.
        """

        def read(file: BinaryIO) -> bytes:
            file.seek(start)
            data = file.read(count)
            # Looked at behind the reading: what was written meanwhile is noticed as well.
            if _held(file) != held:
                raise FileChangedError(path)
            return data

        return await asyncio.to_thread(self._opened, path, read)

    def _opened(self, path: str, use: Callable[[BinaryIO], _Result]) -> _Result:
        full = (self._root / path).resolve()
        if name_problem(path) or not full.is_relative_to(self._root):
            raise FileNotFoundError(f"There is no document {path!r} in this source.")
        try:
            with full.open("rb") as file:
                return use(file)
        except FileNotFoundError:
            if not self._root.is_dir():
                raise FolderUnreachableError(self.location, "it is gone") from None
            raise


def _held(file: BinaryIO) -> Held:
    found = os.fstat(file.fileno())
    parts = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
    return Held(found.st_size, "-".join(map(str, parts)))


def find_local_folders(root: Path) -> list[SourceFolder]:
    """The sources in a folder: itself, or the folders in it. Raises `FolderUnreachableError`."""
    if (root / DESCRIPTION).exists():
        return [LocalFolder(root)]
    try:
        inner = sorted(
            path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")
        )
    except OSError as error:
        raise FolderUnreachableError(str(root), error.strerror or "unreadable") from error
    holding = [path for path in inner if not path.is_symlink()]
    # A folder of documents alone is a source whose source.yaml is missing.
    return [LocalFolder(path) for path in holding] or [LocalFolder(root)]
