"""The page of a draft: written on, compared with what is live, sent to review."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.api.access import PartsNeeded
from app.api.errors import describe
from app.navigation import CONSOLE
from app.pages.admin.drafts.forms import (
    EDITED,
    FLAGS,
    LISTS,
    LONG,
    OF_PAGES,
    as_text,
    read_fields,
    sent_form,
)
from app.pages.admin.drafts.showing import checked, invalid, wrong
from app.pages.admin.drafts.typing import revision_of
from app.pages.admin.visiting import Visit, done, visit
from app.pages.rendering import told
from app.publishing import drafting, reviewing
from app.publishing.standing import standing_of
from assistants.provenance import NotSeparatedError
from assistants.publishing.differences import differences
from assistants.publishing.drafts import Draft, DraftStatus
from assistants.publishing.problems import canonical
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    UnknownChangeError,
)
from assistants.publishing.reviews import Review

router = APIRouter(prefix="/admin/drafts", include_in_schema=False)
_MOST = 10**9
Revision = Annotated[int, Form(ge=0, le=_MOST)]


@router.get("/{draft_id}")
async def show(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show a draft as a form, what is wrong with it, and what it changes."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        draft = await parts.desk.draft(found.person, draft_id)
    except UnknownChangeError as error:
        return found.missing(error)
    return await _page(found, draft, saved=request.query_params.get("saved") == "yes")


@router.post("/{draft_id}")
async def save(draft_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Save what somebody typed; where it cannot be, it stays in the form with the reason."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    form = await sent_form(request)
    # Whoever has seen what another one saved meanwhile may save over it, by a button of its own.
    seen = revision_of({"revision": form.get("over") or form.get("revision", "")})
    try:
        draft = await drafting.save(parts.desk, found.by, draft_id, seen, read_fields(form))
    except UnknownChangeError as error:
        return found.missing(error)
    except (ChangeRefusedError, NotSeparatedError) as error:
        draft = await parts.desk.draft(found.person, draft_id)
        return await _page(found, draft, typed=form, refusal=error)
    return RedirectResponse(f"/admin/drafts/{draft.id}?saved=yes", 303)


@router.post("/{draft_id}/review")
async def ask(
    draft_id: str,
    request: Request,
    parts: PartsNeeded,
    revision: Revision,
    reason: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Ask for a review."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        try:
            review = await reviewing.ask(parts.desk, found.by, draft_id, revision, reason)
        except ChangeRefusedError:
            asked = await _asked_already(found, draft_id, reason)
            if asked is None:
                raise
            review = asked
        return f"/admin/reviews/{review.id}"

    return await done(found, work, f"/admin/drafts/{draft_id}")


@router.post("/{draft_id}/discard")
async def discard(
    draft_id: str, request: Request, parts: PartsNeeded, revision: Revision
) -> Response:
    """Put a draft away."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        await drafting.discard(parts.desk, found.by, draft_id, revision)
        return CONSOLE.path

    return await done(found, work, f"/admin/drafts/{draft_id}")


async def _asked_already(found: Visit, draft_id: str, reason: str) -> Review | None:
    """The review for which somebody asked a moment ago, by pressing twice."""
    draft = await found.parts.desk.draft(found.person, draft_id)
    review = await found.parts.desk.reviews.open_of(draft.slug)
    if review is None or review.draft != draft.id or review.reason != reason.strip():
        return None
    return review if review.author.id == found.by.participant.id else None


async def _page(
    found: Visit,
    draft: Draft,
    *,
    typed: dict[str, str] | None = None,
    refusal: Exception | None = None,
    saved: bool = False,
) -> Response:
    live = await found.parts.configurations.live(draft.slug)
    surroundings = await found.parts.desk.surveyor.surroundings()
    content: dict[str, Any] = dict(draft.content)
    shown = {name: as_text(content, name) for name in EDITED}
    ticked = {name: content.get(name) is True for name in FLAGS}
    if typed is not None:
        shown |= {name: typed[name] for name in EDITED if name in typed}
        ticked = {name: typed.get(name) == "yes" for name in FLAGS}
    finished = draft.status not in {DraftStatus.OPEN, DraftStatus.IN_REVIEW}
    rules = found.parts.directory.rules
    standing = standing_of(found.person.groups, draft.department, rules)
    typed_content = {**content, **read_fields(typed)} if typed is not None else content
    said = await checked(found, draft, content, live=live, surroundings=surroundings)
    stale = isinstance(refusal, ChangedMeanwhileError)
    context = {
        "draft": draft,
        "live": live,
        "shown": shown,
        # What was not saved belongs to the revision that its writer saw; it is not saved over the
        # newer one by pressing the button again.
        "revision": typed.get("revision", "") if typed is not None else draft.revision,
        "ticked": ticked,
        "names": EDITED,
        "long": LONG,
        "lists": LISTS,
        "choices": {
            "icon": sorted(surroundings.icons - OF_PAGES),
            "template": sorted(surroundings.templates),
            "unverified": ["mark", "quote", "withdraw"],
        },
        "variables": said.variables,
        "misused": said.misused,
        "problems": said.problems,
        "wrong": wrong(found, said.problems),
        "invalid": invalid(said.problems),
        "differences": said.differences,
        "compared": differences(canonical(content), canonical(typed_content)) if stale else None,
        "writer": found.person.id,
        "finished": finished,
        "edits": standing.edits and not finished,
        "tries": standing.edits or standing.approves,
        "saved": saved,
        "refusal": told(found.request, refusal) if refusal else "",
    }
    return found.page("drafts/draft", context, status=describe(refusal)[0] if refusal else 200)
