"""What a receipt still tells its person."""

from __future__ import annotations

from typing import Any

from app.turns.receipts import take_back
from retrieval.viewing.standing import CURRENT


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
