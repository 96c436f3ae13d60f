"""What one answer was made of, over HTTP."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter, Query, Request

from app.api.access import PartsNeeded, Reading, actor_of
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.audit.telling import read_record
from app.identity.people import Person, RoleName
from app.receipts import receipt_of
from app.replaying import replay
from feedback.turns import Turn

router = APIRouter(tags=["receipts"])


@router.get("/turns/{turn_id}/receipt")
async def get_receipt(
    request: Request,
    turn_id: str,
    parts: PartsNeeded,
    person: Reading,
    repeat: bool = Query(False, alias="replay", description="Search and render again, compare."),
) -> dict[str, Any]:
    """The receipt of an own answer, or of one in a department that the person studies."""
    turn = await parts.turns.get(turn_id)
    if turn is None:
        raise NotFoundError("answer")
    if not _may_see(person, turn):
        raise NotFoundError("answer", denied=Denied(f"turn:{turn_id}", turn.opening.department))
    receipt = receipt_of(turn)
    if repeat:
        receipt["replay"] = dataclasses.asdict(await replay(parts.runner, turn))
    if turn.opening.person != person.id:
        event = read_record(actor_of(request, person), turn.opening, replayed=repeat)
        await parts.audit.add(event)
    return receipt


def _may_see(person: Person, turn: Turn) -> bool:
    return (
        turn.opening.person == person.id
        or turn.opening.department in person.departments_as(RoleName.DATA_SCIENTIST)
        or person.holds(RoleName.COMPLIANCE_OFFICER)
    )
