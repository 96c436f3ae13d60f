"""The page of a change of a document: what it replaces, how it would be read, and the decision."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response, StreamingResponse

from app.api.access import PartsNeeded
from app.navigation import CONSOLE
from app.pages.admin.knowledge.changes import UNREAD, address_of, listed_changes
from app.pages.admin.knowledge.comparing import TextChange, compared
from app.pages.admin.knowledge.documents import LONGEST_SHOWN, ON_A_PAGE
from app.pages.admin.knowledge.ingesting import EVENTS, progress
from app.pages.admin.visiting import Visit, done, visit
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.uploading import changing, deciding
from app.uploading.places import Place
from app.wiring import Parts
from assistants.publishing.refusals import UnknownChangeError
from retrieval.documents import Document
from retrieval.ingesting.previewing import Preview
from retrieval.parsing.documents import ParseError

router = APIRouter(prefix=f"{CONSOLE.path}/reviews/documents", include_in_schema=False)
Text = Annotated[str, Form(max_length=20_000)]
Version = Annotated[str, Form(max_length=64)]


@router.get("/{change_id}")
async def show(
    change_id: str,
    request: Request,
    parts: PartsNeeded,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show a change to whoever may see the changes of its department, and read the document."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        change, place = await parts.uploads.change(found.by, change_id)
    except UnknownChangeError as error:
        return found.missing(error)
    return await _page(found, change, place, page)


@router.get("/{change_id}/events")
async def follow(change_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Tell how far the ingestion of the change's source is, to whoever may see the change."""
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found
    try:
        change, _ = await parts.uploads.change(found.by, change_id)
    except UnknownChangeError as error:
        return found.missing(error)
    events = progress(parts, change.source)
    return StreamingResponse(events, media_type="text/event-stream", headers=EVENTS)


@router.post("/{change_id}/approve")
async def approve(
    change_id: str, request: Request, parts: PartsNeeded, *, seen: Version, replaces: Version = ""
) -> Response:
    """Approve what the page showed."""

    async def work(found: Visit) -> DocumentChange:
        return await deciding.approve(
            parts.uploads, found.by, change_id, seen=seen, replaces=replaces
        )

    return await _decided(change_id, request, parts, work)


@router.post("/{change_id}/return")
async def give_back(
    change_id: str, request: Request, parts: PartsNeeded, reason: Text = ""
) -> Response:
    """Return a change to its author."""

    async def work(found: Visit) -> DocumentChange:
        return await deciding.give_back(parts.uploads, found.by, change_id, reason)

    return await _decided(change_id, request, parts, work)


@router.post("/{change_id}/take-back")
async def take_back(change_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Take a proposal back."""

    async def work(found: Visit) -> DocumentChange:
        return await deciding.take_back(parts.uploads, found.by, change_id)

    return await _decided(change_id, request, parts, work)


@router.post("/{change_id}/bring-back")
async def bring_back(
    change_id: str, request: Request, parts: PartsNeeded, reason: Text = ""
) -> Response:
    """Bring back what the change replaced or withdrew, and lead to that change."""

    async def work(found: Visit) -> DocumentChange:
        return await changing.bring_back(parts.uploads, found.by, change_id, reason=reason)

    return await _decided(change_id, request, parts, work)


async def _decided(
    change_id: str,
    request: Request,
    parts: Parts,
    work: Callable[[Visit], Awaitable[DocumentChange]],
) -> Response:
    found = await visit(request, parts)
    if isinstance(found, Response):
        return found

    async def then() -> str:
        return address_of(await work(found))

    return await done(found, then, f"{router.prefix}/{change_id}")


async def _page(found: Visit, change: DocumentChange, place: Place, page: int) -> Response:
    parts = found.parts
    changes = list(await parts.uploads.changes.of_source(change.source, path=change.path))
    if all(one.id != change.id for one in changes):
        # It is older than those that are listed.
        changes.append(change)
    entries = await listed_changes(parts, changes)
    entry = next(one for one in entries if one.change.id == change.id)
    waits = change.status is ChangeStatus.PROPOSED
    preview = await _previewed(parts, change, place)
    first = (page - 1) * ON_A_PAGE
    chunks = preview.chunks if preview else ()
    kept = change.status is ChangeStatus.DONE and bool(change.before) and place.folder is not None
    context = {
        "change": change,
        "entry": entry,
        "history": [one for one in entries if one.change.id != change.id],
        "source": place.source,
        "standing": parts.uploads.standing(found.by, change.department),
        "own": found.by.participant.is_same(change.author),
        "waits": waits,
        # Whoever decides goes by who would read it from now on.
        "readers": place.readers(change.path) if waits else change.readers,
        "preview": preview,
        "compared": await _compared(parts, change, entry.document, preview) if waits else None,
        "unread": waits and _unread(change, entry.document),
        "live": _live(found, entry.document),
        "chunks": chunks[first : first + ON_A_PAGE],
        "count": len(chunks),
        "first": first + 1,
        "page": page,
        "later": first + ON_A_PAGE < len(chunks),
        "longest": LONGEST_SHOWN,
        "kept": kept,
        "erased": kept and not await _holds(place, change),
        "takes_two": place.takes_two,
        "ours": place.why_not is None,
        "reading": parts.ingestions.concerns(change.source),
        "under": parts.ingestions.under,
    }
    return found.page("knowledge/change", context)


async def _previewed(parts: Parts, change: DocumentChange, place: Place) -> Preview | None:
    """What waits, as it would be read; of a withdrawal what was withdrawn."""
    try:
        if change.status is ChangeStatus.PROPOSED:
            return await parts.uploads.preview(change, place)
        if change.kind is ChangeKind.WITHDRAWN:
            return await parts.uploads.displaced(change, place)
    except ParseError:
        # It was read when it was sent, by an earlier release or with more time.
        return None
    return None


async def _compared(
    parts: Parts, change: DocumentChange, there: Document | None, preview: Preview | None
) -> TextChange | None:
    if preview is None or not preview.chunks or there is None or there.version != change.before:
        return None
    return await compared(await parts.documents.chunks_of(change.document), preview.chunks)


def _unread(change: DocumentChange, there: Document | None) -> bool:
    """Whether what a change replaces is not what was read last."""
    return bool(change.before) and (there is None or there.version != change.before)


def _live(found: Visit, there: Document | None) -> str:
    if there is None or there.status in UNREAD:
        return ""
    if not found.person.access.may_read(there.groups):
        return ""
    return f"/documents/{quote(there.id, safe='')}/pages/1"


async def _holds(place: Place, change: DocumentChange) -> bool:
    return place.folder is not None and await asyncio.to_thread(place.folder.holds, change.id)
