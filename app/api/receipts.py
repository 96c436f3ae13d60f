"""What one answer was made of, over HTTP."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter, Query

from app.api.access import PartsNeeded, Reading
from app.api.errors import NotFoundError
from app.identity.people import Person, RoleName
from app.receipts import may_see_prompt, receipt_of
from app.replaying import replay
from feedback.turns import Turn

router = APIRouter(tags=["receipts"])


@router.get("/turns/{turn_id}/receipt")
async def get_receipt(
    turn_id: str,
    parts: PartsNeeded,
    person: Reading,
    repeat: bool = Query(False, alias="replay", description="Search and render again, compare."),
) -> dict[str, Any]:
    """The receipt of an own answer, or of one in a department that the person studies.

    ``prompt`` holds the department's instructions, and is null for those who neither study nor
    administer that department; ``prompt_hash`` is there for all.
    """
    turn = await parts.turns.get(turn_id)
    if turn is None or not _may_see(person, turn):
        raise NotFoundError("answer")
    receipt = receipt_of(turn, with_prompt=may_see_prompt(person, turn))
    if repeat:
        receipt["replay"] = dataclasses.asdict(await replay(parts.runner, turn))
    return receipt


def _may_see(person: Person, turn: Turn) -> bool:
    return (
        turn.opening.person == person.id
        or turn.opening.department in person.departments_as(RoleName.DATA_SCIENTIST)
        or person.holds(RoleName.COMPLIANCE_OFFICER)
    )
