"""Questions without an answer, those that are alike together, and what is done about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.errors import describe
from app.navigation import CHECKS, KNOWLEDGE
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import told
from app.wiring import Parts
from assistants.publishing.refusals import ChangeRefusedError, NotAllowedError, UnknownChangeError
from feedback.case_sentences import NOT_AN_ADMIN

router = APIRouter(prefix=f"{KNOWLEDGE.path}/questions", include_in_schema=False)
_SLUG = 64
Seen = Annotated[int, Form(alias="revision", ge=0, le=10**9)]
Assistant = Annotated[str, Form(max_length=_SLUG)]


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show the groups of an assistant to an admin of its department."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    return await _page(found, request.query_params.get("assistant", "")[:_SLUG])


@router.post("/{turn_id}/assign")
async def assign(
    turn_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Seen,
    assistant: Assistant = "",
    email: Annotated[str, Form(max_length=320)] = "",
    me: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Say who looks after a group."""

    async def work(found: Visit) -> str:
        whom = found.person.email if me else email
        kept = await parts.questions.assign(found.by, turn_id, seen, whom)
        return f"{KNOWLEDGE.path}/questions?assistant={kept.profile}#group-{turn_id}"

    return await _stepped(request, parts, assistant, work)


@router.post("/{turn_id}/check")
async def keep_check(
    turn_id: str, request: Request, parts: PartsNeeded, seen: Seen, assistant: Assistant = ""
) -> Response:
    """Keep the question as the check that closes the group, and lead to it."""

    async def work(found: Visit) -> str:
        check = await parts.questions.keep_check(found.by, turn_id, seen)
        return f"{CHECKS.path}/{check.id}"

    return await _stepped(request, parts, assistant, work)


async def _stepped(
    request: Request, parts: Parts, assistant: str, work: Callable[[Visit], Awaitable[str]]
) -> Response:
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    try:
        return RedirectResponse(await work(found), 303)
    except UnknownChangeError as error:
        return found.missing(error)
    except ChangeRefusedError as error:
        return await _page(found, assistant, error)


async def _page(found: Visit, slug: str, refusal: Exception | None = None) -> Response:
    parts = found.parts
    live = [one.configuration for one in await parts.questions.offered(found.by)]
    if not live:
        error = refusal or NotAllowedError(NOT_AN_ADMIN, "not_an_admin")
        return found.refused(error, KNOWLEDGE.path)
    try:
        overview = await parts.questions.overview(found.by, slug or live[0].slug)
    except UnknownChangeError as error:
        return found.missing(error)
    context = {
        "assistants": live,
        "slug": slug or live[0].slug,
        "overview": overview,
        "me": found.person.email,
        "refusal": told(found.request, refusal) if refusal else "",
    }
    status = describe(refusal)[0] if refusal else 200
    return found.page("knowledge/questions", context, status=status)
