"""Asking all: so many at a time, each when there is a place, and none once nobody listens."""

from __future__ import annotations

import asyncio

import pytest

from evaluation.outcomes import Outcome
from evaluation.running import results_of
from evaluation.runs import Item, Side
from tests.evaluation.samples import GOOD

ITEMS = [Item(n, None, f"Question {n}?", None) for n in range(20)]
BOTH: tuple[Side, ...] = ("after", "before")


class Counted:
    """Answers when all places are taken, and counts how many were asked at once."""

    def __init__(self, at_once: int) -> None:
        self.now, self.most, self.asked = 0, 0, 0
        self._full = asyncio.Barrier(at_once)

    async def ask(self, _side: Side, _question: str) -> Outcome:
        self.now, self.asked = self.now + 1, self.asked + 1
        self.most = max(self.most, self.now)
        try:
            await self._full.wait()
        finally:
            self.now -= 1
        return GOOD


async def test_every_question_is_asked_of_both_with_all_places_taken() -> None:
    counted = Counted(4)

    found = [one async for one in results_of(ITEMS, counted.ask, sides=BOTH, tries=1, at_once=4)]

    assert sorted(one.item.position for one in found) == list(range(20))
    assert all(len(one.after) == len(one.before) == 1 for one in found)
    assert (counted.asked, counted.most) == (40, 4)


async def test_tries_are_asked_apart() -> None:
    counted = Counted(1)

    (found,) = [
        one async for one in results_of(ITEMS[:1], counted.ask, sides=["after"], tries=3, at_once=1)
    ]

    assert (len(found.after), found.before) == (3, ())


async def test_what_goes_wrong_ends_it_and_nothing_goes_on() -> None:
    counted = Counted(100)

    async def ask(side: Side, question: str) -> Outcome:
        if question == "Question 2?" and side == "after":
            raise PermissionError
        return await counted.ask(side, question)

    found = results_of(ITEMS, ask, sides=BOTH, tries=1, at_once=8)
    with pytest.raises(PermissionError):
        await anext(found)

    assert counted.now == 0


async def test_nobody_who_had_waited_for_a_place_is_asked_after_it_went_wrong() -> None:
    asked = 0

    async def ask(_side: Side, _question: str) -> Outcome:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        raise PermissionError

    with pytest.raises(PermissionError):
        await anext(results_of(ITEMS, ask, sides=BOTH, tries=3, at_once=2))

    assert asked <= 2


async def test_whoever_stops_listening_stops_all() -> None:
    counted = Counted(2)
    found = results_of(ITEMS, counted.ask, sides=BOTH, tries=1, at_once=2)

    await anext(found)
    await found.aclose()

    assert counted.now == 0
    assert counted.asked < 10
