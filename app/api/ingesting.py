"""Starting an ingestion over HTTP, with its progress."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field

from app.api.access import Ingesting, PartsNeeded, actor_of
from app.api.errors import describe
from app.api.event_streams import EventStream, wants_events
from app.api.refusals import ForbiddenError
from app.api.responses import refusing
from app.audit.descriptions import ingested
from app.audit.events import Actor
from app.identity.people import RoleName
from app.wiring import Parts
from retrieval.ingesting.ingestion import Ledger, Progress, UnknownSourceError

router = APIRouter(tags=["ingestion"])
# A task that nobody holds may be collected in mid-work.
_left_running: set[asyncio.Task[Ledger]] = set()


class IngestRequest(BaseModel):
    """Names of the sources to sync; all if none."""

    sources: list[str] = Field(default=[], max_length=1000)


@router.post(
    "/ingest",
    response_model=None,
    responses={200: {"content": {"text/event-stream": {}}}, **refusing(404)},
)
async def ingest(
    request: Request,
    body: IngestRequest,
    parts: PartsNeeded,
    person: Ingesting,
    accept: Annotated[str, Header()] = "application/json",
) -> dict[str, Any] | EventStream:
    """Sync sources into the index; platform admins only. The answer is the ledger.

    With ``Accept: text/event-stream`` the events are ``progress`` and, at the end, ``ledger``.
    """
    if not person.holds(RoleName.PLATFORM_ADMIN):
        raise ForbiddenError("Only a platform admin may start an ingestion.", target="sources")
    actor = actor_of(request, person)
    if wants_events(accept):
        return EventStream(_progress(parts, body.sources, actor))
    return (await _sync(parts, body.sources, actor)).as_json()


async def _sync(
    parts: Parts, sources: list[str], actor: Actor, progress: Progress | None = None
) -> Ledger:
    ledger = await parts.retrieval.ingestion.sync(sources, progress)
    await parts.audit.add(ingested(actor, ledger))
    return ledger


async def _progress(parts: Parts, sources: list[str], actor: Actor) -> AsyncGenerator[str]:
    words: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def tell(done: int, total: int, path: str) -> None:
        words.put_nowait({"done": done, "total": total, "path": path})

    work = asyncio.create_task(_sync(parts, sources, actor, tell))
    try:
        while not (work.done() and words.empty()):
            waiting = asyncio.create_task(words.get())
            await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                yield f"event: progress\ndata: {json.dumps(waiting.result())}\n\n"
            else:
                waiting.cancel()
        ledger = {"ledger": (await work).as_json()}
        yield f"event: ledger\ndata: {json.dumps(ledger, default=str)}\n\n"
    except UnknownSourceError as error:
        yield f"event: error\ndata: {json.dumps(describe(error)[1]['error'])}\n\n"
    finally:
        # The sync goes on when the listener leaves: half an ingestion helps nobody.
        if not work.done():
            _left_running.add(work)
            work.add_done_callback(_left_running.discard)
