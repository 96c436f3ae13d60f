"""What a receipt still tells its person."""

from __future__ import annotations

from typing import Any

from app.turns.receipts import receipt_of, take_back
from feedback.records import record_of
from feedback.turns import Turn, TurnStatus
from retrieval.viewing.standing import CURRENT
from tests.feedback.samples import AT, answer, opening


def test_what_was_left_out_is_named_by_its_source_and_not_by_a_namesake() -> None:
    sent = {"chunk_id": "c", "source": "hr", "document": "leave.md", "text": "Thirty days."}
    left_out = [
        {"source": "hr", "document": "leave.md"},
        {"source": "board", "document": "leave.md"},
    ]
    receipt: dict[str, Any] = {"passages": [sent], "left_out": {"passages": left_out}}

    take_back(receipt, {"c"}, {"c": CURRENT})

    assert left_out == [
        {"source": "hr", "document": "leave.md"},
        {"source": None, "document": None},
    ]


def test_what_a_model_thought_is_for_those_who_may_read_its_prompt_and_never_in_the_lake() -> None:
    turn = Turn(opening("a"), TurnStatus.COMPLETED, answer(thoughts="Let me see."), AT)

    assert receipt_of(turn, with_prompt=True)["thoughts"] == "Let me see."
    assert receipt_of(turn, with_prompt=False)["thoughts"] is None
    assert "Let me see." not in str(record_of(turn))
