"""The lake in a folder: atomic, exclusive and flushed to the disk."""

from __future__ import annotations

import asyncio
import contextlib
import glob
import hashlib
import os
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from feedback.lake.stores.object_store import (
    DivergenceError,
    LakeUnavailableError,
    ObjectMissingError,
    PutOutcome,
)

# Both are hidden, so that whoever reads the lake as it lies passes them by.
_PROBE_BYTES = 1024
_INCOMING = ".incoming"
_HASHES = ".hashes"
_ABANDONED_AFTER = 3600.0


class FolderStore:
    """Implements the `ObjectStore` of `feedback.lake.stores.object_store` with hard links."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def check(self) -> None:
        """Return if content can be written to the folder, read and removed."""
        await asyncio.to_thread(self._check)

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        """Write an object unless the key is taken; raises `DivergenceError`."""
        return await asyncio.to_thread(self._put_new, key, data, content_hash)

    async def holds(self, key: str, content_hash: str) -> bool:
        """Whether that content stands there; raises `DivergenceError` where other does."""
        return await asyncio.to_thread(self._holds, key, content_hash)

    async def get(self, key: str) -> bytes:
        """Read an object; raises `ObjectMissingError`."""
        return await asyncio.to_thread(self._get, key)

    async def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        """Keys that begin with ``prefix`` and come after ``after``."""
        folders = self._folders(prefix, after)
        while (keys := await asyncio.to_thread(next, folders, None)) is not None:
            for key in keys:
                if key.startswith(prefix) and key > after:
                    yield key

    async def delete(self, key: str) -> None:
        """Remove an object; no object is no error."""
        await asyncio.to_thread(self._delete, key)

    def _check(self) -> None:
        try:
            content = os.urandom(_PROBE_BYTES)
            with self._flushed(content) as written:
                if written.read_bytes() != content:
                    raise LakeUnavailableError("what is read is not what was written")
        except OSError as error:
            if isinstance(error, LakeUnavailableError):
                raise
            raise LakeUnavailableError(os.strerror(error.errno or 0)) from error

    def _put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        target = self._path(key)
        try:
            if target.exists():
                return self._compare(key, target, content_hash)
            self._note_hash(key, data, content_hash)
            with self._flushed(data) as incoming:
                _make_folder(target.parent)
                try:
                    # A link fails where the name is taken; a rename would overwrite.
                    os.link(incoming, target)
                except FileExistsError:
                    return self._compare(key, target, content_hash)
            _flush_folder(target.parent)
            if target.read_bytes() != data:
                raise DivergenceError(key)
        except OSError as error:
            raise LakeUnavailableError(os.strerror(error.errno or 0)) from error
        return PutOutcome.WRITTEN

    def _holds(self, key: str, content_hash: str) -> bool:
        target = self._path(key)
        try:
            return target.exists() and bool(self._compare(key, target, content_hash))
        except OSError as error:
            raise LakeUnavailableError(os.strerror(error.errno or 0)) from error

    def _compare(self, key: str, target: Path, content_hash: str) -> PutOutcome:
        # The note's name says which bytes were meant, so this reads them back as well.
        note = self._hash_note(key, target.read_bytes())
        if not note.exists() or note.read_text("ascii") != content_hash:
            raise DivergenceError(key)
        # The process that linked it may have died before this.
        _flush_folder(target.parent)
        return PutOutcome.ALREADY_THERE

    def _note_hash(self, key: str, data: bytes, content_hash: str) -> None:
        """Write down the content's hash, before the object, under the name of its bytes."""
        note = self._hash_note(key, data)
        with self._flushed(content_hash.encode("ascii")) as incoming:
            _make_folder(note.parent)
            incoming.replace(note)
        _flush_folder(note.parent)

    def _hash_note(self, key: str, data: bytes) -> Path:
        return self._root / _HASHES / f"{key}.{hashlib.sha256(data).hexdigest()[:32]}"

    @contextlib.contextmanager
    def _flushed(self, data: bytes) -> Iterator[Path]:
        folder = self._root / _INCOMING
        _make_folder(folder)
        _clean(folder)
        incoming = folder / uuid.uuid4().hex
        try:
            with incoming.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            yield incoming
        finally:
            incoming.unlink(missing_ok=True)

    def _get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise ObjectMissingError(key) from error
        except OSError as error:
            raise LakeUnavailableError(os.strerror(error.errno or 0)) from error

    def _delete(self, key: str) -> None:
        target = self._path(key)
        notes = self._root / _HASHES / Path(key).parent
        try:
            target.unlink(missing_ok=True)
            if target.parent.is_dir():
                _flush_folder(target.parent)
            for note in notes.glob(f"{glob.escape(target.name)}.*"):
                note.unlink(missing_ok=True)
        except OSError as error:
            raise LakeUnavailableError(os.strerror(error.errno or 0)) from error

    def _folders(self, prefix: str, after: str) -> Iterator[Sequence[str]]:
        start = self._root / prefix.rpartition("/")[0]
        for folder, below, files in os.walk(start, onerror=_heard):
            relative = Path(folder).relative_to(self._root).as_posix()
            here = "" if relative == "." else f"{relative}/"
            # The days before a day are many, and nothing in them is looked at.
            below[:] = sorted(
                name
                for name in below
                if not name.startswith(".") and _may_hold(f"{here}{name}/", after)
            )
            yield [f"{here}{name}" for name in sorted(files) if not name.startswith(".")]

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if any(part in {"", ".", ".."} or "\0" in part for part in parts):
            raise ValueError(f"{key!r} is not a key")
        return self._root.joinpath(*parts)


def _may_hold(beginning: str, after: str) -> bool:
    """Tell whether a key that begins so may come after ``after``."""
    return beginning > after or after.startswith(beginning)


def _heard(error: OSError) -> None:
    """A folder that goes, or is not there yet, holds nothing; any other error must be heard."""
    if not isinstance(error, FileNotFoundError):
        raise LakeUnavailableError(os.strerror(error.errno or 0)) from error


def _make_folder(folder: Path) -> None:
    """Create a folder and what is missing above it, each flushed into its parent."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _clean(folder: Path) -> None:
    """Remove what killed processes left half-written."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER:
                path.unlink()
