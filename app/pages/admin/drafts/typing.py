"""A draft while somebody types: saved without a button, checked, and told of others' saves.

A script of the page asks here. The form by itself does without: `app.pages.admin.drafts.drafts`.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app.api.access import PartsNeeded
from app.api.errors import denial, describe
from app.pages.admin.drafts.forms import read_fields, sent_form
from app.pages.admin.drafts.showing import checked, pieces
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import fragment, to_sign_in, told
from app.publishing import drafting
from assistants.provenance import NotSeparatedError
from assistants.publishing import draft_sentences
from assistants.publishing.differences import differences
from assistants.publishing.drafts import Draft, readable_content
from assistants.publishing.problems import canonical
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)

router = APIRouter(prefix="/admin/drafts", include_in_schema=False)


@router.post("/{draft_id}/typed")
async def save(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Save what stands in the form over the revision that it bears, and say what is wrong with it.

    A draft under review is not saved so, for that would end the review.
    """
    return await _answered(draft_id, request, parts, saves=True)


@router.post("/{draft_id}/check")
async def check(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Say what is wrong with what stands in the form, and save nothing."""
    return await _answered(draft_id, request, parts, saves=False)


@router.post("/{draft_id}/compare")
async def compare(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show what stands in the form beside what is saved."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        draft = await parts.desk.draft(found.person, draft_id)
        typed = _content(draft, await sent_form(request))
    except UnknownChangeError as error:
        return found.missing(error)
    except ChangeRefusedError as error:
        return _refused(found, error)
    context = {
        "w": found.words,
        "fields": found.fields,
        "compared": differences(canonical(draft.content), canonical(typed)),
        "draft": draft,
    }
    return JSONResponse({**_stands(draft), "html": fragment("admin/drafts/compared.html", context)})


@router.get("/{draft_id}/state")
async def state(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Say which revision is saved, by whom and when.

    A page that asks this by itself does not keep its person signed in.
    """
    (person,) = await parts.directory.of_many_cookies([request.cookies])
    if person is None:
        return to_sign_in(request)
    try:
        draft = await parts.desk.draft(person, draft_id)
    except UnknownChangeError as error:
        status, body = describe(error)
        return JSONResponse(body, status, background=denial(request, error, person))
    return JSONResponse(_stands(draft))


async def _answered(
    draft_id: str, request: Request, parts: PartsNeeded, *, saves: bool
) -> Response:
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    form = await sent_form(request)
    try:
        draft = await parts.desk.draft(found.person, draft_id)
        parts.desk.must_edit(found.by, draft.department)
        if form.get("writer") != found.person.id:
            # Whoever signed in meanwhile has no hand in what another one wrote.
            raise NotAllowedError(
                draft_sentences.NOT_WHOSE_PAGE, "other_person", who=found.person.email
            )
        content = _content(draft, form)
    except UnknownChangeError as error:
        return found.missing(error)
    except ChangeRefusedError as error:
        return _refused(found, error)
    reply: dict[str, Any] = {}
    status = 200
    if saves:
        seen, fields = revision_of(form), read_fields(form)
        try:
            draft = await drafting.save(parts.desk, found.by, draft.id, seen, fields, typing=True)
        except (ChangeRefusedError, NotSeparatedError) as error:
            draft = await parts.desk.draft(found.person, draft_id)
            reply, status = _said(found, error), describe(error)[0]
    live = await parts.configurations.live(draft.slug)
    shown = await checked(found, draft, content, live=live)
    return JSONResponse({**_stands(draft), **pieces(found, shown), **reply}, status)


def revision_of(form: dict[str, str]) -> int:
    """The revision that a form follows; one that nobody saw where it says none."""
    typed = form.get("revision", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _content(draft: Draft, form: dict[str, str]) -> dict[str, Any]:
    return readable_content({**draft.content, **read_fields(form)})


def _stands(draft: Draft) -> dict[str, Any]:
    return {
        "revision": draft.revision,
        "status": draft.status.value,
        "by": draft.updated_by.name,
        "at": draft.updated_at.isoformat(),
    }


def _said(found: Visit, error: Exception) -> dict[str, Any]:
    body = describe(error)[1]["error"]
    kind = "changed" if isinstance(error, ChangedMeanwhileError) else "refused"
    return {"why": told(found.request, error), "code": body["code"], "kind": kind}


def _refused(found: Visit, error: Exception) -> Response:
    return JSONResponse(_said(found, error), describe(error)[0])
