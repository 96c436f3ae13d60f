"""Keeps the embedding model busy, while documents are read before it and written behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from retrieval.ingesting.indexing import Embedded, Indexer, Prepared

# Chunks that are embedded and written together. Large, for each group costs a commit in every
# store; the first ones are small, so that the model need not wait for long.
GROUP = 256
FIRST_GROUP = 32


async def index_all(
    prepared: AsyncIterator[Prepared],
    indexer: Indexer,
    stored: Callable[[Embedded], None],
    *,
    largest: int = GROUP,
) -> None:
    """Embed and store documents of one source; ``stored`` is told of each group."""

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
            embedded = await indexer.embed(group)
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
