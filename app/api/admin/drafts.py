"""Assistants with their versions, and drafts, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Proposer, Reader, somebody
from app.api.admin.shapes import (
    AskIn,
    BeginIn,
    DifferenceOut,
    DraftOut,
    EmergencyIn,
    ProposalOut,
    ProposeIn,
    ReviewOut,
    SaveIn,
    VersionOut,
    difference_out,
    draft_out,
    review_out,
    version_out,
)
from app.api.responses import refusing
from app.publishing import drafting, restoring, reviewing
from app.publishing.desk import sees
from app.publishing.proposing import propose as propose_all
from app.publishing.standing import departments_to_see
from app.wiring import Parts
from assistants.publishing import sentences
from assistants.publishing.differences import differences
from assistants.publishing.drafts import Draft, Origin
from assistants.publishing.problems import canonical
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError

router = APIRouter(prefix="/admin", tags=["changing assistants"], responses=refusing(403, 404, 409))
Slug = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{1,62}$")]
Number = Annotated[int, Path(ge=1, le=10**6)]
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


@router.get("/assistants")
async def list_live_versions(parts: PartsNeeded, person: Reader) -> list[VersionOut]:
    """The assistants whose changes the person may see, with their live versions."""
    live = await parts.configurations.all_live()
    return [version_out(one) for one in live if sees(person, one.configuration.department)]


@router.get("/assistants/{slug}/versions")
async def list_versions(slug: Slug, parts: PartsNeeded, person: Reader) -> list[VersionOut]:
    """Every version of an assistant, newest first."""
    versions = await parts.configurations.history(slug)
    if not versions or not sees(person, versions[0].configuration.department):
        raise UnknownChangeError(sentences.ASSISTANT)
    return [version_out(one) for one in versions]


@router.get("/assistants/{slug}/versions/{number}")
async def show_version(
    slug: Slug, number: Number, parts: PartsNeeded, person: Reader
) -> VersionOut:
    """One version with all that it holds."""
    version = await parts.configurations.version(slug, number)
    if version is None or not sees(person, version.configuration.department):
        raise UnknownChangeError(sentences.VERSION)
    return version_out(version, whole=True)


@router.post("/assistants/{slug}/drafts", status_code=201)
async def begin_draft(
    slug: Slug, body: BeginIn, request: Request, parts: PartsNeeded, person: Proposer
) -> DraftOut:
    """Begin a draft of what is live, or of a new assistant, with the fields given."""
    live = await parts.configurations.live(body.like or slug)
    if body.like and (live is None or not sees(person, live.configuration.department)):
        raise UnknownChangeError(sentences.ASSISTANT)
    own = live is not None and not body.like
    department = live.configuration.department if live and own else body.department
    if not department:
        raise ChangeRefusedError(sentences.DEPARTMENT_MISSING, "department_missing")
    content: dict[str, Any] = live.configuration.model_dump(mode="json") if live else {}
    draft = await drafting.begin(
        parts.desk,
        somebody(request, person),
        slug,
        department,
        {**content, **body.fields},
        origin=Origin.API,
    )
    return await _shown(parts, draft)


@router.post("/assistants/{slug}/versions/{number}/restore", status_code=201)
async def restore_version(
    slug: Slug, number: Number, request: Request, parts: PartsNeeded, person: Proposer
) -> DraftOut:
    """Begin a draft that brings an earlier version back, through the same review."""
    draft = await restoring.restore(parts.desk, somebody(request, person), slug, number)
    return await _shown(parts, draft)


@router.post("/assistants/{slug}/versions/{number}/restore-at-once", status_code=201)
async def restore_at_once(
    slug: Slug,
    number: Number,
    *,
    body: EmergencyIn,
    request: Request,
    parts: PartsNeeded,
    person: Proposer,
) -> VersionOut:
    """Make an earlier version live at once, in an emergency: marked, and looked at afterwards."""
    version = await restoring.restore_at_once(
        parts.desk,
        somebody(request, person),
        slug,
        number,
        replaces=body.replaces,
        reason=body.reason,
    )
    return version_out(version)


@router.get("/drafts")
async def list_drafts(parts: PartsNeeded, person: Reader) -> list[DraftOut]:
    """Drafts that are written or reviewed, the one saved last first."""
    departments = departments_to_see(person)
    if departments is None:
        departments = frozenset(parts.directory.rules.departments)
    return [draft_out(one, []) for one in await parts.desk.drafts.unfinished(departments)]


@router.get("/drafts/{draft_id}")
async def show_draft(draft_id: Id, parts: PartsNeeded, person: Reader) -> DraftOut:
    """A draft, and what keeps it from being live."""
    return await _shown(parts, await parts.desk.draft(person, draft_id))


@router.get("/drafts/{draft_id}/difference")
async def show_difference(draft_id: Id, parts: PartsNeeded, person: Reader) -> list[DifferenceOut]:
    """What a draft would change of what is live."""
    draft = await parts.desk.draft(person, draft_id)
    live = await parts.configurations.live(draft.slug)
    before = live.configuration.model_dump(mode="json") if live else None
    return [difference_out(one) for one in differences(before, canonical(draft.content))]


@router.patch("/drafts/{draft_id}")
async def save_draft(
    draft_id: Id, body: SaveIn, request: Request, parts: PartsNeeded, person: Proposer
) -> DraftOut:
    """Save fields over the revision that was seen; of a draft under review this makes another."""
    draft = await drafting.save(
        parts.desk, somebody(request, person), draft_id, body.revision, body.fields
    )
    return await _shown(parts, draft)


@router.delete("/drafts/{draft_id}", status_code=204)
async def discard_draft(
    draft_id: Id,
    revision: Annotated[int, Query(ge=0, le=10**9)],
    request: Request,
    parts: PartsNeeded,
    person: Proposer,
) -> None:
    """Put a draft away."""
    await drafting.discard(parts.desk, somebody(request, person), draft_id, revision)


@router.post("/drafts/{draft_id}/review", status_code=201)
async def ask_for_review(
    draft_id: Id, body: AskIn, request: Request, parts: PartsNeeded, person: Proposer
) -> ReviewOut:
    """Ask for a review of a draft at a revision."""
    by = somebody(request, person)
    return review_out(await reviewing.ask(parts.desk, by, draft_id, body.revision, body.reason))


@router.post("/proposals", status_code=201)
async def propose(
    body: ProposeIn, request: Request, parts: PartsNeeded, person: Proposer
) -> list[ProposalOut]:
    """Ask for reviews of whole configurations, as a program may; none becomes live by it."""
    by = somebody(request, person)
    done = await propose_all(parts.desk, by, body.configurations, body.reason, origin=Origin.API)
    return [
        ProposalOut(
            slug=one.configuration.slug,
            outcome=one.outcome.value,
            review=one.review.id if one.review else None,
            draft=one.review.draft if one.review else None,
        )
        for one in done
    ]


async def _shown(parts: Parts, draft: Draft) -> DraftOut:
    return draft_out(draft, await parts.desk.problems(draft.content))
