"""Records for data scientists, over HTTP."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.api.access import Exporting, PartsNeeded, actor_of
from app.api.refusals import ForbiddenError, NotFoundError
from app.api.responses import refusing
from app.audit.events import Denied
from app.audit.telling import exported
from app.exporting import MEDIA_TYPES, Wanted
from app.identity.people import RoleName

router = APIRouter(tags=["export"])
log = structlog.get_logger()


@router.get(
    "/export/{dataset}",
    response_class=FileResponse,
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
    department: Annotated[list[str] | None, Query()] = None,
) -> FileResponse:
    """Download turns, reactions, passages, configurations or transcripts of own departments."""
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
        dataset, form, departments=asked, since=since, until=until, assistant=assistant
    )
    await parts.shipper.ship_once()
    folder = tempfile.TemporaryDirectory(prefix="export-", dir=parts.settings.var)
    name = f"{dataset}.{wanted.form}"
    try:
        report = await wanted.write(parts.lake, Path(folder.name) / name)
        await parts.audit.add(exported(actor_of(request, person), wanted, report.rows))
    except BaseException:
        folder.cleanup()
        raise
    log.info("records.exported", person=person.id, dataset=dataset, rows=report.rows)
    return FileResponse(
        report.path,
        media_type=MEDIA_TYPES[wanted.form],
        filename=name,
        headers={"X-Almanac-Rows": str(report.rows), "Cache-Control": "private, no-store"},
        background=BackgroundTask(folder.cleanup),
    )
