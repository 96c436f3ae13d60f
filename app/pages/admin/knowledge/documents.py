"""The page of a document for the admins of its department: its ledger, and what was made of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.refusals import NotFoundError
from app.audit.events import Denied
from app.identity.people import Person, RoleName
from app.navigation import KNOWLEDGE
from app.pages.admin.knowledge.changes import listed_changes
from app.pages.admin.knowledge.entries import entry
from app.pages.admin.visiting import Visit, visit
from app.pages.admin.words.languages import WORDS
from app.pages.rendering import render, said
from app.pages.words.knowledge import KNOWLEDGE as KNOWLEDGE_WORDS
from app.pages.words.reader import Reader
from app.uploading.places import place_of
from retrieval.documents import Document, Source
from retrieval.sources.attachments import holder_of
from retrieval.sources.source_folder import MAX_DOCUMENT
from retrieval.viewing.standing import successor

router = APIRouter(prefix=f"{KNOWLEDGE.path}/documents", include_in_schema=False)
ON_A_PAGE = 20
# A row of a table may be longer than a page can be.
LONGEST_SHOWN = 6_000


@router.get("/{document_id}")
async def show(
    document_id: str,
    request: Request,
    parts: PartsNeeded,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """Show a document to an admin of the department whose source holds it, who may read it."""
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    document = await parts.documents.document(document_id)
    if document is None:
        return found.missing(NotFoundError("document"))
    source = next((s for s in await parts.documents.sources() if s.name == document.source), None)
    if source is None or not _is_for(found.person, document, source):
        department = source.department if source else ""
        denied = Denied(f"document:{document.id}", department)
        return found.missing(NotFoundError("document", denied=denied))
    return await _page(found, document, source, page)


def _is_for(person: Person, document: Document, source: Source) -> bool:
    own = person.departments_as(RoleName.DEPARTMENT_ADMIN)
    return source.department in own and person.access.may_read(document.groups)


async def _page(found: Visit, document: Document, source: Source, page: int) -> Response:
    parts, now = found.parts, datetime.now(UTC)
    words, reader = said(found.request, KNOWLEDGE_WORDS), Reader.of(found.request)
    listed = await parts.catalogue.one(document.id, now)
    if listed is None:
        return found.missing(NotFoundError("document"))
    first = (page - 1) * ON_A_PAGE
    chunks, count = await parts.catalogue.chunks(document.id, offset=first, limit=ON_A_PAGE)
    newer = None
    if document.superseded_from is not None:
        newer = await successor(parts.documents, document, found.person.access, now)
    place = await place_of(source)
    changes = await parts.uploads.changes.of_source(source.name, path=document.path)
    context: dict[str, Any] = {
        "entry": entry(listed, now, words, reader, owner=source.owner),
        "document": document,
        "why_not": place.why_not.say(found.language) if place.why_not else "",
        "takes_two": place.takes_two,
        "attached": holder_of(document.path) is not None,
        "changes": await listed_changes(parts, changes),
        "largest": {"each": MAX_DOCUMENT, "all": MAX_DOCUMENT},
        "when": reader.instant,
        "newer": newer,
        "chunks": chunks,
        "count": count,
        "first": first + 1,
        "page": page,
        "later": first + ON_A_PAGE < count,
        "longest": LONGEST_SHOWN,
    }
    return render(
        found.request,
        "admin/knowledge/document.html",
        context,
        words=[WORDS, KNOWLEDGE_WORDS],
        person=found.person,
    )
