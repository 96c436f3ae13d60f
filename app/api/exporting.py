"""Records for data scientists, over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.access import Exporting, PartsNeeded, actor_of
from app.api.refusals import ForbiddenError, NotFoundError, RefusedError
from app.api.responses import refusing
from app.audit.audited_exports import Taking
from app.audit.events import Denied
from app.identity.people import RoleName
from app.requests.exports import MEDIA_TYPES, Wanted
from app.wiring import Parts
from feedback.lake.stores.object_store import ObjectStore

router = APIRouter(tags=["export"])
log = structlog.get_logger()
# The lake may be away, and what it holds already can still be read from it.
_SHIP_S = 10.0


class Download(StreamingResponse):
    """An export as it is made.

    The connection breaks off where the export does, so that half a file is not taken for a whole
    one; what came of it is recorded either way.
    """

    def __init__(self, taking: Taking, first: bytes, rest: AsyncGenerator[bytes]) -> None:
        wanted = taking.wanted
        super().__init__(
            _joined(first, rest),
            media_type=MEDIA_TYPES[wanted.form],
            headers={
                "Content-Disposition": f'attachment; filename="{wanted.dataset}.{wanted.form}"',
                "Cache-Control": "private, no-store",
            },
        )
        self._taking = taking
        self._rest = rest
        self.ended: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taking = self._taking
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Whoever went away has stopped the reading of it, too.
            try:
                await self._rest.aclose()
            finally:
                self.ended()
                await taking.end()
                log.info(
                    "records.exported",
                    person=taking.actor.id,
                    dataset=taking.wanted.dataset,
                    rows=taking.progress.rows,
                    complete=taking.progress.complete,
                )


async def begin_download(taking: Taking, lake: ObjectStore) -> Download:
    """Record an export and make its first bytes: what fails until then is still refused."""
    await taking.begin()
    pieces = taking.pieces(lake)
    try:
        first = await anext(pieces, b"")
    except BaseException:
        # Whoever goes away while this runs has begun an export as well, and its end is recorded.
        await taking.end()
        raise
    return Download(taking, first, pieces)


@router.get(
    "/export/{dataset}",
    response_class=StreamingResponse,
    responses=refusing(404) | {200: {"content": {media: {} for media in MEDIA_TYPES.values()}}},
)
async def export_dataset(
    request: Request,
    dataset: str,
    parts: PartsNeeded,
    person: Exporting,
    *,
    form: Annotated[str, Query(alias="format", description="parquet, jsonl or csv")] = "jsonl",
    since: Annotated[datetime | None, Query(description="From this instant on.")] = None,
    until: Annotated[datetime | None, Query(description="Before this instant.")] = None,
    assistant: Annotated[str | None, Query(max_length=64)] = None,
    configuration: Annotated[
        int | None, Query(description="Number of a version; names `assistant` too.")
    ] = None,
    kind: Annotated[list[str] | None, Query(description="Kinds of answer.")] = None,
    min_score: Annotated[int | None, Query(description="Scored so at least, 1 to 5.")] = None,
    max_score: Annotated[int | None, Query(description="Scored so at most, 1 to 5.")] = None,
    origin: Annotated[
        list[str] | None, Query(description="Where turns were asked: chat, api or cli.")
    ] = None,
    reference: Annotated[
        str | None, Query(description="`with` or `without`, of evaluation cases.")
    ] = None,
    department: Annotated[list[str] | None, Query()] = None,
) -> StreamingResponse:
    """Download records of own departments, evaluation cases or preference pairs.

    The file is sent while it is made, and its length is not known before. A connection that breaks
    off before the last chunk says that the file is not whole. The header
    `X-Almanac-Records-Waiting` tells how many records have not reached the lake yet.
    """
    _refuse_unknown(request)
    allowed = person.departments_as(RoleName.DATA_SCIENTIST)
    if not allowed:
        raise ForbiddenError(
            "Only a data scientist of a department may export its records.", target="records"
        )
    asked = frozenset(department) if department else allowed
    if not asked <= allowed:
        foreign = ",".join(sorted(asked - allowed & parts.directory.rules.departments.keys()))
        raise NotFoundError("department", denied=Denied("records", foreign) if foreign else None)
    wanted = Wanted.of(
        dataset,
        form,
        departments=asked,
        since=since,
        until=until,
        assistant=assistant,
        configuration=configuration,
        kinds=kind or (),
        min_score=min_score,
        max_score=max_score,
        origins=origin or (),
        reference=reference,
    )
    if assistant is not None and assistant not in {
        version.configuration.slug
        for version in await parts.configurations.all_live()
        if version.configuration.department in asked
    }:
        raise NotFoundError("assistant")
    ended = parts.limits.exporting.take(person.id, exempt=person.by_command)
    try:
        waiting = await _ship(parts)
        taking = Taking(parts.audit, actor_of(request, person), wanted)
        download = await begin_download(taking, parts.lake)
    except BaseException:
        ended()
        raise
    download.ended = ended
    download.headers["X-Almanac-Records-Waiting"] = str(waiting)
    return download


async def _ship(parts: Parts) -> int:
    """Bring what waits into the lake, while somebody may wait for it; tells how much is left."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SHIP_S):
            await parts.shipper.ship_once()
    return (await parts.shipper.backlog()).depth


def _refuse_unknown(request: Request) -> None:
    """Refuse a filter that is not known: whoever mistyped one would get all records for some."""
    known = {taken.alias for taken in request.scope["route"].dependant.query_params}
    if unknown := sorted(request.query_params.keys() - known):
        raise RefusedError(
            f"There is no filter {unknown[0]!r}. Choose from: {', '.join(sorted(known))}."
        )


async def _joined(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    if first:
        yield first
    async for piece in rest:
        yield piece
