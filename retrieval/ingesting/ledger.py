"""The ledger of an ingestion: every document of every source is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

Progress = Callable[[int, int, str], None]
"""Is told how many documents are done, how many there are, and the path of the last."""

LineStatus = Literal[
    "live", "moved", "unchanged", "expired", "superseded", "failed", "quarantined", "removed"
]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one document.

    ``live`` was indexed now, ``moved`` too, though its bytes were known from ``moved_from``, and
    ``unchanged`` earlier. ``reason`` is empty where there is nothing to say. ``chunks`` counts what
    can be found of it, and ``remarks`` tell what cannot. ``version`` is the SHA-256 of its bytes,
    empty where it was not read; it answers between its dates.
    """

    path: str
    status: LineStatus
    reason: str = ""
    chunks: int = 0
    remarks: tuple[str, ...] = ()
    moved_from: str = ""
    title: str = ""
    version: str = ""
    pages: int | None = None
    effective_from: datetime | None = None
    effective_until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The line as JSON-like values."""
        dates = {
            "effective_from": self.effective_from and self.effective_from.isoformat(),
            "effective_until": self.effective_until and self.effective_until.isoformat(),
        }
        return {**asdict(self), **dates, "remarks": list(self.remarks)}


@dataclass(slots=True)
class Stages:
    """How far the documents of a source came in this run.

    Documents: ``seen`` in the folder, ``read`` and ``parsed`` because they may have changed.
    Chunks: ``cut`` from these, and then either ``embedded`` or ``reused``, their vectors taken over
    from chunks that say the same; ``restored`` were lost in an index, and put back from the
    database.
    """

    seen: int = 0
    read: int = 0
    parsed: int = 0
    cut: int = 0
    embedded: int = 0
    reused: int = 0
    restored: int = 0


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """What became of one source.

    ``reason`` says why the source as a whole could not be synced, or why nobody reads it.
    ``problems`` lists where the folder, the database and the indexes disagree afterwards;
    ``stores`` counts the chunks in each of the three. ``warnings`` are for the owner.
    """

    source: str
    location: str
    reason: str = ""
    documents: tuple[Line, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    stages: Stages = field(default_factory=Stages)
    stores: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[str, int]:
        """Documents by status; ``seen`` are those in the folder, ``chunks`` those in the index."""
        statuses = Counter(line.status for line in self.documents)
        return {
            "seen": len(self.documents) - statuses["removed"],
            **{str(status): count for status, count in sorted(statuses.items())},
            "chunks": sum(line.chunks for line in self.documents),
        }

    def as_json(self) -> dict[str, Any]:
        """The source's part of the ledger as JSON-like values."""
        return {
            "source": self.source,
            "location": self.location,
            "reason": self.reason,
            "counts": dict(self.counts),
            "stages": asdict(self.stages),
            "stores": dict(self.stores),
            "documents": [line.as_json() for line in self.documents],
            "problems": list(self.problems),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """The outcome of an ingestion; instants are in UTC."""

    sources: tuple[SourceLedger, ...]
    started_at: datetime
    finished_at: datetime

    @property
    def problems(self) -> tuple[str, ...]:
        """Where numbers disagree, over all sources."""
        return tuple(
            f"{ledger.source}: {problem}" for ledger in self.sources for problem in ledger.problems
        )

    @property
    def reconciled(self) -> bool:
        """Tell whether folder, database and indexes agree on every document and chunk."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """The ledger as JSON-like values."""
        return {
            "reconciled": self.reconciled,
            "problems": list(self.problems),
            "started_at": self.started_at.isoformat(),
            "finished_at": self.finished_at.isoformat(),
            "sources": [ledger.as_json() for ledger in self.sources],
        }
