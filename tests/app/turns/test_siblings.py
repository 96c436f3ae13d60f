"""A question that is asked again stands in the place of the first, and knows what that knew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.turns.history import GONE, in_place, readable
from feedback.turns import Turn, TurnStatus
from retrieval.access import Access
from tests.fakes.search import FakeSearch
from tests.feedback import samples

ASKED = samples.opening("now", asked_at=samples.AT + timedelta(hours=1))
EVERYONE = Access(frozenset({"everyone"}))


def turn(number: int, *, answered: bool = True, **changes: Any) -> Turn:
    """The turn that was asked as the ``number``th."""
    opening = samples.opening(
        f"turn-{number}", asked_at=samples.AT + timedelta(minutes=number), **changes
    )
    found = (samples.passage(number),)
    answer = samples.answer(text=f"Answer {number}", passages=found, citations=())
    status = TurnStatus.COMPLETED if answered else TurnStatus.INTERRUPTED
    return Turn(opening, status, answer if answered else None, None)


def places(*before: Turn, sibling_of: str | None = None) -> list[str]:
    """The turns that stand before a question."""
    asked = samples.opening("now", asked_at=ASKED.asked_at, sibling_of=sibling_of)
    return [one.opening.id for one in in_place(before, asked)]


def test_of_siblings_the_newest_stands_where_the_first_did() -> None:
    before = (turn(1), turn(2), turn(3, sibling_of="turn-1"))

    assert places(*before) == ["turn-3", "turn-2"]


def test_a_sibling_knows_only_what_was_asked_before_the_first() -> None:
    before = (turn(1), turn(2), turn(3), turn(4, sibling_of="turn-2"))

    assert places(*before, sibling_of="turn-2") == ["turn-1"]


def test_the_first_question_asked_again_knows_nothing() -> None:
    assert places(turn(1), turn(2), sibling_of="turn-1") == []


def test_a_sibling_without_an_answer_leaves_the_place_to_the_one_before() -> None:
    before = (turn(1), turn(2, answered=False, sibling_of="turn-1"))

    assert places(*before) == ["turn-1"]


def test_a_first_turn_without_an_answer_keeps_the_place() -> None:
    before = (turn(1, answered=False), turn(2), turn(3, sibling_of="turn-1"))

    assert places(*before) == ["turn-3", "turn-2"]


async def test_an_answer_is_gone_where_one_that_a_sibling_replaced_was_before_its_eyes() -> None:
    lost, after, again = turn(1), turn(2), turn(3, sibling_of="turn-1")
    search = FakeSearch()
    search.gone = {"chunk-1"}

    exchanges = await readable((lost, after, again), ASKED, search, EVERYONE)

    assert [exchange.answer for exchange in exchanges] == [GONE, GONE]
