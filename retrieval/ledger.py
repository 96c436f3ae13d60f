"""The ledger of an ingestion: every document of every source is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Progress = Callable[[int, int, str], None]
"""Is told how many documents are done, how many there are, and the path of the last."""

LineStatus = Literal[
    "live", "unchanged", "expired", "superseded", "failed", "quarantined", "removed"
]


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one document. ``live`` was indexed now, ``unchanged`` earlier.

    ``reason`` is empty where there is nothing to say. ``chunks`` counts what can be found of it.
    """

    path: str
    status: LineStatus
    reason: str = ""
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class SourceLedger:
    """What became of one source.

    ``reason`` says why the source as a whole could not be synced. ``problems`` lists where the
    folder, the database and the indexes disagree afterwards.
    """

    source: str
    location: str
    reason: str = ""
    documents: tuple[Line, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """Documents by status; ``seen`` are those in the folder, ``chunks`` those in the index."""
        statuses = Counter(line.status for line in self.documents)
        return {
            "seen": len(self.documents) - statuses["removed"],
            **{str(status): count for status, count in sorted(statuses.items())},
            "chunks": sum(line.chunks for line in self.documents),
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
            "sources": [
                {
                    "source": ledger.source,
                    "location": ledger.location,
                    "reason": ledger.reason,
                    "counts": dict(ledger.counts),
                    "documents": [
                        {
                            "path": line.path,
                            "status": line.status,
                            "reason": line.reason,
                            "chunks": line.chunks,
                        }
                        for line in ledger.documents
                    ],
                    "problems": list(ledger.problems),
                }
                for ledger in self.sources
            ],
        }
