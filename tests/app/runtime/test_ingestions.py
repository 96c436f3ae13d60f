"""A source that changed while another ingestion goes on is read after it, and none is forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from app.audit.events import Actor
from app.runtime.ingestions import Ingestions
from retrieval.ingesting.ledger import Ledger

DANA = Actor("1", "dana@cryodyne.example")


class Slow:
    """An ingestion whose first run stands still until it is let go."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.read: list[tuple[str, ...]] = []

    async def sync(self, sources: tuple[str, ...], _progress: object) -> Ledger:
        self.read.append(sources)
        await self.go.wait()
        return Ledger((), datetime.now(UTC), datetime.now(UTC))


class Trail:
    async def add(self, *_: Any) -> None:
        """Nobody reads it here."""


async def test_what_is_wanted_meanwhile_is_read_afterwards_once() -> None:
    slow = Slow()
    ingestions = Ingestions(slow, Trail())  # type: ignore[arg-type]

    ingestions.begin((), DANA)
    await asyncio.sleep(0)
    for source in ("hr", "it", "hr"):
        ingestions.want(source, DANA)
    waits = [ingestions.concerns(source) for source in ("hr", "it", "regulatory")]
    slow.go.set()
    await ingestions.wait()

    assert waits == [True, True, True]
    assert slow.read == [(), ("hr",), ("it",)]
    assert not ingestions.concerns("hr")


async def test_what_breaks_off_does_not_keep_the_next_from_being_read() -> None:
    class Broken(Slow):
        async def sync(self, sources: tuple[str, ...], _progress: object) -> Ledger:
            self.read.append(sources)
            await self.go.wait()
            raise RuntimeError

    broken = Broken()
    ingestions = Ingestions(broken, Trail())  # type: ignore[arg-type]

    ingestions.want("hr", DANA)
    await asyncio.sleep(0)
    ingestions.want("hr", DANA)
    broken.go.set()
    await ingestions.wait()

    assert broken.read == [("hr",), ("hr",)]
