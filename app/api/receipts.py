"""What one answer was made of, over HTTP."""

from __future__ import annotations

import dataclasses
from typing import Any

from fastapi import APIRouter, Query, Request

from app.api.access import PartsNeeded, Reading, actor_of
from app.api.refusals import NotFoundError
from app.api.responses import refusing
from app.audit.events import Denied
from app.audit.telling import read_record
from app.history import quotes_what_is_gone, standings_of
from app.identity.people import Person
from app.receipts import may_see_prompt, receipt_of, studies
from app.replaying import replay
from app.wiring import Parts
from feedback.turns import Turn

router = APIRouter(tags=["receipts"])


@router.get("/turns/{turn_id}/receipt", responses=refusing(404, 409))
async def get_receipt(
    request: Request,
    turn_id: str,
    parts: PartsNeeded,
    person: Reading,
    repeat: bool = Query(False, alias="replay", description="Search and render again, compare."),
) -> dict[str, Any]:
    """The receipt of an own answer, or of one in a department that the person studies.

    ``prompt`` holds the department's instructions, and is null for those who neither study nor
    administer that department; ``prompt_hash`` is there for all. The ``text`` of a passage is null
    where the person may not read it any more, and so is an ``answer`` that quotes it. On an own
    receipt, the ``standing`` of a passage says what became of its document: ``current``,
    ``changed``, ``replaced``, ``expired`` or ``unavailable``.
    """
    turn = await parts.turns.get(turn_id)
    if turn is None:
        raise NotFoundError("answer")
    if not _may_see(person, turn):
        raise NotFoundError("answer", denied=Denied(f"turn:{turn_id}", turn.opening.department))
    work = studies(person, turn)
    readable = None if work else await _readable(parts, person, turn)
    receipt = receipt_of(turn, with_prompt=may_see_prompt(person, turn), readable=readable)
    if not work:
        await _say_what_became(parts, person, turn, receipt)
    if repeat:
        access = None if work else person.access
        receipt["replay"] = dataclasses.asdict(await replay(parts.runner, turn, access))
    if turn.opening.person != person.id:
        event = read_record(actor_of(request, person), turn.opening, replayed=repeat)
        await parts.audit.add(event)
    return receipt


async def _readable(parts: Parts, person: Person, turn: Turn) -> frozenset[str]:
    """The chunks behind an answer that the person may read now."""
    passages = turn.answer.passages if turn.answer else ()
    chunks = {passage.chunk_id for passage in passages}
    return await parts.runner.search.readable(chunks, person.access)


async def _say_what_became(
    parts: Parts, person: Person, turn: Turn, receipt: dict[str, Any]
) -> None:
    """Add how each passage's document stands now; take back what quotes those that are gone."""
    standing = await standings_of([turn], parts.documents, person.access)
    if turn.answer is not None and quotes_what_is_gone(turn.answer, standing):
        receipt["answer"] = None
    for entry in receipt.get("passages") or ():
        entry["standing"] = standing[entry["chunk_id"]].standing.value


def _may_see(person: Person, turn: Turn) -> bool:
    return turn.opening.person == person.id or studies(person, turn)
