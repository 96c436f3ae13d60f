"""Changing the documents of a folder: each step is one rename, so that none is ever half-done.

New bytes wait in a hidden folder of the source, which no listing shows, until they are put in their
place. What they displace, and what is withdrawn, is kept there as well. Every step may be done
again, by another process too: it then finds that it is done.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from retrieval.sources.attachments import holder_of
from retrieval.sources.description import DESCRIPTION, name_problem
from retrieval.sources.lasting_files import Written, copied, settle, written
from retrieval.sources.nested import is_description

HIDDEN = ".almanac"
_LONGEST_PART = 255
# A file that no record knows may belong to an upload that goes on at this moment.
_STRAY_S = 24 * 3600


class DisplacedError(OSError):
    """What lies in a place is not what is to be replaced there."""


def place_problem(path: str) -> str:
    """Why no document can be put at a path of a source; empty if one can."""
    parts = path.split("/")
    return name_problem(path) or next((why for wrong, why in _wrong(path, parts) if wrong), "")


def _wrong(path: str, parts: Sequence[str]) -> Iterator[tuple[bool, str]]:
    yield "\\" in path, "Its name holds a backslash. Rename it."
    hidden = any(part.startswith(".") for part in parts)
    yield hidden, "Its name begins with a dot, and such files are hidden. Rename it."
    spaced = any(part != part.strip() for part in parts)
    yield spaced, "Its name begins or ends with a space. Rename it."
    long = any(len(part.encode()) > _LONGEST_PART for part in parts)
    yield long, f"Its name is longer than {_LONGEST_PART} bytes. Shorten it."
    described = any(map(is_description, parts))
    yield described, f"{DESCRIPTION} says who reads what, and is changed in the folder alone."
    attached = holder_of(path) is not None
    yield attached, "What is attached to a message is part of it. Replace the message."


class WrittenFolder:
    """A source's folder whose documents can be changed. Whatever fails raises ``OSError``."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._staged = self._root / HIDDEN / "staged"
        self._kept = self._root / HIDDEN / "kept"

    def is_writable(self) -> bool:
        """Tell whether the source lies there, and this process may write to it."""
        try:
            there = (self._root / DESCRIPTION).is_file()
        except OSError:
            # A share that has gone, or a folder of somebody else.
            return False
        return there and os.access(self._root, os.W_OK | os.X_OK)

    def folders(self, most: int) -> list[str]:
        """The folders in which documents lie, by path, at most so many."""
        found: list[str] = []
        for folder, inner, _ in os.walk(self._root, followlinks=False):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            if Path(folder) != self._root:
                found.append(Path(folder).relative_to(self._root).as_posix())
            if len(found) >= most:
                break
        return found

    def problem_at(self, path: str) -> str:
        """Why no document can be put at a path as things lie there; empty if one can."""
        if problem := place_problem(path):
            return problem
        place = self._root / path
        if not place.parent.resolve().is_relative_to(self._root) or place.is_symlink():
            return "What lies there is a link. Choose another place."
        if place.is_dir():
            return "There is a folder of this name. Rename it."
        if self._is_closed(place.parent):
            return "That folder says for itself who reads it, so this source does not read it."
        above = place.parent
        while not above.exists():
            above = above.parent
        if not above.is_dir():
            return "There is a document where a folder would have to be. Choose another place."
        return ""

    def _is_closed(self, folder: Path) -> bool:
        """Tell whether a folder, or one around it, holds a description other than the source's."""
        while folder != self._root:
            if folder.is_dir() and any(is_description(each.name) for each in folder.iterdir()):
                return True
            folder = folder.parent
        return False

    def at(self, path: str) -> Written | None:
        """What lies at a path; ``None`` where nothing does."""
        place = self._place(path)
        try:
            return written(place) if place.is_file() and not place.is_symlink() else None
        except FileNotFoundError:
            # Another process took it away since we looked.
            return None

    def stage(self, name: str, data: BinaryIO) -> Written:
        """Keep new bytes under a name, until they are put in their place.

        Raises `TooLargeError`, and leaves nothing then or where writing fails.
        """
        place = self._open_hidden(self._staged) / name
        try:
            with place.open("xb") as file:
                new = copied(data, file)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        settle(self._staged)
        return new

    def stage_kept(self, name: str, kept: str) -> Written | None:
        """Make bytes that were kept new ones again; ``None`` where they are gone by now."""
        source, place = self._kept / kept, self._open_hidden(self._staged) / name
        if not source.is_file():
            return None
        with source.open("rb") as data:
            return self.stage(place.name, data)

    def staged(self, name: str) -> bytes:
        """The bytes that wait under a name."""
        return (self._staged / name).read_bytes()

    def has_staged(self, name: str) -> bool:
        """Tell whether any bytes wait under a name, which takes no time however many they are."""
        return os.path.isfile(self._staged / name)

    def waits(self, name: str, version: str) -> bool:
        """Tell whether exactly these bytes wait under a name."""
        place = self._staged / name
        return place.is_file() and written(place).version == version

    def holds(self, kept: str) -> bool:
        """Tell whether bytes that were kept under a name are there still."""
        return (self._kept / kept).is_file()

    def kept(self, name: str) -> bytes:
        """The bytes that were kept under a name."""
        return (self._kept / name).read_bytes()

    def discard(self, name: str) -> None:
        """Forget bytes that wait."""
        (self._staged / name).unlink(missing_ok=True)

    def put(self, name: str, path: str, version: str, before: str) -> None:
        """Put the bytes that wait under a name in their place, and keep what lies there.

        ``before`` is the version that they are to replace, empty for none. Raises `DisplacedError`
        where another one lies there.
        """
        try:
            self._put(self._staged / name, path, version, before)
        except FileNotFoundError:
            # Another process may have done it since we looked.
            now = self.at(path)
            if now is None or now.version != version:
                raise

    def take_away(self, name: str, path: str, version: str) -> None:
        """Take a document out of the source, and keep it; another version stays where it is."""
        place = self._place(path)
        there = self.at(path)
        if there is None or there.version != version:
            return
        kept = self._open_hidden(self._kept) / name
        try:
            os.replace(place, kept)
        except FileNotFoundError:
            return
        settle(self._kept)
        settle(place.parent)

    def sweep(self, known: Collection[str]) -> None:
        """Remove bytes that wait for nothing: a process that stored them died before it said so."""
        if not self._staged.is_dir():
            return
        for stray in self._staged.iterdir():
            try:
                old = time.time() - stray.stat().st_mtime > _STRAY_S
            except FileNotFoundError:
                continue
            if old and stray.name not in known:
                stray.unlink(missing_ok=True)

    def _put(self, waiting: Path, path: str, version: str, before: str) -> None:
        place, there = self._place(path), self.at(path)
        if there is not None and there.version == version:
            waiting.unlink(missing_ok=True)
            return
        if (there.version if there else "") != before:
            raise DisplacedError(f"{path!r} was changed in its folder meanwhile.")
        if written(waiting).version != version:
            raise DisplacedError(f"The bytes that wait for {path!r} are not those that were sent.")
        if there is not None:
            self._keep(place, waiting.name, before)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(waiting, place)
        settle(place.parent)

    def _keep(self, place: Path, name: str, version: str) -> None:
        kept = self._open_hidden(self._kept) / name
        if kept.exists():
            return
        try:
            os.link(place, kept)
        except FileExistsError:
            return
        except OSError:
            # Not every shared folder knows hard links.
            self._keep_copy(place, kept, version)
        settle(self._kept)

    def _keep_copy(self, place: Path, kept: Path, version: str) -> None:
        # Among what waits: a killed process leaves it there, where it is swept away.
        handle, half = tempfile.mkstemp(".half", dir=self._open_hidden(self._staged))
        try:
            with os.fdopen(handle, "wb") as file, place.open("rb") as data:
                new = copied(data, file)
                file.flush()
                os.fsync(file.fileno())
            # Another process may have kept it and put the new one in its place since we looked.
            if new.version == version:
                os.replace(half, kept)
        finally:
            Path(half).unlink(missing_ok=True)

    def _open_hidden(self, folder: Path) -> Path:
        # A link that somebody put there would lead what we write out of the source.
        if (self._root / HIDDEN).is_symlink() or folder.is_symlink():
            raise PermissionError(f"{folder} is a link. Remove it.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _place(self, path: str) -> Path:
        if problem := place_problem(path):
            raise PermissionError(problem)
        place = self._root / path
        if not place.parent.resolve().is_relative_to(self._root):
            raise PermissionError(f"{path!r} leads out of the source by a link.")
        return place
