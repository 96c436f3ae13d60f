"""Reactions to answers over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.access import PartsNeeded, Reacting, Reading
from app.api.refusals import NotFoundError, RefusedError
from app.api.responses import refusing
from app.api.shapes.reactions import (
    DocumentNameOut,
    PaletteOut,
    ReactionIn,
    ReactionOut,
    reaction_out,
)
from app.audit.events import Denied
from app.identity.people import Person
from app.records.documents.titles import Titled
from app.turns.ownership import own_turn
from app.turns.suggestions import is_open_to, suggested
from app.wiring import Parts
from assistants.profiles import ConfigurationVersion, PaletteEmoji
from feedback.reactions import Reaction
from feedback.turns import Turn, TurnStatus
from retrieval.documents import Document, document_id

router = APIRouter(tags=["reactions"])
Typed = Annotated[str, Query(description="Words of its title or path.", max_length=200)]


@router.put("/turns/{turn_id}/reaction", responses=refusing(404))
async def put_reaction(
    turn_id: str, body: ReactionIn, parts: PartsNeeded, person: Reacting
) -> ReactionOut:
    """React to an own turn with an emoji of its assistant's palette, or change the reaction.

    The palette and the reasons are those of the configuration version that answered. The same
    reaction again changes nothing.
    """
    turn = await own_turn(parts, person, turn_id)
    if turn.status is TurnStatus.STREAMING:
        raise RefusedError("The answer is still being written. React when it is complete.")
    version = await _version_of(parts, turn)
    chosen = _chosen(version, body)
    document = await _suggestible(parts, person, version, body)
    reaction = Reaction(
        turn_id=turn_id,
        person=person.id,
        emoji=chosen.emoji,
        label=chosen.label,
        score=chosen.score,
        reasons=tuple(dict.fromkeys(body.reasons)),
        comment=_text(body.comment),
        reacted_at=datetime.now(UTC),
        suggested_answer=_text(body.suggested_answer) or None,
        suggested_source=document.source if document else None,
        suggested_document=document.path if document else None,
    )
    stored = await parts.reactions.put(reaction, pseudonym=parts.pseudonyms.of(person.id))
    return reaction_out(stored, turn.opening, document)


@router.get("/turns/{turn_id}/reaction", responses=refusing(404))
async def get_reaction(turn_id: str, parts: PartsNeeded, person: Reading) -> ReactionOut | None:
    """The person's current reaction to an own turn; null where there is none."""
    turn = await own_turn(parts, person, turn_id)
    reaction = await parts.reactions.get(turn_id, person.id)
    if reaction is None:
        return None
    document = await suggested(parts.documents, person.access, reaction)
    return reaction_out(reaction, turn.opening, document)


@router.delete("/turns/{turn_id}/reaction", status_code=204, responses=refusing(404))
async def delete_reaction(turn_id: str, parts: PartsNeeded, person: Reacting) -> Response:
    """Take the reaction back; the record keeps that there was one."""
    await own_turn(parts, person, turn_id)
    await parts.reactions.remove(
        turn_id, person.id, datetime.now(UTC), pseudonym=parts.pseudonyms.of(person.id)
    )
    return Response(status_code=204)


@router.get("/turns/{turn_id}/palette", responses=refusing(404))
async def get_palette(turn_id: str, parts: PartsNeeded, person: Reading) -> PaletteOut:
    """What an own turn can be reacted with; it stays the same when the assistant changes."""
    turn = await own_turn(parts, person, turn_id)
    version = await _version_of(parts, turn)
    return PaletteOut(
        configuration_number=turn.opening.configuration_number,
        configuration_hash=turn.opening.configuration_hash,
        palette=version.configuration.palette,
        reasons=version.configuration.reasons,
    )


@router.get("/turns/{turn_id}/documents", responses=refusing(404))
async def find_documents(
    turn_id: str,
    parts: PartsNeeded,
    person: Reading,
    query: Typed = "",
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> list[DocumentNameOut]:
    """Documents to suggest for an own turn, best first: what the person may read, and holds today.

    They are found by title and path in the sources of the assistant that answered. Without a query
    they are those whose passages were considered for the answer.
    """
    turn = await own_turn(parts, person, turn_id)
    now = datetime.now(UTC)
    if query.strip():
        sources = (await _version_of(parts, turn)).configuration.sources
        found = await parts.titles.find(query, sources, person.access, now, limit=limit)
    else:
        found = await _considered(parts, person, turn, now, limit)
    return [
        DocumentNameOut(
            document_id=one.id, source=one.source, document=one.document, title=one.title
        )
        for one in found
    ]


async def _version_of(parts: Parts, turn: Turn) -> ConfigurationVersion:
    """The configuration version that answered, whatever is live now."""
    version = await parts.configurations.version(
        turn.opening.profile, turn.opening.configuration_number
    )
    if version is None:
        raise NotFoundError("answer")
    return version


def _chosen(version: ConfigurationVersion, body: ReactionIn) -> PaletteEmoji:
    """The entry of the palette; raises `RefusedError` for what the version did not offer."""
    palette, known = version.configuration.palette, version.configuration.reasons
    chosen = next((entry for entry in palette if entry.emoji == body.emoji), None)
    if chosen is None:
        offered = " ".join(entry.emoji for entry in palette)
        raise RefusedError(f"This emoji is not in the assistant's palette. Choose from {offered}")
    if any(reason not in known for reason in body.reasons):
        raise RefusedError(f"Reasons must come from this list: {', '.join(known)}.")
    return chosen


async def _suggestible(
    parts: Parts, person: Person, version: ConfigurationVersion, body: ReactionIn
) -> Document | None:
    """The document that is suggested, its rights read now; raises `NotFoundError`.

    One that is not there, not for this person, or not for this assistant is refused alike.
    """
    source, path = body.suggested_source, body.suggested_document
    if source is None and path is None:
        return None
    if source is None or path is None:
        raise RefusedError("A document is named by suggested_source and suggested_document.")
    document = await parts.documents.document(document_id(source, path))
    if document is None or source not in version.configuration.sources:
        raise NotFoundError("document")
    if not is_open_to(document, person.access):
        raise NotFoundError("document", denied=Denied(f"document:{document.id}"))
    return document


async def _considered(
    parts: Parts, person: Person, turn: Turn, now: datetime, limit: int
) -> list[Titled]:
    found: dict[str, Titled] = {}
    for passage in turn.answer.passages if turn.answer else ():
        document = await parts.documents.document(passage.document_id)
        if document is not None and document.may_answer(person.access, now):
            found[document.id] = Titled(document.id, document.source, document.path, document.title)
    return list(found.values())[:limit]


def _text(typed: str) -> str:
    """What a person typed, without the zeros that no database keeps."""
    return typed.replace("\x00", "").strip()
