"""Searches of a moment one after another: the first has its answer while the last still waits.

Done all at once, each would be ready when all are. A search is mostly work for the processor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState

# Enough for those that wait for a server of vectors or of embeddings.
AT_ONCE = 8


class StaggeredSearch:
    """Implements `retrieval.passages.PassageSearch` over another one; ``places`` are for all."""

    def __init__(self, search: PassageSearch, places: asyncio.Semaphore) -> None:
        self._search = search
        self._places = places

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        """Search when it is its turn."""
        async with self._places:
            return await self._search.search(
                query, access, sources, limit=limit, table_letters=table_letters
            )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Ask at once: it is a look into the database."""
        return await self._search.readable(chunks, access)

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """Ask when it is its turn."""
        async with self._places:
            return await self._search.answered_elsewhere(
                query, access, sources, threshold=threshold
            )
