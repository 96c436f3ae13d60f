"""Replacing and withdrawing a document from its page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from app.api.access import PartsNeeded
from app.navigation import KNOWLEDGE
from app.pages.admin.knowledge.changes import address_of
from app.pages.admin.knowledge.sources import files_of, text_in
from app.pages.admin.visiting import Visit, done, visit
from app.records.documents.change_rows import DocumentChange
from app.uploading import changing
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError

router = APIRouter(prefix=f"{KNOWLEDGE.path}/documents", include_in_schema=False)
_FIELDS = 10


@router.post("/{document_id}/replace")
async def replace(document_id: str, request: Request, parts: PartsNeeded) -> Response:
    """Replace a document by the one file of the form, or propose it."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    try:
        # Before the file is read: for others there is no such document.
        await parts.uploads.document(found.by, document_id)
    except UnknownChangeError as error:
        return found.missing(error)

    async def work() -> str:
        try:
            async with request.form(max_files=1, max_fields=_FIELDS) as form:
                return address_of(await _replaced(found, document_id, form))
        except HTTPException as error:
            raise ChangeRefusedError(sentences.NOT_UNDERSTOOD, "bad_form") from error

    return await done(found, work, f"{KNOWLEDGE.path}/documents/{document_id}")


@router.post("/{document_id}/withdraw")
async def withdraw(
    document_id: str,
    request: Request,
    parts: PartsNeeded,
    *,
    seen: Annotated[str, Form(max_length=64)] = "",
    reason: Annotated[str, Form(max_length=20_000)] = "",
) -> Response:
    """Take a document out of all answers at once."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found

    async def work() -> str:
        change = await changing.withdraw(
            parts.uploads, found.by, document_id, seen=seen, reason=reason
        )
        return address_of(change)

    return await done(found, work, f"{KNOWLEDGE.path}/documents/{document_id}")


async def _replaced(found: Visit, document_id: str, form: FormData) -> DocumentChange:
    files = files_of(form, "file")
    if not files:
        raise ChangeRefusedError(sentences.NO_FILE, "no_file")
    return await changing.put(
        found.parts.uploads,
        found.by,
        document_id,
        files[0].file,
        seen=text_in(form, "seen"),
        reason=text_in(form, "reason"),
        name=files[0].filename or "",
    )
