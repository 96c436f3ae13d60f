"""Changing the documents of sources that are ours, over HTTP: with the guards of the pages."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, BinaryIO, cast

from fastapi import APIRouter, Path, Query, Request

from app.api.access import PartsNeeded
from app.api.admin.access import Approver, Proposer, Reader, somebody
from app.api.admin.document_shapes import (
    DecideIn,
    DocumentChangeOut,
    PreviewOut,
    WhyIn,
    WithdrawIn,
    WritableSourceOut,
    change_out,
    preview_out,
    source_out,
)
from app.api.responses import refusing
from app.publishing.standing import departments_to_edit, departments_to_see
from app.reasons.saying import sentence_of
from app.uploading import changing, deciding
from app.uploading.places import place_of
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from retrieval.parsing.documents import ParseError
from retrieval.sources.source_folder import MAX_DOCUMENT

router = APIRouter(
    prefix="/admin", tags=["changing documents"], responses=refusing(403, 404, 409, 413)
)
Id = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Document = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Name = Annotated[str, Path(max_length=64)]
Reason = Annotated[str, Query(max_length=20_000, description="What changes, and why.")]
_IN_MEMORY = 1_000_000
_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/sources")
async def list_sources(parts: PartsNeeded, person: Reader) -> list[WritableSourceOut]:
    """The sources of the departments whose admin the person is, and which can be changed here."""
    own = departments_to_edit(person)
    sources = await parts.documents.sources()
    return [source_out(await place_of(one)) for one in sources if one.department in own]


@router.put("/sources/{source}/documents", status_code=201, openapi_extra=_BYTES)
async def add_document(
    source: Name,
    path: Annotated[str, Query(max_length=1000, description="Its place in the source.")],
    request: Request,
    parts: PartsNeeded,
    *,
    person: Proposer,
    reason: Reason = "",
) -> DocumentChangeOut:
    """Put a new document into a source, its bytes being the body; where that takes two, propose it.

    At most 100 MB. The content tells the type; what cannot be read is refused with the reason.
    """
    by = somebody(request, person)
    await parts.uploads.place(by, source)
    async with _body(request) as data:
        return change_out(await changing.add(parts.uploads, by, source, path, data, reason=reason))


@router.put("/documents/{document}", openapi_extra=_BYTES)
async def replace_document(
    document: Document,
    version: Annotated[str, Query(max_length=64, description="The version that was seen.")],
    request: Request,
    parts: PartsNeeded,
    *,
    person: Proposer,
    reason: Reason = "",
) -> DocumentChangeOut:
    """Replace a document by the bytes of the body; where that takes two people, propose it."""
    by = somebody(request, person)
    await parts.uploads.document(by, document)
    async with _body(request) as data:
        change = await changing.put(parts.uploads, by, document, data, seen=version, reason=reason)
        return change_out(change)


@router.post("/documents/{document}/withdraw")
async def withdraw_document(
    document: Document, body: WithdrawIn, request: Request, parts: PartsNeeded, person: Proposer
) -> DocumentChangeOut:
    """Take a document out of all answers at once; its file is kept and can be brought back."""
    by = somebody(request, person)
    change = await changing.withdraw(
        parts.uploads, by, document, seen=body.version, reason=body.reason
    )
    return change_out(change)


@router.get("/document-changes")
async def list_waiting_changes(parts: PartsNeeded, person: Reader) -> list[DocumentChangeOut]:
    """Changes of documents that wait for another person, the longest first."""
    waiting = await parts.uploads.changes.waiting(departments_to_see(person))
    return [change_out(one) for one in await parts.uploads.visible(person, waiting)]


@router.get("/document-changes/{change}")
async def show_change(
    change: Id, request: Request, parts: PartsNeeded, person: Reader
) -> DocumentChangeOut:
    """A change with what it replaces."""
    found, _ = await parts.uploads.change(somebody(request, person), change)
    return change_out(found)


@router.get("/document-changes/{change}/preview")
async def preview_change(
    change: Id,
    request: Request,
    parts: PartsNeeded,
    person: Reader,
    *,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> PreviewOut:
    """How the file that waits would be read, in the pieces that the assistant would see."""
    found, place = await parts.uploads.change(somebody(request, person), change)
    try:
        preview = await parts.uploads.preview(found, place)
    except ParseError as error:
        raise ChangeRefusedError(sentence_of(error.reason), "unreadable") from error
    if preview is None:
        raise UnknownChangeError(sentences.CHANGE)
    return preview_out(preview, offset, limit)


@router.post("/document-changes/{change}/approve")
async def approve_change(
    change: Id, body: DecideIn, request: Request, parts: PartsNeeded, person: Approver
) -> DocumentChangeOut:
    """Approve what was seen; only another person than its author can."""
    by = somebody(request, person)
    approved = await deciding.approve(
        parts.uploads, by, change, seen=body.version, replaces=body.before
    )
    return change_out(approved)


@router.post("/document-changes/{change}/return")
async def return_change(
    change: Id, body: WhyIn, request: Request, parts: PartsNeeded, person: Approver
) -> DocumentChangeOut:
    """Give a change back to its author."""
    by = somebody(request, person)
    return change_out(await deciding.give_back(parts.uploads, by, change, body.reason))


@router.post("/document-changes/{change}/take-back")
async def take_change_back(
    change: Id, request: Request, parts: PartsNeeded, person: Proposer
) -> DocumentChangeOut:
    """Take a proposal back."""
    return change_out(await deciding.take_back(parts.uploads, somebody(request, person), change))


@router.post("/document-changes/{change}/bring-back", status_code=201)
async def bring_back(
    change: Id, body: WhyIn, request: Request, parts: PartsNeeded, person: Proposer
) -> DocumentChangeOut:
    """Bring back what a change replaced or withdrew, as a change of its own."""
    by = somebody(request, person)
    return change_out(await changing.bring_back(parts.uploads, by, change, reason=body.reason))


@asynccontextmanager
async def _body(request: Request) -> AsyncIterator[BinaryIO]:
    """The body of a request, kept in a file that goes with the request."""
    size = 0
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        async for piece in request.stream():
            # The piece that passes the bound is kept, so that the document is told as too large.
            if size <= MAX_DOCUMENT:
                file.write(piece)
            size += len(piece)
        file.seek(0)
        yield cast(BinaryIO, file)
