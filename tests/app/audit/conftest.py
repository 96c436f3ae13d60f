"""A trail in a list, for tests of what reads it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.audit.chain import GENESIS, Entry, seal
from app.audit.checkpoints import Signer
from app.audit.events import Action, Actor, Event
from app.audit.notary import Notary
from app.audit.trail import Page, Wanted
from app.audit.verifying import Head
from feedback.lake.stores.folder_store import FolderStore

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
GRACE = Actor("0a1b", "grace@cryodyne.example", "10.0.0.7")


@dataclass
class ListedTrail:
    """Implements `app.audit.trail.AuditTrail` in memory; whoever holds it may spoil it."""

    entries: list[Entry] = field(default_factory=list)
    head_is: tuple[int, str] | None = (0, GENESIS)

    async def add(self, event: Event, at: datetime | None = None) -> None:
        number, previous = self.head_is or (0, GENESIS)
        entry = seal(event, at or AT, number=number + 1, previous=previous)
        self.entries.append(entry)
        self.head_is = (entry.number, entry.hash)

    async def page(self, wanted: Wanted, *, cursor: int | None = None, limit: int = 50) -> Page:
        raise NotImplementedError

    async def batches(
        self, *, after: int | None = None, until: int
    ) -> AsyncIterator[Sequence[Entry]]:
        for entry in sorted(self.entries, key=lambda entry: entry.number):
            if (after is None or entry.number > after) and entry.number <= until:
                yield [entry]

    async def head(self) -> Head | None:
        newest = max((entry.number for entry in self.entries), default=0)
        return Head(*self.head_is, newest) if self.head_is else None

    async def fill(self, count: int) -> None:
        """Add ``count`` events."""
        for n in range(count):
            event = Event(Action.AUDIT_READ, GRACE, f"thing:{n}", detail={"rows": n})
            await self.add(event, AT + timedelta(seconds=n))


@pytest.fixture
async def trail() -> ListedTrail:
    """Ten entries, untouched."""
    trail = ListedTrail()
    await trail.fill(10)
    return trail


@pytest.fixture
def lake(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "lake")


@dataclass
class Clock:
    """A clock that stands still until somebody moves it."""

    now: datetime = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notary(trail: ListedTrail, lake: FolderStore, clock: Clock) -> Notary:
    return Notary(trail, lake, Signer(SecretStr("k" * 40)), clock=clock)
