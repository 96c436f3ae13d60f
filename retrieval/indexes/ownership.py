"""Sees to it that the embedded stores have one owner."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class StoresOwnedError(RuntimeError):
    """Another process has the embedded stores open."""

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            f"The stores in {folder.name!r} are in use by process {owner or 'unknown'}. Stop it "
            "(if it is the service, commands go through it), or set ALMANAC_VAR to another folder."
        )
        self.folder = folder
        self.owner = owner


class Ownership:
    """The lock on ``stores.lock``; it ends with the process, also with a killed one."""

    def __init__(self, folder: Path) -> None:
        """Take the lock; raises `StoresOwnedError`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "stores.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            owner = self._file.read().strip()
            self._file.close()
            raise StoresOwnedError(folder, owner) from error
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()))
        self._file.flush()

    def close(self) -> None:
        """Let the lock go."""
        self._file.close()
