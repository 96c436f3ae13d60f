"""An export under way, which the audit trail knows before its first byte and after its last."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from app.audit.descriptions import export_begun, exported
from app.audit.events import Actor, Event
from app.requests.exports import Wanted
from feedback.exports.exporting import ExportReport, Progress, export, stream
from feedback.lake.stores.object_store import ObjectStore


class Recording(Protocol):
    """Where an export is recorded before it begins and when it ends."""

    async def add(self, event: Event) -> None:
        """Record an event; raises where it cannot be recorded."""


@dataclass(slots=True)
class Taking:
    """An export under way: recorded before the lake is read, and again however it ends."""

    recording: Recording
    actor: Actor
    wanted: Wanted
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    progress: Progress = field(default_factory=Progress)

    async def begin(self) -> None:
        """Record that it begins; raises where it cannot be recorded, and nothing may leave then."""
        await self.recording.add(export_begun(self.actor, self.wanted, self.id))

    async def end(self) -> None:
        """Record how it ended, also while the caller is being cancelled."""
        event = exported(
            self.actor,
            self.wanted,
            self.id,
            rows=self.progress.rows,
            complete=self.progress.complete,
        )
        await asyncio.shield(asyncio.ensure_future(self.recording.add(event)))

    def pieces(self, lake: ObjectStore) -> AsyncGenerator[bytes]:
        """The bytes, as `feedback.exports.exporting.stream` makes them."""
        wanted = self.wanted
        return stream(lake, wanted.dataset, wanted.filters, wanted.form, self.progress)

    async def write(
        self, lake: ObjectStore, out: Path, told: Callable[[Progress], None]
    ) -> ExportReport:
        """Write the records to ``out``, and record it."""
        await self.begin()
        try:
            return await export(
                lake,
                self.wanted.dataset,
                self.wanted.filters,
                form=self.wanted.form,
                out=out,
                progress=self.progress,
                told=told,
            )
        finally:
            await self.end()
