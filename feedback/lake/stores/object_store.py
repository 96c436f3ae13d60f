"""The lake as a place for objects: written once under a key, never changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote, unquote


class PutOutcome(StrEnum):
    """Whether an object was written now, or was there with the same content."""

    WRITTEN = "written"
    ALREADY_THERE = "already_there"


class DivergenceError(RuntimeError):
    """An object stands under the key with other content; nothing was overwritten."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"The lake holds other content under {key!r}. Nothing was overwritten. Find out who "
            "wrote it, move it away, and run `almanac ship`."
        )
        self.key = key


class LakeUnavailableError(OSError):
    """The lake cannot be reached or refuses to serve; records wait in the outbox."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The lake cannot be reached ({reason}). Records wait in the outbox.")
        self.reason = reason


class LakeHeldError(LakeUnavailableError):
    """Nothing may be written to the lake from here; ``reason`` says why, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.args = (f"Nothing is written to the lake, and records wait in the outbox: {reason}",)


class DamagedError(ValueError):
    """A file of the lake is not what was written there. ``reason`` holds nothing of its content."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(
            f"The file {key!r} of the lake is damaged ({reason}). Find out who changed it, and put "
            "the right one back from your backup, or move it away."
        )
        self.key = key
        self.reason = reason


class ObjectMissingError(LookupError):
    """There is no object under the key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"The lake holds nothing under {key!r}.")
        self.key = key


class ObjectStore(Protocol):
    """Keeps objects under keys such as ``turns/v1/dt=2026-01-31/department=hr/0a1b.parquet``.

    Every method raises `LakeUnavailableError` where the lake cannot be reached.
    """

    async def check(self) -> None:
        """Return if the lake can be written, and would overwrite nothing."""

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        """Write an object unless the key is taken; durable, and read back, when it returns.

        ``content_hash`` stands for what ``data`` means: the same records packed again may be other
        bytes, and are the same content. Raises `DivergenceError` where other content stands, or
        other bytes than were written with it.
        """

    async def holds(self, key: str, content_hash: str) -> bool:
        """Whether that content stands there; raises `DivergenceError` where other does."""

    async def get(self, key: str) -> bytes:
        """Read an object; raises `ObjectMissingError`."""

    def list(self, prefix: str, *, after: str = "") -> AsyncIterator[str]:
        """Keys that begin with ``prefix``, partition by partition in the order of their days.

        Keys up to ``after``, compared as text, are left out.
        """

    async def delete(self, key: str) -> None:
        """Remove an object; no object is no error."""


def partition(dataset: str, day: str, department: str) -> str:
    """The prefix of a partition's objects; a department is escaped so that it stays one folder."""
    safe = quote(department, safe="").replace(".", "%2E") or "%00"
    return f"{dataset}/v1/dt={day}/department={safe}/"


def partition_of(key: str) -> tuple[str, str]:
    """The day and the department of a key; raises ``ValueError`` for a key of another kind."""
    parts = key.split("/")
    if len(parts) != 5 or parts[2][:3] != "dt=" or parts[3][:11] != "department=":
        raise ValueError(f"{key!r} does not lie in a partition")
    day = parts[2][3:]
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError(f"{day!r} is not a day as it stands in a partition")
    return day, unquote(parts[3][11:])
