"""The page of a review: difference, evidence, discussion, and the decision of another person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.pages.admin.visiting import Visit, done, visit
from app.publishing import restoring, reviewing
from app.publishing.standing import standing_of
from app.wiring import Parts
from assistants.provenance import ActorKind
from assistants.publishing.differences import differences
from assistants.publishing.refusals import UnknownChangeError

router = APIRouter(prefix="/admin/reviews", include_in_schema=False)
Text = Annotated[str, Form(max_length=20_000)]


@router.get("/{review_id}")
async def show(review_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Show a review to whoever may see the changes of its department."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        review = await parts.desk.review(found.person, review_id)
    except UnknownChangeError as error:
        return found.missing(error)
    replaced = (
        await parts.configurations.version(review.slug, review.replaces)
        if review.replaces is not None
        else None
    )
    before = replaced.configuration.model_dump(mode="json") if replaced else None
    who = found.by.participant
    context = {
        "review": review,
        "replaced": replaced,
        "live": await parts.configurations.live(review.slug),
        "differences": differences(before, review.configuration.model_dump(mode="json")),
        "remarks": await parts.desk.remarks(review),
        "standing": standing_of(found.person.groups, review.department, parts.directory.rules),
        "involved": any(who.is_same(one) for one in (review.author, *review.contributors)),
        "unanswered": review.author.kind is not ActorKind.PERSON,
    }
    return found.page("review", context)


@router.post("/{review_id}/approve")
async def approve(
    review_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Annotated[str, Form(alias="hash", max_length=64)],
    replaces: Annotated[int, Form(ge=0, le=10**6)],
    despite: Text = "",
) -> Response:
    """Approve what the page showed, which makes it live."""

    async def work(found: Visit) -> str:
        version = await reviewing.approve(
            parts.desk, found.by, review_id, seen=seen, replaces=replaces or None, despite=despite
        )
        return f"/admin/assistants/{version.configuration.slug}"

    return await _decided(review_id, request, parts, work)


@router.post("/{review_id}/return")
async def give_back(
    review_id: str, request: Request, parts: PartsNeeded, reason: Text = ""
) -> Response:
    """Return a change to its author."""

    async def work(found: Visit) -> None:
        await reviewing.give_back(parts.desk, found.by, review_id, reason)

    return await _decided(review_id, request, parts, work)


@router.post("/{review_id}/withdraw")
async def withdraw(review_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Take a change back from its review."""

    async def work(found: Visit) -> None:
        await reviewing.withdraw(parts.desk, found.by, review_id)

    return await _decided(review_id, request, parts, work)


@router.post("/{review_id}/take-over")
async def take_over(review_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Answer for what a program proposed."""

    async def work(found: Visit) -> None:
        await reviewing.take_over(parts.desk, found.by, review_id)

    return await _decided(review_id, request, parts, work)


@router.post("/{review_id}/remarks")
async def discuss(
    review_id: str, request: Request, parts: PartsNeeded, text: Text = ""
) -> Response:
    """Say something in a review."""

    async def work(found: Visit) -> None:
        await reviewing.discuss(parts.desk, found.by, review_id, text)

    return await _decided(review_id, request, parts, work)


@router.post("/{review_id}/look")
async def look(
    review_id: str,
    request: Request,
    parts: PartsNeeded,
    stands: Annotated[str, Form(pattern="^(yes|no)$")],
    note: Text = "",
) -> Response:
    """Judge an emergency afterwards."""

    async def work(found: Visit) -> None:
        await restoring.look_afterwards(
            parts.desk, found.by, review_id, stands=stands == "yes", note=note
        )

    return await _decided(review_id, request, parts, work)


async def _decided(
    review_id: str,
    request: Request,
    parts: Parts,
    work: Callable[[Visit], Awaitable[str | None]],
) -> Response:
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    here = f"/admin/reviews/{review_id}"

    async def then() -> str:
        return await work(found) or here

    return await done(found, then, here)
