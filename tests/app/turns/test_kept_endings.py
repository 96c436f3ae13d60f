"""Ends of turns while the database is away: kept in order, bounded, and stored once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import pytest

from app.records.database.outages import DatabaseAwayError
from app.turns.kept_endings import BufferedTurnStore
from assistants.answers import Answer
from feedback.turns import Turn, TurnNotOpenError, TurnStatus, TurnStore
from tests.feedback.samples import AT, answer, opening


@dataclass
class Switched:
    """A store with a switch: away, or away right after it has stored."""

    away: bool = False
    loses_its_word: bool = False
    stored: list[str] = field(default_factory=list)
    tries: int = 0
    wakes: asyncio.Event = field(default_factory=asyncio.Event)

    async def finish(
        self, turn_id: str, status: TurnStatus, given: Answer, at: datetime, **_: Any
    ) -> None:
        self.tries += 1
        self.wakes.set()
        if self.away:
            raise DatabaseAwayError("connection refused")
        if turn_id in self.stored:
            raise TurnNotOpenError(turn_id)
        if turn_id == "cannot be stored":
            raise ValueError(turn_id)
        self.stored.append(turn_id)
        if self.loses_its_word:
            self.loses_its_word = False
            raise DatabaseAwayError("connection reset")

    async def get(self, turn_id: str) -> Turn | None:
        if turn_id not in self.stored:
            return None
        return Turn(opening(turn_id), TurnStatus.COMPLETED, answer(), AT)


def buffered(
    store: Switched, *, most: int = 10, first_pause_s: float = 0.001, told_after_s: float = 0
) -> BufferedTurnStore:
    return BufferedTurnStore(
        cast(TurnStore, store),
        most=most,
        first_pause_s=first_pause_s,
        told_after_s=told_after_s,
    )


async def end(turns: BufferedTurnStore, *turn_ids: str) -> None:
    for turn_id in turn_ids:
        await turns.finish(turn_id, TurnStatus.COMPLETED, answer(), AT)


async def test_without_an_outage_the_end_is_stored_at_once() -> None:
    store = Switched()
    turns = buffered(store)

    await end(turns, "a")

    assert (store.stored, turns.kept) == (["a"], 0)


async def test_ends_wait_for_the_database_and_are_stored_in_order_and_once() -> None:
    store = Switched(away=True)
    turns = buffered(store)

    await end(turns, "a", "b", "c")
    assert (store.stored, turns.kept) == ([], 3)
    store.wakes.clear()
    await store.wakes.wait()
    store.away = False
    await turns.aclose(10)

    assert (store.stored, turns.kept) == (["a", "b", "c"], 0)


async def test_an_end_whose_word_was_lost_is_not_stored_twice() -> None:
    store = Switched(loses_its_word=True)
    turns = buffered(store)

    await end(turns, "a", "b")
    await turns.aclose(10)

    assert store.stored == ["a", "b"]


async def test_no_more_is_kept_than_fits() -> None:
    store = Switched(away=True)
    turns = buffered(store, most=2)
    await end(turns, "a", "b")

    with pytest.raises(DatabaseAwayError):
        await end(turns, "c")

    store.away = False
    await turns.aclose(10)
    assert store.stored == ["a", "b"]


async def test_an_end_that_cannot_be_stored_holds_up_no_other() -> None:
    store = Switched(away=True)
    turns = buffered(store)
    await end(turns, "a", "cannot be stored", "b")

    store.away = False
    await turns.aclose(10)

    assert store.stored == ["a", "b"]


async def test_a_pause_ends_when_another_end_comes_or_the_service_stops() -> None:
    store = Switched(away=True)
    turns = buffered(store, first_pause_s=3600)
    await end(turns, "a")
    await asyncio.sleep(0)
    store.away = False
    store.wakes.clear()

    await end(turns, "b")
    await store.wakes.wait()
    while turns.kept:
        await asyncio.sleep(0)
    store.away = True
    await end(turns, "c")
    store.away = False
    await turns.aclose(60)

    assert store.stored == ["a", "b", "c"]


async def test_whoever_stops_waits_for_the_database_only_so_long() -> None:
    store = Switched(away=True)
    turns = buffered(store)
    await end(turns, "a")

    await turns.aclose(0.01)

    assert turns.kept == 1


async def test_nobody_is_told_that_an_answer_is_complete_before_it_is_stored() -> None:
    store = Switched(away=True)
    turns = buffered(store, told_after_s=3600)
    ending = asyncio.create_task(end(turns, "a"))
    while store.tries < 3:
        await asyncio.sleep(0)
        assert not ending.done()

    store.away = False
    await ending

    assert (store.stored, turns.kept) == (["a"], 0)


async def test_whoever_is_told_of_a_failure_need_not_wait_for_the_database() -> None:
    store = Switched(away=True)
    turns = buffered(store, told_after_s=3600)

    await turns.finish("a", TurnStatus.FAILED, answer(), AT)
    await turns.finish("b", TurnStatus.STOPPED, answer(), AT)

    assert turns.kept == 2
    store.away = False
    await turns.aclose(10)


async def test_a_service_that_stops_keeps_nobody_waiting_for_the_database() -> None:
    store = Switched(away=True)
    turns = buffered(store, told_after_s=3600)
    ending = asyncio.create_task(end(turns, "a"))
    while not turns.kept:
        await asyncio.sleep(0)

    turns.wait_no_more()
    await ending
    await end(turns, "b")

    assert turns.kept == 2
    store.away = False
    await turns.aclose(10)
    assert store.stored == ["a", "b"]
