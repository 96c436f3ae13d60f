"""Questions that are alike stand together, always in the same groups."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.records.unanswered.groups import Asked
from app.unanswered.grouping import NEAR, Group, Vector, grouped

AT = datetime(2026, 6, 1, tzinfo=UTC)


def asked(number: int, question: str) -> Asked:
    return Asked(f"turn-{number}", question, AT + timedelta(minutes=number))


def vector(angle: float) -> Vector:
    """A vector whose cosine with another is that of the difference of their angles."""
    return np.asarray([np.cos(angle), np.sin(angle)], np.float32)


NEXT_TO = float(np.arccos(NEAR)) * 0.9
QUESTIONS = (
    asked(1, "How long does it keep?"),
    asked(2, "What is its shelf life?"),
    asked(3, "Is it for children?"),
    asked(4, "HOW LONG does it  keep"),
)
VECTORS = {
    QUESTIONS[0].said: vector(0.0),
    QUESTIONS[1].said: vector(NEXT_TO),
    QUESTIONS[2].said: vector(1.5),
}


def sizes(groups: list[Group]) -> dict[str, int]:
    return {one.leader.turn_id: one.size for one in groups}


def test_what_is_near_stands_with_the_oldest_and_the_largest_group_comes_first() -> None:
    groups, waiting = grouped(QUESTIONS, VECTORS)

    assert (sizes(groups), waiting) == ({"turn-1": 3, "turn-3": 1}, 0)
    assert groups[0].newest == QUESTIONS[3].asked_at
    assert groups[0].examples == ("What is its shelf life?",)


def test_the_order_in_which_questions_come_changes_nothing() -> None:
    expected = grouped(QUESTIONS, VECTORS)
    for seed in range(20):
        shuffled = random.Random(seed).sample(QUESTIONS, len(QUESTIONS))
        assert grouped(shuffled, VECTORS) == expected


def test_a_question_that_somebody_took_up_leads_whatever_its_age() -> None:
    groups, _ = grouped(QUESTIONS, VECTORS, leading=[QUESTIONS[1]])

    assert sizes(groups) == {"turn-2": 3, "turn-3": 1}
    assert groups[0].leader == QUESTIONS[1]


@pytest.mark.parametrize(
    ("one", "other"), [("Is 5 mg enough?", "Is 10 mg enough?"), ("Type 2?", "Type?")]
)
def test_with_another_number_it_is_another_question(one: str, other: str) -> None:
    both = (asked(1, one), asked(2, other))
    groups, _ = grouped(both, {each.said: vector(0.0) for each in both})

    assert sizes(groups) == {"turn-1": 1, "turn-2": 1}


def test_what_has_no_vector_yet_waits_unless_the_same_was_asked() -> None:
    groups, waiting = grouped(QUESTIONS, {QUESTIONS[0].said: vector(0.0)})

    assert (sizes(groups), waiting) == ({"turn-1": 2}, 2)
