"""A receipt as JSON: all that made one answer, the person under a pseudonym."""

from __future__ import annotations

import json
from typing import Any

from feedback.records import record_of
from feedback.turns import Turn


def receipt_of(turn: Turn) -> dict[str, Any]:
    """Write a turn out, passages with their text; parameters as objects."""
    record = record_of(turn)
    receipt: dict[str, Any] = {"turn_id": turn.opening.id, "department": record.department}
    receipt |= {key: value for key, value in record.row.items() if key != "id"}
    for name in ("retrieval_parameters", "model_parameters"):
        if isinstance(receipt.get(name), str):
            receipt[name] = json.loads(receipt[name])
    if turn.answer is not None:
        texts = {passage.chunk_id: passage.text for passage in turn.answer.passages}
        receipt["passages"] = [
            entry | {"text": texts.get(entry["chunk_id"], "")} for entry in receipt["passages"]
        ]
    return receipt
