"""Searches of one moment: in the order in which they came, and so many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from app.turns.search_queue import StaggeredSearch
from retrieval.access import Access
from retrieval.passages import Found

READER = Access(frozenset({"staff"}))


class HeldSearch:
    """Searches that end when they are let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        self.begun.append(query)
        self.ends[query] = asyncio.Event()
        await self.ends[query].wait()
        if query == "broken":
            raise ValueError(query)
        return Found((), float(limit))

    async def readable(self, chunks: object, access: Access) -> frozenset[str]:
        return frozenset({"chunk"})

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[()]:
        await self.search(query, access, sources, limit=1)
        return ()


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_search_waits_for_a_place_and_they_are_taken_in_turn() -> None:
    held = HeldSearch()
    search = StaggeredSearch(held, asyncio.Semaphore(2))
    asked = [
        asyncio.create_task(search.search(name, READER, ["hr"], limit=number))
        for number, name in enumerate(("first", "second", "third", "fourth"))
    ]
    await settled()
    assert held.begun == ["first", "second"]

    held.ends["second"].set()
    await settled()
    assert held.begun == ["first", "second", "third"]
    assert (await asked[1]).evidence == 1.0

    for task in asked:
        task.cancel()
    await asyncio.gather(*asked, return_exceptions=True)


async def test_a_search_that_fails_or_is_given_up_leaves_its_place() -> None:
    held = HeldSearch()
    search = StaggeredSearch(held, asyncio.Semaphore(1))
    broken = asyncio.create_task(search.search("broken", READER, ["hr"], limit=1))
    given_up = asyncio.create_task(
        search.answered_elsewhere("given up", READER, ["hr"], threshold=0.5)
    )
    last = asyncio.create_task(search.search("last", READER, ["hr"], limit=1))
    await settled()

    held.ends["broken"].set()
    with pytest.raises(ValueError, match="broken"):
        await broken
    await settled()
    assert held.begun == ["broken", "given up"]
    given_up.cancel()
    await settled()

    assert held.begun == ["broken", "given up", "last"]
    held.ends["last"].set()
    await last


async def test_what_may_be_read_is_asked_at_once() -> None:
    search = StaggeredSearch(HeldSearch(), asyncio.Semaphore(0))

    assert await search.readable({"chunk"}, READER) == {"chunk"}
