"""A small search over passages held in memory."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from retrieval.access import Access
from retrieval.passages import Found, Passage, SourceState


def passage(rank: int, text: str, **changes: object) -> Passage:
    """A passage with sensible values for all that a test does not care about."""
    values: dict[str, object] = {
        "rank": rank,
        "score": 1 / rank,
        "chunk_id": f"chunk-{rank}",
        "content_hash": f"hash-{rank}",
        "document_id": f"document-{rank}",
        "document_version": "v1",
        "source": "medical-information",
        "document": f"file-{rank}.md",
        "title": f"Title {rank}",
        "section": "",
        "page": None,
        "text": text,
    }
    return Passage(**{**values, **changes})  # type: ignore[arg-type]


class FakeSearch:
    """Gives what it was told to give, and remembers what it was asked."""

    def __init__(
        self,
        passages: Sequence[Passage] = (),
        evidence: float = 0.9,
        states: Sequence[SourceState] = (),
    ) -> None:
        self.found = Found(tuple(passages), evidence, tuple(states), {"k": 8})
        self.gone: set[str] = set()
        self.elsewhere: tuple[SourceState, ...] = ()
        self.asked_elsewhere: list[tuple[str, Access, tuple[str, ...], float]] = []
        self.asked: list[tuple[str, Access, tuple[str, ...], int]] = []
        self.evidence_of: dict[str, float] = {}
        self.missed_of: dict[str, float] = {}

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        self.asked.append((query, access, tuple(sources), limit))
        evidence = self.evidence_of.get(query, self.found.evidence)
        missed = self.missed_of.get(query)
        signs = self.found.signs if missed is None else {"missed": missed}
        return replace(self.found, evidence=evidence, signs=signs)

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        return frozenset(chunks) - self.gone

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        self.asked_elsewhere.append((query, access, tuple(sources), threshold))
        return self.elsewhere
