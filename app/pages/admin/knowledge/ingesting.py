"""Bringing sources up to date from a page, and following how far it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import RoleName
from app.navigation import KNOWLEDGE
from app.pages.admin.visiting import Visit, done, visit
from app.wiring import Parts
from retrieval.ingesting.ledger import SourceLedger

router = APIRouter(prefix=f"{KNOWLEDGE.path}/ingestion", include_in_schema=False)
HERE = f"{KNOWLEDGE.path}/ingestion"
EVENTS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_LOOKS_EVERY_S = 0.5
# Half an hour; whoever still follows comes back.
_LOOKS = 3_600


async def _admin(request: Request, parts: Parts) -> Visit | Response:
    """Whoever may start an ingestion; for others the page is not there."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response) or found.person.holds(RoleName.PLATFORM_ADMIN):
        return found
    return found.missing(NotFoundError("page", denied=Denied("ingestion")))


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show how far the ingestion is that was begun here, or how the last one ended."""
    found = await _admin(request, parts)
    if isinstance(found, Response):
        return found
    ended = parts.ingestions.ended
    sources = ended.ledger.sources if ended and ended.ledger else ()
    context = {
        "under": parts.ingestions.under,
        "ended": ended,
        # Those with trouble first.
        "ledgers": sorted(sources, key=lambda one: (not is_troubled(one), one.source)),
        "is_troubled": is_troubled,
        "names": [source.name for source in await parts.documents.sources()],
    }
    return found.page("knowledge/ingestion", context)


@router.post("")
async def begin(
    request: Request, parts: PartsNeeded, source: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Begin to bring one source up to date, or all of them."""
    found = await _admin(request, parts)
    if isinstance(found, Response):
        return found
    known = {one.name for one in await parts.documents.sources()}
    if source and source not in known:
        return found.missing(NotFoundError("source"))

    async def work() -> str:
        parts.ingestions.begin((source,) if source else (), found.by.actor)
        return HERE

    return await done(found, work, HERE)


@router.get("/events")
async def follow(request: Request, parts: PartsNeeded) -> Response:
    """Tell how far it is, as server-sent events, until it ends."""
    found = await _admin(request, parts)
    if isinstance(found, Response):
        return found
    return StreamingResponse(progress(parts), media_type="text/event-stream", headers=EVENTS)


def is_troubled(ledger: SourceLedger) -> bool:
    """Tell whether somebody has to look at what became of a source."""
    unread = ledger.counts.get("failed", 0) + ledger.counts.get("quarantined", 0)
    return bool(ledger.reason or ledger.problems or unread)


async def progress(parts: Parts, source: str = "") -> AsyncGenerator[str]:
    """How far an ingestion is, as events: the one under way, or until one source was read."""
    told: tuple[int, int] | None = None
    for _ in range(_LOOKS):
        under = parts.ingestions.under
        if under is None or (source and not parts.ingestions.concerns(source)):
            yield "event: ended\ndata: {}\n\n"
            return
        if parts.stopping.begun:
            return
        if told != (under.done, under.total):
            told = (under.done, under.total)
            facts = json.dumps({"done": under.done, "planned": under.total})
            yield f"event: progress\ndata: {facts}\n\n"
        await asyncio.sleep(_LOOKS_EVERY_S)
