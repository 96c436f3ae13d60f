"""The audit trail as a place for events: added at its end, read, and never changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.audit.chain import Entry
from app.audit.events import Event
from app.audit.verifying import Head


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; ``since`` is included and ``until`` is not, both aware.

    ``actor`` is an e-mail address where it holds an ``@``, and an id of `Actor` otherwise.
    """

    since: datetime | None = None
    until: datetime | None = None
    action: str = ""
    actor: str = ""


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries, newest first; ``cursor`` asks for the next ones, ``None`` at the end."""

    entries: Sequence[Entry]
    cursor: int | None


class TrailBrokenError(RuntimeError):
    """The trail cannot be continued, so what was to be recorded must not happen either."""

    def __init__(self) -> None:
        super().__init__(
            "The audit trail has lost the note of its newest entry. Run `almanac audit verify`, "
            "and restore the database."
        )


class AuditTrail(Protocol):
    """Keeps events in their order, each chained to the one before it."""

    async def add(self, event: Event, at: datetime | None = None) -> None:
        """Add an event in a transaction of its own; durable when it returns."""

    async def page(self, wanted: Wanted, *, cursor: int | None = None, limit: int = 50) -> Page:
        """Entries newest first, those before the entry ``cursor``."""

    def batches(self, *, after: int | None = None, until: int) -> AsyncIterator[Sequence[Entry]]:
        """Entries in their order up to the number ``until``, some at a time."""

    async def head(self) -> Head | None:
        """The note of the newest entry; ``None`` where somebody took it away."""
