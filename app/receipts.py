"""A receipt as JSON: all that made one answer, the person under a pseudonym."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from app.identity.people import Person, RoleName
from feedback.records import record_of
from feedback.turns import Turn

_KNOW_INSTRUCTIONS = (
    RoleName.DATA_SCIENTIST,
    RoleName.DEPARTMENT_ADMIN,
    RoleName.DEPARTMENT_APPROVER,
)


def studies(person: Person, turn: Turn) -> bool:
    """Whether reading the receipts of others is this person's work, in the turn's department."""
    return turn.opening.department in person.departments_as(
        RoleName.DATA_SCIENTIST
    ) or person.holds(RoleName.COMPLIANCE_OFFICER)


def may_see_prompt(person: Person, turn: Turn) -> bool:
    """Whether the department's instructions, which the prompt holds, are this person's work."""
    return person.holds(RoleName.COMPLIANCE_OFFICER) or any(
        turn.opening.department in person.departments_as(role) for role in _KNOW_INSTRUCTIONS
    )


def receipt_of(
    turn: Turn, *, with_prompt: bool, readable: Collection[str] | None = None
) -> dict[str, Any]:
    """Write a turn out, passages with their text; parameters as objects.

    ``prompt`` is null without ``with_prompt``; its hash is always there. With ``readable``, the
    text of a passage is null where its chunk (by id) is not among them.
    """
    record = record_of(turn)
    receipt: dict[str, Any] = {"turn_id": turn.opening.id, "department": record.department}
    receipt |= {key: value for key, value in record.row.items() if key != "id"}
    for name in ("retrieval_parameters", "model_parameters", "left_out"):
        if isinstance(receipt.get(name), str):
            receipt[name] = json.loads(receipt[name])
    if turn.answer is not None:
        texts = {
            passage.chunk_id: passage.text
            for passage in turn.answer.passages
            if readable is None or passage.chunk_id in readable
        }
        receipt["passages"] = [
            entry | {"text": texts.get(entry["chunk_id"])} for entry in receipt["passages"]
        ]
        receipt["withheld"] = turn.answer.withheld
        if not with_prompt:
            receipt["prompt"] = None
    return receipt
