"""What an export may be asked for, checked in one place for the API and the command line."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, Self, TypeVar

from app.audit.events import Actor, Event
from app.audit.telling import export_begun, exported
from app.instants import in_utc
from assistants.answers import AnswerKind
from feedback.exporting import EXPORTED, Exported, ExportReport, Progress, export, stream
from feedback.filters import Filters
from feedback.lake import ObjectStore
from feedback.writing import FORMATS, Format

MEDIA_TYPES: dict[Format, str] = {
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
}
_Name = TypeVar("_Name", bound=str)
KINDS = tuple(kind.value for kind in AnswerKind)

# Records that say nothing of an answer, and so cannot be chosen by it.
_UNSCORED: tuple[Exported, ...] = ("passages", "configurations", "preferences")
_KINDLESS: tuple[Exported, ...] = ("passages", "configurations", "reactions")


class ExportRefusedError(ValueError):
    """An export that cannot be made; the text says what can."""


class Recording(Protocol):
    """Where an export is recorded before it begins and when it ends."""

    async def add(self, event: Event) -> None:
        """Record an event; raises where it cannot be recorded."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A checked request: a dataset, a format, and which records."""

    dataset: Exported
    form: Format
    filters: Filters

    @classmethod
    def of(
        cls,
        dataset: str,
        form: str,
        *,
        departments: Collection[str],
        since: datetime | None = None,
        until: datetime | None = None,
        assistant: str | None = None,
        configuration: int | None = None,
        kinds: Collection[str] = (),
        min_score: int | None = None,
        max_score: int | None = None,
    ) -> Self:
        """Check a request; instants without a zone are UTC. Raises `ExportRefusedError`."""
        known = _one_of(EXPORTED, dataset, f"There is no dataset {dataset!r}.")
        written = _one_of(FORMATS, form, f"{form!r} cannot be written.")
        for kind in kinds:
            _one_of(KINDS, kind, f"There is no kind of answer {kind!r}.")
        filters = Filters(
            frozenset(departments),
            in_utc(since),
            in_utc(until),
            assistant,
            configuration,
            frozenset(kinds),
            min_score,
            max_score,
        )
        _check(known, filters)
        return cls(known, written, filters)


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
        """The bytes, as `feedback.exporting.stream` makes them."""
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


def _check(dataset: Exported, filters: Filters) -> None:
    """Refuse filters that would be passed over, or that mean nothing."""
    if filters.since is not None and filters.until is not None and filters.until <= filters.since:
        raise ExportRefusedError("No time lies between since and until. Until must be the later.")
    if filters.by_score and dataset in _UNSCORED:
        raise ExportRefusedError(f"{dataset.capitalize()} cannot be chosen by score.")
    if filters.kinds and dataset in _KINDLESS:
        raise ExportRefusedError(f"{dataset.capitalize()} cannot be chosen by kind of answer.")
    if filters.configuration is not None:
        if dataset == "passages":
            raise ExportRefusedError("Passages belong to no configuration version.")
        if filters.assistant is None:
            raise ExportRefusedError(
                "A configuration version is a number of one assistant. Name the assistant too."
            )
        if not 1 <= filters.configuration < 2**31:
            raise ExportRefusedError("Configuration versions are numbered from 1.")
    scores = [score for score in (filters.min_score, filters.max_score) if score is not None]
    if scores != sorted(scores) or any(not 1 <= score <= 5 for score in scores):
        raise ExportRefusedError("Scores go from 1 (worst) to 5 (best), the lower bound first.")


def _one_of(names: tuple[_Name, ...], given: str, problem: str) -> _Name:
    found = next((name for name in names if name == given), None)
    if found is None:
        raise ExportRefusedError(f"{problem} Choose from: {', '.join(names)}.")
    return found
