"""Reactions as cases over HTTP, for the admins of a department."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Proposer, Reader, somebody
from app.api.admin.again_shapes import AgainOut, again_out
from app.api.admin.inbox_shapes import (
    AssignIn,
    CaseOut,
    ClassIn,
    CloseIn,
    InboxPageOut,
    LinkIn,
    ReopenIn,
    RevealIn,
    SayIn,
    WholeCaseOut,
    case_out,
    page_out,
    whole_case_out,
)
from app.api.refusals import ForbiddenError, RefusedError
from app.api.responses import refusing
from app.inbox import asking_again
from app.inbox.inbox import departments_of
from app.records.cursors import CursorInvalidError
from app.records.inbox.listing import Wanted
from feedback.inbox import CaseClass

router = APIRouter(
    prefix="/admin/inbox", tags=["working on reactions"], responses=refusing(403, 404, 409)
)
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{1,64}$")]
Score = Annotated[int | None, Query(ge=1, le=5)]


@router.get("")
async def list_reactions(
    request: Request,
    parts: PartsNeeded,
    person: Reader,
    *,
    assistant: Annotated[str, Query(max_length=64)] = "",
    min_score: Score = None,
    max_score: Score = None,
    reason: Annotated[str, Query(max_length=200)] = "",
    version: Annotated[int | None, Query(ge=1, le=10**6)] = None,
    document: Annotated[str, Query(max_length=200, description="An id, or words.")] = "",
    closed: bool | None = None,
    classed: CaseClass | None = None,
    cursor: Annotated[str | None, Query(max_length=120)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> InboxPageOut:
    """Reactions in the departments whose admin the person is, newest first; recorded."""
    by = somebody(request, person)
    if not departments_of(person):
        raise ForbiddenError("Only an admin of a department reads its reactions.", target="inbox")
    named = await parts.inbox.documents_named(by, document) if document.strip() else None
    wanted = Wanted(
        departments_of(person),
        profile=assistant,
        least=min_score,
        most=max_score,
        reason=reason,
        version=version,
        documents=named,
        closed=closed,
        kind=classed,
    )
    try:
        return page_out(await parts.inbox.page(by, wanted, cursor=cursor, limit=limit))
    except CursorInvalidError as error:
        raise RefusedError(str(error)) from error


@router.get("/{turn_id}")
async def show_case(
    turn_id: Id, request: Request, parts: PartsNeeded, person: Reader
) -> WholeCaseOut:
    """A reaction with question, answer and passages, and what is done about it; recorded."""
    return whole_case_out(await parts.inbox.case(somebody(request, person), turn_id))


@router.post("/{turn_id}/again", responses=refusing(429, 503))
async def ask_again(
    turn_id: Id, request: Request, parts: PartsNeeded, person: Proposer
) -> AgainOut:
    """Ask what is live the question of a case once more; recorded, and counted as a question."""
    by = somebody(request, person)
    _, again = await asking_again.ask_again(parts.inbox, parts.playground, by, turn_id)
    return again_out(again)


@router.post("/{turn_id}/class")
async def classify_case(
    turn_id: Id, body: ClassIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Say why the answer was not what somebody needed."""
    by = somebody(request, person)
    return case_out(await parts.inbox.classify(by, turn_id, body.revision, body.classed))


@router.post("/{turn_id}/assignee")
async def assign_case(
    turn_id: Id, body: AssignIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Make an admin of the department look after it."""
    by = somebody(request, person)
    return case_out(await parts.inbox.assign(by, turn_id, body.revision, body.email))


@router.post("/{turn_id}/answers")
async def answer_case(
    turn_id: Id, body: SayIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Tell whoever reacted something; they read it on their account page."""
    by = somebody(request, person)
    return case_out(await parts.inbox.answer(by, turn_id, body.revision, body.text))


@router.post("/{turn_id}/notes")
async def note_in_case(
    turn_id: Id, body: SayIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Keep a note for the department."""
    by = somebody(request, person)
    return case_out(await parts.inbox.note(by, turn_id, body.revision, body.text))


@router.post("/{turn_id}/links")
async def link_case(
    turn_id: Id, body: LinkIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Let the case lead to a draft or a document."""
    by = somebody(request, person)
    return case_out(await parts.inbox.link(by, turn_id, body.revision, body.kind, body.target))


@router.post("/{turn_id}/close")
async def close_case(
    turn_id: Id, body: CloseIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Close it with an outcome, which whoever reacted reads."""
    by = somebody(request, person)
    return case_out(await parts.inbox.close(by, turn_id, body.revision, body.outcome, body.text))


@router.post("/{turn_id}/reopen")
async def reopen_case(
    turn_id: Id, body: ReopenIn, request: Request, parts: PartsNeeded, person: Proposer
) -> CaseOut:
    """Open a closed case again."""
    return case_out(await parts.inbox.reopen(somebody(request, person), turn_id, body.revision))


@router.post("/{turn_id}/person")
async def reveal_person(
    turn_id: Id, body: RevealIn, request: Request, parts: PartsNeeded, person: Proposer
) -> WholeCaseOut:
    """Say why one has to know who reacted, and be told; the reason is in the audit trail."""
    by = somebody(request, person)
    await parts.inbox.reveal(by, turn_id, body.revision, body.because, body.note)
    return whole_case_out(await parts.inbox.case(by, turn_id))
