"""A question that was taken waits for the database, as long as nothing was shown of its answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Sequence
from typing import Any, cast

import pytest

from app.records.database.outages import DatabaseAwayError, DatabaseBusyError
from app.turns.outage_waiting import RetryingGateway, RetryingSearch, RetryLimits
from gateway.calls import Elsewhere, Gateway, GatewayEvent, Token, Waiting
from retrieval.access import Access
from retrieval.passages import Found
from tests.gateway.calling import call

READER = Access(frozenset({"staff"}))
QUICK = RetryLimits(first_pause_s=0.001)
AWAY = DatabaseAwayError("connection refused")


class Returning:
    """A search and a gateway whose database is away for so many tries, of ``try_s`` each."""

    def __init__(
        self,
        away: int,
        *,
        before: Sequence[GatewayEvent] = (),
        error: DatabaseAwayError = AWAY,
        try_s: float = 0,
    ) -> None:
        self.away = away
        self._before = before
        self._error = error
        self._try_s = try_s
        self.now = 0.0
        self.tries = 0

    def clock(self) -> float:
        return self.now

    def _try(self) -> None:
        self.tries += 1
        self.now += self._try_s
        if self.tries <= self.away:
            raise self._error

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
        for event in self._before:
            yield event
        self._try()
        yield Token("dose")


async def find(store: Returning, limits: RetryLimits = QUICK) -> Found:
    return await RetryingSearch(store, limits).search("leave", READER, ["hr"], limit=4)


async def written(store: Returning, limits: RetryLimits = QUICK) -> list[GatewayEvent]:
    gateway = RetryingGateway(cast(Gateway, store), limits)
    return [event async for event in gateway.stream(call())]


async def test_a_search_goes_on_when_the_database_is_back() -> None:
    assert await find(Returning(3)) == Found((), 4.0)
    assert await RetryingSearch(Returning(1), QUICK).readable(["a"], READER) == {"a"}


@pytest.mark.parametrize("asks", [find, written])
async def test_no_try_begins_later_than_a_minute_after_the_first_that_failed(asks: Any) -> None:
    store = Returning(10**6, try_s=14)

    with pytest.raises(DatabaseAwayError):
        await asks(store, RetryLimits(first_pause_s=0.001, clock=store.clock))

    # The first fails at 14 seconds, the last begins at 70.
    assert store.tries == 6


@pytest.mark.parametrize("asks", [find, written])
async def test_a_database_that_has_too_much_to_do_is_not_asked_again(asks: Any) -> None:
    store = Returning(1, error=DatabaseBusyError("all connections are busy"))

    with pytest.raises(DatabaseBusyError):
        await asks(store)

    assert store.tries == 1


async def test_an_answer_begins_when_the_database_is_back_and_only_once() -> None:
    assert await written(Returning(2)) == [Token("dose")]

    begun = Returning(1, before=[Token("The ")])
    with pytest.raises(DatabaseAwayError):
        await written(begun)
    assert begun.tries == 1


@pytest.mark.parametrize("waits", [Waiting(3), Elsewhere()])
async def test_a_question_that_waited_for_a_model_has_not_begun(waits: GatewayEvent) -> None:
    assert await written(Returning(1, before=[waits])) == [waits, waits, Token("dose")]


async def test_nobody_waits_for_what_only_adds_to_an_answer() -> None:
    store = Returning(1)

    assert await RetryingSearch(store).answered_elsewhere("x", READER, [], threshold=1) == ()
    assert store.tries == 1
