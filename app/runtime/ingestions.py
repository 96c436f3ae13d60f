"""Ingestions that somebody began on a page: one at a time, followed while it goes on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from app.audit.descriptions import ingested
from app.audit.events import Actor
from app.audit.trail import AuditTrail
from app.observing.logs import trail
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.translations import Sentence

if TYPE_CHECKING:
    from retrieval.ingesting.ingestion import Ingestion
    from retrieval.ingesting.ledger import Ledger

log = structlog.get_logger()

GOES_ON = Sentence(
    en="An ingestion that was begun here goes on. Wait until it has ended.",
    de="Ein hier begonnenes Einlesen läuft noch. Warten Sie, bis es beendet ist.",
    fr="Une lecture commencée ici est en cours. Attendez qu’elle soit terminée.",
)


@dataclass(slots=True)
class Under:
    """An ingestion under way: ``done`` of ``total`` documents, 0 of 0 until they are listed."""

    sources: tuple[str, ...]
    by: str
    started_at: datetime
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """How the last one ended: with its ledger, or for a reason that the log knows."""

    by: str
    at: datetime
    ledger: Ledger | None
    reference: str = ""


@dataclass(slots=True)
class Ingestions:
    """Those of this process. What others begin is not among them, and one of these waits for it.

    ``waiting`` are sources that are read after the one under way, and who changed them; ``begun``
    says since when a source was read by name.
    """

    ingestion: Ingestion
    audit: AuditTrail
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    under: Under | None = None
    ended: Ended | None = None
    waiting: dict[str, Actor] = field(default_factory=dict)
    begun: dict[str, datetime] = field(default_factory=dict)
    _work: asyncio.Task[None] | None = field(default=None)

    def begin(self, sources: tuple[str, ...], actor: Actor) -> None:
        """Begin to read sources, all of them if none is named; raises `ChangedMeanwhileError`."""
        if self.under is not None:
            raise ChangedMeanwhileError(GOES_ON, "ingesting_already")
        self.under = Under(sources, actor.name, self.clock())
        self.begun |= dict.fromkeys(sources, self.under.started_at)
        self._work = asyncio.create_task(self._see_through(self.under, actor))

    def want(self, source: str, actor: Actor) -> None:
        """Read a source as soon as that is possible: what lies in it has changed just now."""
        if self.under is None:
            self.begin((source,), actor)
        else:
            # The one under way may have looked at this source already.
            # Whoever asked first is named for it.
            self.waiting.setdefault(source, actor)

    def concerns(self, source: str) -> bool:
        """Tell whether a source is being read, or is about to be."""
        under = self.under
        return source in self.waiting or (
            under is not None and (not under.sources or source in under.sources)
        )

    async def wait(self) -> None:
        """Wait until nothing goes on or waits any more."""
        while self._work is not None and not self._work.done():
            await asyncio.wait([self._work])

    async def aclose(self) -> None:
        """Break off; the next run repairs what was left half-done."""
        self.waiting.clear()
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _see_through(self, under: Under, actor: Actor) -> None:
        def count(done: int, total: int, _path: str) -> None:
            under.done, under.total = done, total

        try:
            ledger = await self.ingestion.sync(under.sources, count)
            await self.audit.add(ingested(actor, ledger))
            self.ended = Ended(under.by, self.clock(), ledger)
        except Exception as error:  # noqa: BLE001 - the outermost edge of work nobody waits for
            reference = secrets.token_hex(4)
            log.error(
                "ingestion.failed",
                reference=reference,
                error=type(error).__name__,
                trail=trail(error),
            )
            self.ended = Ended(under.by, self.clock(), None, reference)
        finally:
            self.under = None
        if self.waiting:
            source = next(iter(self.waiting))
            self.begin((source,), self.waiting.pop(source))
