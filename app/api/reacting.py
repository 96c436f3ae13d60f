"""Reactions to answers over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Response

from app.api.access import PartsNeeded, Reacting, Reading
from app.api.refusals import NotFoundError, RefusedError
from app.api.responses import refusing
from app.api.shapes import ReactionIn, ReactionOut, reaction_out
from app.audit.events import Denied
from app.identity.people import Person
from app.wiring import Parts
from feedback.reactions import Reaction
from feedback.turns import Turn, TurnStatus

router = APIRouter(tags=["reactions"])


@router.put("/turns/{turn_id}/reaction", responses=refusing(404))
async def put_reaction(
    turn_id: str, body: ReactionIn, parts: PartsNeeded, person: Reacting
) -> ReactionOut:
    """React to an own turn with an emoji of its assistant's palette, or change the reaction."""
    turn = await own_turn(parts, person, turn_id)
    if turn.status is TurnStatus.STREAMING:
        raise RefusedError("The answer is still being written. React when it is complete.")
    version = await parts.configurations.version(
        turn.opening.profile, turn.opening.configuration_number
    )
    palette = version.configuration.palette if version else ()
    chosen = next((entry for entry in palette if entry.emoji == body.emoji), None)
    if chosen is None:
        offered = " ".join(entry.emoji for entry in palette)
        raise RefusedError(f"This emoji is not in the assistant's palette. Choose from {offered}")
    known = version.configuration.reasons if version else ()
    unknown = [reason for reason in body.reasons if reason not in known]
    if unknown:
        raise RefusedError(f"Reasons must come from this list: {', '.join(known)}.")
    reaction = Reaction(
        turn_id=turn_id,
        person=person.id,
        emoji=chosen.emoji,
        label=chosen.label,
        score=chosen.score,
        reasons=tuple(dict.fromkeys(body.reasons)),
        comment=body.comment.replace("\x00", "").strip(),
        reacted_at=datetime.now(UTC),
    )
    await parts.reactions.put(reaction, pseudonym=parts.pseudonyms.of(person.id))
    return reaction_out(reaction)


@router.get("/turns/{turn_id}/reaction", responses=refusing(404))
async def get_reaction(turn_id: str, parts: PartsNeeded, person: Reading) -> ReactionOut | None:
    """The person's current reaction to an own turn; null where there is none."""
    await own_turn(parts, person, turn_id)
    reaction = await parts.reactions.get(turn_id, person.id)
    return reaction_out(reaction) if reaction else None


@router.delete("/turns/{turn_id}/reaction", status_code=204, responses=refusing(404))
async def delete_reaction(turn_id: str, parts: PartsNeeded, person: Reacting) -> Response:
    """Take the reaction back; the record keeps that there was one."""
    await own_turn(parts, person, turn_id)
    await parts.reactions.remove(
        turn_id, person.id, datetime.now(UTC), pseudonym=parts.pseudonyms.of(person.id)
    )
    return Response(status_code=204)


async def own_turn(parts: Parts, person: Person, turn_id: str) -> Turn:
    """A turn of this person; raises `NotFoundError` for any other."""
    turn = await parts.turns.get(turn_id)
    if turn is None:
        raise NotFoundError("answer")
    if turn.opening.person != person.id:
        raise NotFoundError("answer", denied=Denied(f"turn:{turn_id}", turn.opening.department))
    return turn
