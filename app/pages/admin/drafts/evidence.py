"""The page that shows a draft's evidence threshold on questions that people asked lately."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.checks.thresholds import weigh
from app.middleware.rate_limits import TooManyRequestsError
from app.pages.admin.visiting import visit
from app.publishing.standing import standing_of
from assistants.provenance import NotSeparatedError
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError

router = APIRouter(prefix="/admin/drafts", include_in_schema=False)


@router.get("/{draft_id}/evidence")
async def show(
    draft_id: str,
    request: Request,
    parts: PartsNeeded,
    threshold: Annotated[float | None, Query(ge=0, le=1)] = None,
) -> Response:
    """Show which recent questions reach the draft's threshold, or another one."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    planning = parts.runs.planning
    try:
        weighing = await weigh(parts.playground, planning.recent, found.by, draft_id, threshold)
    except UnknownChangeError as error:
        return found.missing(error)
    except (ChangeRefusedError, NotSeparatedError, TooManyRequestsError) as error:
        return found.refused(error, f"/admin/drafts/{draft_id}")
    draft = weighing.draft
    standing = standing_of(found.person.groups, draft.department, parts.directory.rules)
    writable = draft.status in {DraftStatus.OPEN, DraftStatus.IN_REVIEW}
    context = {
        "weighing": weighing,
        "draft": draft,
        "edits": standing.edits and writable,
        "answered": sum(one.tried for one in weighing.questions),
        "other": weighing.threshold != draft.content.get("evidence_threshold"),
    }
    return found.page("drafts/evidence", context)
