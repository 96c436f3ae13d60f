"""What one answer was made of, over HTTP."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter, Query

from app.api.access import PartsNeeded, Reading
from app.api.errors import NotFoundError
from app.identity.people import Person
from app.receipts import may_see_prompt, receipt_of, studies
from app.replaying import replay
from app.wiring import Parts
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
    administer that department; ``prompt_hash`` is there for all. The ``text`` of a passage is null
    where the person may not read it any more.
    """
    turn = await parts.turns.get(turn_id)
    if turn is None or not _may_see(person, turn):
        raise NotFoundError("answer")
    work = studies(person, turn)
    readable = None if work else await _readable(parts, person, turn)
    receipt = receipt_of(turn, with_prompt=may_see_prompt(person, turn), readable=readable)
    if repeat:
        access = None if work else person.access
        receipt["replay"] = dataclasses.asdict(await replay(parts.runner, turn, access))
    return receipt


async def _readable(parts: Parts, person: Person, turn: Turn) -> frozenset[str]:
    """The chunks behind an answer that the person may read now."""
    passages = turn.answer.passages if turn.answer else ()
    chunks = {passage.chunk_id for passage in passages}
    return await parts.runner.search.readable(chunks, person.access)


def _may_see(person: Person, turn: Turn) -> bool:
    return turn.opening.person == person.id or studies(person, turn)
