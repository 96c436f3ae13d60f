"""The checks of assistants: listed, kept, changed and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.errors import describe
from app.checks.keeping import Wanted
from app.navigation import CHECKS
from app.pages.admin.visiting import Visit, done, visit
from app.pages.rendering import told
from app.publishing.standing import departments_to_see, standing_of
from assistants.provenance import NotSeparatedError
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from evaluation.checks import Check, Origin

router = APIRouter(prefix=CHECKS.path, include_in_schema=False)
PAGE = 50
_MOST = 10**6
_REFUSALS = (ChangeRefusedError, NotSeparatedError)
_TYPED = ("question", "cites", "says", "never_says", "note")


@router.get("")
async def show(
    request: Request,
    parts: PartsNeeded,
    *,
    assistant: Annotated[str, Query(max_length=64)] = "",
    page: Annotated[int, Query(ge=1, le=_MOST)] = 1,
) -> Response:
    """Show the checks of one assistant, and what its runs said."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    return await _list(found, assistant, page)


@router.post("")
async def keep(request: Request, parts: PartsNeeded) -> Response:
    """Keep a check; what cannot be kept stays in the form with the reason."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    form = await _form(request)
    slug = form.get("assistant", "")[:64]
    wanted = _wanted(form)
    try:
        if form.get("origin") == Origin.PLAYGROUND.value:
            # Pressing twice keeps once.
            kept = await parts.checks.keep_once(found.by, slug, wanted, origin=Origin.PLAYGROUND)
            return RedirectResponse(f"{CHECKS.path}/{kept.id}", 303)
        (kept,) = await parts.checks.keep(found.by, slug, [wanted])
    except UnknownChangeError as error:
        return found.missing(error)
    except _REFUSALS as error:
        return await _list(found, slug, 1, typed=form, refusal=error)
    return RedirectResponse(f"{CHECKS.path}/{kept.id}?saved=yes", 303)


@router.post("/turns/{turn_id}")
async def keep_turn(turn_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Keep the question of somebody's turn, by one click."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        check = await parts.checks.keep_turn(found.by, turn_id)
        return f"{CHECKS.path}/{check.id}"

    return await done(found, work, CHECKS.path)


@router.get("/{check_id}")
async def edit(check_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show a check as a form."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        check = await parts.checks.check(found.by, check_id)
    except UnknownChangeError as error:
        return found.missing(error)
    return _one(found, check, saved=request.query_params.get("saved") == "yes")


@router.post("/{check_id}")
async def save(check_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Save a check; what cannot be saved stays in the form with the reason."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    form = await _form(request)
    try:
        await parts.checks.change(found.by, check_id, _revision(form), _wanted(form))
    except UnknownChangeError as error:
        return found.missing(error)
    except _REFUSALS as error:
        check = await parts.checks.check(found.by, check_id)
        return _one(found, check, typed=form, refusal=error)
    return RedirectResponse(f"{CHECKS.path}/{check_id}?saved=yes", 303)


@router.post("/{check_id}/withdraw")
async def withdraw(
    check_id: str,
    request: Request,
    parts: PartsNeeded,
    revision: Annotated[int, Form(ge=0, le=10**9)],
) -> Response:
    """Ask a check no more."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        check = await parts.checks.withdraw(found.by, check_id, revision)
        return f"{CHECKS.path}?assistant={check.slug}"

    return await done(found, work, f"{CHECKS.path}/{check_id}")


async def _list(
    found: Visit,
    slug: str,
    page: int,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Exception | None = None,
) -> Response:
    parts = found.parts
    departments = departments_to_see(found.person)
    live = [
        version.configuration
        for version in await parts.configurations.all_live()
        if departments is None or version.configuration.department in departments
    ]
    counts = await parts.checks.store.counts()
    slug = slug or next((one.slug for one in live), "")
    department = ""
    if slug:
        try:
            department = await parts.checks.department_of(found.by, slug)
        except UnknownChangeError as error:
            return found.missing(error)
    standing = standing_of(found.person.groups, department, parts.directory.rules)
    pages = max(1, -(-counts.get(slug, 0) // PAGE))
    context: dict[str, Any] = {
        "assistants": [(one.slug, one.name, counts.get(one.slug, 0)) for one in live],
        "slug": slug,
        "count": counts.get(slug, 0),
        "checks": await parts.checks.store.page(slug, offset=(page - 1) * PAGE, limit=PAGE),
        "page": page,
        "pages": pages,
        "runs": await parts.runs.store.of_assistant(slug, limit=10),
        "writes": bool(slug) and (standing.edits or standing.approves),
        "typed": typed or {},
        "refusal": told(found.request, refusal) if refusal else "",
    }
    return found.page("checks/checks", context, status=describe(refusal)[0] if refusal else 200)


def _one(
    found: Visit,
    check: Check,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Exception | None = None,
    saved: bool = False,
) -> Response:
    expected = check.expectation
    shown = {
        "question": check.question,
        "cites": "\n".join(expected.cites),
        "says": "\n".join(expected.says),
        "never_says": "\n".join(expected.never_says),
        "note": check.note,
    }
    no_answer, revision = expected.no_answer, str(check.revision)
    if typed is not None:
        shown |= {name: typed.get(name, "") for name in _TYPED}
        no_answer, revision = typed.get("no_answer") == "yes", typed.get("revision", "")
    standing = standing_of(found.person.groups, check.department, found.parts.directory.rules)
    context: dict[str, Any] = {
        "check": check,
        "shown": shown,
        "no_answer": no_answer,
        "revision": revision,
        "writes": standing.edits or standing.approves,
        "saved": saved,
        "refusal": told(found.request, refusal) if refusal else "",
    }
    return found.page("checks/check", context, status=describe(refusal)[0] if refusal else 200)


async def _form(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _wanted(form: Mapping[str, str]) -> Wanted:
    return Wanted(
        question=form.get("question", ""),
        cites=form.get("cites", "").splitlines(),
        says=form.get("says", "").splitlines(),
        never_says=form.get("never_says", "").splitlines(),
        no_answer=form.get("no_answer") == "yes",
        note=form.get("note", ""),
    )


def _revision(form: Mapping[str, str]) -> int:
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
