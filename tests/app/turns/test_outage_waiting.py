"""A question that was taken waits for the database, as long as nothing was shown of its answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Any, cast

import pytest

from app.records.database.outages import DatabaseAwayError
from app.turns.outage_waiting import PatientGateway, PatientSearch
from gateway.calls import Gateway, GatewayEvent, Token
from retrieval.access import Access
from retrieval.passages import Found
from tests.gateway.calling import call

READER = Access(frozenset({"staff"}))
AWAY = DatabaseAwayError("connection refused")


class Returning:
    """A search and a gateway whose database is away for so many tries."""

    def __init__(self, away: int, *, begins: bool = False) -> None:
        self.away = away
        self._begins = begins
        self.tries = 0

    def _try(self) -> None:
        self.tries += 1
        if self.tries <= self.away:
            raise AWAY

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        self._try()
        return Found((), float(limit))

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        self._try()
        return frozenset(chunks)

    async def answered_elsewhere(self, *_: Any, **__: Any) -> tuple[()]:
        self._try()
        return ()

    async def stream(self, _: Any) -> AsyncGenerator[GatewayEvent]:
        if self._begins:
            yield Token("The ")
        self._try()
        yield Token("dose")


def search_over(store: Returning, *, most_s: float = 60) -> PatientSearch:
    return PatientSearch(store, first_pause_s=0.001, most_s=most_s)


async def written(store: Returning) -> list[GatewayEvent]:
    gateway = PatientGateway(cast(Gateway, store), first_pause_s=0.001)
    return [event async for event in gateway.stream(call())]


async def test_a_search_goes_on_when_the_database_is_back() -> None:
    found = await search_over(Returning(3)).search("leave", READER, ["hr"], limit=4)

    assert found == Found((), 4.0)
    assert await search_over(Returning(1)).readable(["a"], READER) == {"a"}
    assert await search_over(Returning(1)).answered_elsewhere("x", READER, [], threshold=1) == ()


async def test_nobody_waits_for_ever() -> None:
    store = Returning(10**6)

    with pytest.raises(DatabaseAwayError):
        await search_over(store, most_s=0.01).search("leave", READER, ["hr"], limit=4)

    assert store.tries > 1


async def test_an_answer_begins_when_the_database_is_back_and_only_once() -> None:
    assert await written(Returning(2)) == [Token("dose")]

    begun = Returning(1, begins=True)
    with pytest.raises(DatabaseAwayError):
        await written(begun)
    assert begun.tries == 1
