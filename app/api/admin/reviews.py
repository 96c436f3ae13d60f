"""Reviews over HTTP: read, discussed, and decided by people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Approver, Proposer, Reader, somebody
from app.api.admin.shapes import (
    ApproveIn,
    LookIn,
    ReasonIn,
    ReviewOut,
    TextIn,
    VersionOut,
    difference_out,
    review_out,
    version_out,
)
from app.api.responses import refusing
from app.publishing import restoring, reviewing
from app.publishing.standing import departments_to_see
from app.wiring import Parts
from assistants.publishing.differences import differences
from assistants.publishing.reviews import Review

router = APIRouter(
    prefix="/admin/reviews", tags=["changing assistants"], responses=refusing(403, 404, 409)
)
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


@router.get("")
async def list_waiting_reviews(parts: PartsNeeded, person: Reader) -> list[ReviewOut]:
    """Reviews and emergencies that wait for somebody, the longest first."""
    waiting = await parts.desk.reviews.waiting(departments_to_see(person))
    return [review_out(one) for one in waiting]


@router.get("/{review_id}")
async def show_review(review_id: Id, parts: PartsNeeded, person: Reader) -> ReviewOut:
    """A review with the difference to what it replaces, and its discussion."""
    return await _shown(parts, await parts.desk.review(person, review_id))


@router.post("/{review_id}/approve")
async def approve_review(
    review_id: Id, body: ApproveIn, request: Request, parts: PartsNeeded, person: Approver
) -> VersionOut:
    """Approve what was seen, which makes it live; only a person who had no hand in it can."""
    version = await reviewing.approve(
        parts.desk,
        somebody(request, person),
        review_id,
        seen=body.hash,
        replaces=body.replaces,
        despite=body.despite,
    )
    return version_out(version)


@router.post("/{review_id}/return")
async def return_review(
    review_id: Id, body: ReasonIn, request: Request, parts: PartsNeeded, person: Approver
) -> ReviewOut:
    """Give a change back to its author."""
    by = somebody(request, person)
    return review_out(await reviewing.give_back(parts.desk, by, review_id, body.reason))


@router.post("/{review_id}/withdraw")
async def withdraw_review(
    review_id: Id, request: Request, parts: PartsNeeded, person: Proposer
) -> ReviewOut:
    """Take a change back from its review."""
    return review_out(await reviewing.withdraw(parts.desk, somebody(request, person), review_id))


@router.post("/{review_id}/take-over")
async def take_over_review(
    review_id: Id, request: Request, parts: PartsNeeded, person: Proposer
) -> ReviewOut:
    """Answer as a person for what a program proposed."""
    return review_out(await reviewing.take_over(parts.desk, somebody(request, person), review_id))


@router.post("/{review_id}/remarks", status_code=201)
async def discuss_review(
    review_id: Id, body: TextIn, request: Request, parts: PartsNeeded, person: Reader
) -> ReviewOut:
    """Say something in a review."""
    await reviewing.discuss(parts.desk, somebody(request, person), review_id, body.text)
    return await _shown(parts, await parts.desk.review(person, review_id))


@router.post("/{review_id}/look")
async def look_at_emergency(
    review_id: Id, body: LookIn, request: Request, parts: PartsNeeded, person: Approver
) -> ReviewOut:
    """Judge an emergency afterwards, as another person."""
    by = somebody(request, person)
    looked = await restoring.look_afterwards(
        parts.desk, by, review_id, stands=body.stands, note=body.note
    )
    return review_out(looked)


async def _shown(parts: Parts, review: Review) -> ReviewOut:
    before = None
    if review.replaces is not None:
        replaced = await parts.configurations.version(review.slug, review.replaces)
        before = replaced.configuration.model_dump(mode="json") if replaced else None
    after = review.configuration.model_dump(mode="json")
    found = [difference_out(one) for one in differences(before, after)]
    return review_out(review, found, list(await parts.desk.remarks(review)))
