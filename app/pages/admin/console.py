"""The console's first page, and the page of an assistant with its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.navigation import CONSOLE
from app.pages.admin.overview import glances, sees_knowledge
from app.pages.admin.visiting import Visit, days_since, done, visit
from app.pages.words.reader import Reader
from app.publishing import drafting, restoring
from app.publishing.desk import sees
from app.publishing.standing import departments_to_edit, departments_to_see, standing_of
from assistants.profiles import ADDRESS, ConfigurationVersion
from assistants.publishing import draft_sentences, sentences
from assistants.publishing.drafts import Draft
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from assistants.publishing.reviews import Review, Standing
from assistants.starting import Start, started_from

router = APIRouter(prefix=CONSOLE.path, include_in_schema=False)
_SLUG = 64
_TEMPLATE = "template:"
# The words of the page say how long it is.
_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review that waits; ``days`` is how long."""

    review: Review
    days: int


@dataclass(frozen=True, slots=True)
class Desktop:
    """An assistant as the first page shows it; ``live`` is ``None`` for a new one."""

    slug: str
    name: str
    department: str
    live: ConfigurationVersion | None
    drafts: tuple[Draft, ...]
    reviews: tuple[Waiting, ...]
    edits: bool


@router.get("")
async def show(request: Request, parts: PartsNeeded) -> Response:
    """Show the assistants of the reader's departments, and what waits for them.

    Whoever has only other pages to manage is led to the first of them.
    """
    found = await visit(request, parts, lead=True)
    if isinstance(found, Response):
        return found
    departments = departments_to_see(found.person)
    live = [
        version
        for version in await parts.configurations.all_live()
        if departments is None or version.configuration.department in departments
    ]
    known = frozenset(parts.directory.rules.departments) if departments is None else departments
    drafts = await parts.desk.drafts.unfinished(known)
    now = datetime.now(UTC)
    waiting = [Waiting(review, days_since(review.asked_at, now)) for review in found.waits.reviews]
    context = {
        "desktops": _desktops(found, live, drafts, waiting),
        "documents": [(one, days_since(one.asked_at, now)) for one in found.waits.documents],
        "waiting": [one for one in waiting if one.review in found.waits.mine],
        "tallies": await parts.satisfaction.since(
            [version.configuration.slug for version in live], now - _PERIOD
        ),
        "likes": [version.configuration for version in live],
        "starts": [(f"{_TEMPLATE}{start.value}", start.value) for start in Start],
        "departments": sorted(departments_to_edit(found.person)),
        "glances": await glances(found, live, now),
        "knowledge": sees_knowledge(found),
    }
    return found.page("console", context)


@router.post("/drafts")
async def begin(
    request: Request,
    parts: PartsNeeded,
    slug: Annotated[str, Form(max_length=_SLUG)],
    like: Annotated[str, Form(max_length=_SLUG)] = "",
    department: Annotated[str, Form(max_length=_SLUG)] = "",
) -> Response:
    """Begin a draft of an assistant, or of a new one from another or from a template."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        if like.startswith(_TEMPLATE):
            return await _from_template(found, slug.strip(), like, department)
        source = await parts.configurations.live(like or slug)
        if source is None or not sees(found.person, source.configuration.department):
            raise UnknownChangeError(sentences.ASSISTANT)
        content = source.configuration.model_dump(mode="json")
        own = source.configuration.department
        draft = await drafting.begin(parts.desk, found.by, slug.strip(), own, content, once=True)
        return f"/admin/drafts/{draft.id}"

    return await done(found, work, CONSOLE.path)


async def _from_template(found: Visit, slug: str, like: str, department: str) -> str:
    """Begin a draft from a template; an address that none can have would stay with it for ever."""
    if not ADDRESS.fullmatch(slug):
        raise ChangeRefusedError(draft_sentences.NO_ADDRESS, "no_address")
    if await found.parts.configurations.live(slug) is not None:
        raise ChangeRefusedError(draft_sentences.ADDRESS_TAKEN, "address_taken", slug=slug)
    try:
        start = Start(like.removeprefix(_TEMPLATE))
    except ValueError as error:
        raise UnknownChangeError(sentences.ASSISTANT) from error
    content = started_from(start, Reader.of(found.request).language)
    draft = await drafting.begin(found.parts.desk, found.by, slug, department, content, once=True)
    return f"/admin/drafts/{draft.id}"


@router.get("/assistants/{slug}")
async def assistant(slug: str, request: Request, parts: PartsNeeded) -> Response:
    """Show every version of an assistant, and what became of its reviews."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    versions = await parts.configurations.history(slug)
    if not versions:
        return found.missing(NotFoundError("page"))
    department = versions[0].configuration.department
    if not sees(found.person, department):
        return found.missing(NotFoundError("page", denied=Denied(f"profile:{slug}", department)))
    drafts = await parts.desk.drafts.unfinished([department])
    context = {
        "versions": versions,
        "live": versions[0],
        "reviews": await parts.desk.reviews.of_assistant(slug),
        "drafts": [draft for draft in drafts if draft.slug == slug],
        "standing": _standing(found, department),
    }
    return found.page("assistant", context)


@router.post("/assistants/{slug}/restore")
async def restore(
    slug: str,
    request: Request,
    parts: PartsNeeded,
    number: Annotated[int, Form(ge=1, le=10**6)],
) -> Response:
    """Begin a draft that brings an earlier version back."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        draft = await restoring.restore(parts.desk, found.by, slug, number)
        return f"/admin/drafts/{draft.id}"

    return await done(found, work, f"/admin/assistants/{slug}")


@router.post("/assistants/{slug}/emergency")
async def emergency(
    slug: str,
    request: Request,
    parts: PartsNeeded,
    *,
    number: Annotated[int, Form(ge=1, le=10**6)],
    replaces: Annotated[int, Form(ge=1, le=10**6)],
    reason: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Make an earlier version live at once."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        await restoring.restore_at_once(
            parts.desk, found.by, slug, number, replaces=replaces, reason=reason
        )
        return f"/admin/assistants/{slug}"

    return await done(found, work, f"/admin/assistants/{slug}")


def _standing(found: Visit, department: str) -> Standing:
    return standing_of(found.person.groups, department, found.parts.directory.rules)


def _desktops(
    found: Visit,
    live: Sequence[ConfigurationVersion],
    drafts: Sequence[Draft],
    waiting: Sequence[Waiting],
) -> list[Desktop]:
    versions = {version.configuration.slug: version for version in live}
    new = {draft.slug: draft for draft in drafts if draft.slug not in versions}
    names = [(slug, one.configuration.name) for slug, one in versions.items()]
    names += [(slug, draft.name) for slug, draft in new.items()]
    return [
        Desktop(
            slug=slug,
            name=name,
            department=department,
            live=versions.get(slug),
            drafts=tuple(draft for draft in drafts if draft.slug == slug),
            reviews=tuple(one for one in waiting if one.review.slug == slug),
            edits=_standing(found, department).edits,
        )
        for slug, name in names
        for department in [
            versions[slug].configuration.department if slug in versions else new[slug].department
        ]
    ]
