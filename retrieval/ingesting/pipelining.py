"""Keeps the embedding model busy, while documents are read before it and written behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from retrieval.indexes.embedding import EmbedderAwayError
from retrieval.ingesting.indexing import Embedded, Indexer, Prepared

# Chunks that are embedded and written together. Large, for each group costs a commit in every
# store; the first ones are small, so that the model need not wait for long.
GROUP = 256
FIRST_GROUP = 32
# When so many documents together are refused, each of them, it is not for what they say.
_NOT_BY_CHANCE = 3

Waiting = Callable[[Prepared, EmbedderAwayError], Awaitable[None]]


async def index_all(
    prepared: AsyncIterator[Prepared],
    indexer: Indexer,
    stored: Callable[[Embedded], None],
    waiting: Waiting,
    *,
    largest: int = GROUP,
) -> None:
    """Embed and store documents of one source.

    ``stored`` is told of each group, and ``waiting`` of each document that gets no vectors now:
    nothing of it is stored. Of a model that is away nothing more is asked.
    """
    model = _Model(indexer, waiting)

    async def store(embedded: Embedded) -> None:
        await indexer.store(embedded)
        stored(embedded)

    size = min(FIRST_GROUP, largest)
    gathering = asyncio.create_task(_gather(prepared, size))
    storing: asyncio.Task[None] | None = None
    try:
        while group := await gathering:
            size = min(2 * size, largest)
            gathering = asyncio.create_task(_gather(prepared, size))
            for embedded in await model.embed(group):
                if storing is not None:
                    await storing
                storing = asyncio.create_task(store(embedded))
        if storing is not None:
            await storing
    finally:
        gathering.cancel()
        await _end(gathering)
        if storing is not None:
            # Cut off in the middle, it would only leave more to repair.
            await _end(storing)


class _Model:
    """The model as a run sees it: there, or away for the rest of the run."""

    def __init__(self, indexer: Indexer, waiting: Waiting) -> None:
        self._indexer = indexer
        self._waiting = waiting
        self._away: EmbedderAwayError | None = None

    async def embed(self, group: Sequence[Prepared]) -> list[Embedded]:
        """The documents of a group that get vectors: together, or else one by one."""
        if self._away is None:
            try:
                return [await self._indexer.embed(group)]
            except EmbedderAwayError as error:
                self._note(error)
        alone = [one for prepared in group if (one := await self._embed_alone(prepared))]
        if not alone and len(group) >= _NOT_BY_CHANCE and self._away is None:
            self._away = EmbedderAwayError("it refuses every text")
        return alone

    async def _embed_alone(self, prepared: Prepared) -> Embedded | None:
        failure = self._away
        if failure is None or prepared.has_all_vectors:
            try:
                return await self._indexer.embed([prepared])
            except EmbedderAwayError as error:
                self._note(error)
                failure = error
        await self._waiting(prepared, failure)
        return None

    def _note(self, error: EmbedderAwayError) -> None:
        if not error.of_the_texts:
            self._away = error


async def _gather(prepared: AsyncIterator[Prepared], enough: int) -> list[Prepared]:
    group: list[Prepared] = []
    chunks = 0
    async for one in prepared:
        group.append(one)
        chunks += len(one.chunks)
        if chunks >= enough:
            break
    return group


async def _end(task: Awaitable[Any]) -> None:
    await asyncio.gather(task, return_exceptions=True)
