"""The outbox: records wait here, written together with what they record, until they are shipped."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# What only one process at a time does.
Work = Literal["shipping", "compacting"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one partition that travel together; its members never change once sealed.

    ``day`` is the partition's date in ISO form.
    """

    id: str
    dataset: str
    day: str
    department: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One waiting record: ``payload`` is its row as UTF-8 JSON."""

    number: int
    record_id: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not reached the lake: records that wait, since when, and those set aside."""

    depth: int
    oldest_at: datetime | None
    set_aside: int

    def lag(self, now: datetime) -> float:
        """Seconds that the oldest record has been waiting; 0 when none is."""
        return max((now - self.oldest_at).total_seconds(), 0.0) if self.oldest_at else 0.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that could not be written, and why; ``day`` is its partition's, in ISO form."""

    number: int
    dataset: str
    record_id: str
    day: str
    department: str
    created_at: datetime
    reason: str
    payload: bytes


def name_holder() -> str:
    """A name for who ships: this host, this process, and something unique."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex}"


def is_dead(holder: str) -> bool:
    """Whether the holder was a process of this host that does not run any more."""
    host, _, rest = holder.partition("/")
    process = rest.partition("/")[0]
    if host != socket.gethostname() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


class Outbox(Protocol):
    """Keeps records until they are shipped. Every method is durable when it returns."""

    async def lead(
        self, holder: str, now: datetime, until: datetime, work: Work = "shipping"
    ) -> bool:
        """Become, or stay, the only one who does this work; false while another's lease runs.

        The lease of a process that is known to be dead does not count.
        """

    async def step_down(self, holder: str, work: Work = "shipping") -> None:
        """Give the lease back, if it is held."""

    async def unshipped(self) -> Sequence[Batch]:
        """The sealed batches that are not marked as shipped, the oldest first."""

    async def seal(self, limit_bytes: int, *, without: Collection[str] = ()) -> Sequence[Batch]:
        """Put what waits into batches of about ``limit_bytes``; gives these new ones.

        The datasets named in ``without`` go on waiting.
        """

    async def read(self, batch: Batch) -> Sequence[Entry]:
        """The members of a batch, always in the same order."""

    async def set_aside(self, reasons: Mapping[int, str]) -> None:
        """Take entries, by number, out of their batch, each with the reason."""

    async def aside(self, *, after: int = 0, limit: int = 20) -> Sequence[SetAside]:
        """The records set aside, by number from the one after ``after`` on."""

    async def take_back(self) -> int:
        """Let everything that was set aside wait again; tells how many records."""

    async def mark_shipped(self, batch: Batch, at: datetime) -> None: ...

    async def prune(self, before: datetime) -> int:
        """Forget what was shipped before that instant; tells how many entries."""

    async def backlog(self) -> Backlog: ...
