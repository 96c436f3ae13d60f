"""What one answer was made of, over HTTP."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query, Request

from app.api.access import PartsNeeded, Reading, actor_of
from app.api.receipts.shapes import ReceiptOut, receipt_out
from app.api.responses import refusing
from app.audit.descriptions import read_record
from app.identity.people import Person
from app.turns.history import made_with, quotes_what_is_gone, standings_of
from app.turns.ownership import UnknownTurnError, must_own
from app.turns.receipts import may_see_prompt, receipt_of, studies, take_back
from app.turns.replay import replay
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
) -> ReceiptOut:
    """The receipt of an own answer, or of one in a department that the person studies.

    ``prompt`` holds the department's instructions, and is null for those who neither study nor
    administer that department, as are the ``thoughts`` of a model, which may repeat them;
    ``prompt_hash`` is there for all. On an own receipt, the ``standing`` of a passage says what
    became of its document: ``current``, ``changed``, ``replaced``, ``expired`` or
    ``unavailable``. What the person may not read any more is null
    there: the ``text`` of a passage and, where its document is not available, all that names it,
    an ``answer`` that quotes it, a ``prompt`` that holds it and a ``standalone_question`` that may.
    """
    turn = await require_own_or_work(parts, person, turn_id)
    # Whoever runs commands on the service's machine has its database.
    work = studies(person, turn) or person.by_command
    shows_prompt = may_see_prompt(person, turn) or person.by_command
    receipt = receipt_of(turn, with_prompt=shows_prompt)
    if not work:
        await _take_back(parts, person, turn, receipt)
    access = None if work else person.access
    replayed = await replay(parts.runner, parts.documents, turn, access) if repeat else None
    if turn.opening.person != person.id:
        event = read_record(actor_of(request, person), turn.opening, replayed=repeat)
        await parts.audit.add(event)
    return receipt_out(receipt, replayed)


async def require_own_or_work(parts: Parts, person: Person, turn_id: str) -> Turn:
    """An own answer, or one whose receipt is the person's work; raises `UnknownTurnError`.

    An own answer goes with its conversation; who works with it keeps it.
    """
    turn = await parts.turns.get(turn_id)
    if turn is None:
        raise UnknownTurnError
    if not studies(person, turn):
        await must_own(parts, person, turn)
    return turn


async def _take_back(parts: Parts, person: Person, turn: Turn, receipt: dict[str, Any]) -> None:
    """Leave out of an own receipt what is not for its person any more."""
    used = await made_with(turn, parts.turns)
    readable = await parts.runner.search.readable(used, person.access)
    standing = await standings_of([turn], parts.documents, person.access)
    take_back(receipt, readable, standing)
    if turn.answer is not None and quotes_what_is_gone(turn.answer, standing):
        receipt["answer"] = None
    if not used <= readable:
        receipt["prompt"] = receipt["thoughts"] = None
        # A question that was made to stand alone may hold what an earlier answer said.
        if receipt["standalone_question"] != receipt["question"]:
            receipt["standalone_question"] = None
