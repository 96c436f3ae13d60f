"""A document as a citation opens it: its pages, the passage marked, the original."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePosixPath
from urllib.parse import quote

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.api.access import PartsNeeded, Reading
from app.api.refusals import DocumentUnavailableError, NotFoundError
from app.api.responses import refusing
from app.audit.events import Denied
from app.identity.people import Person
from app.wiring import Parts
from retrieval.documents import ChunkRecord, Document, DocumentStatus
from retrieval.pages import PageMissingError, mark, page_text
from retrieval.parsing.documents import Block, ParseError
from retrieval.viewing import has_pictures

router = APIRouter(tags=["documents"])
log = structlog.get_logger()

# Longer texts are cut around the passage: a page, not a book.
_BLOCKS = 240


class MarkedBlock(BaseModel):
    """A block of text; ``marks`` are ranges of characters that belong to the passage."""

    kind: str
    text: str
    level: int
    marks: list[tuple[int, int]]


class DocumentOut(BaseModel):
    """A document that the person may read. ``pages`` is null for formats without pages."""

    document_id: str
    source: str
    document: str
    title: str
    pages: int | None
    original_url: str


class DocumentPage(DocumentOut):
    """One page: a picture of it (``image_url``) or its text (``blocks``).

    ``notice`` says what a reader must know, such as that the document changed since.
    """

    page: int
    section: str
    kind: str
    image_url: str | None
    blocks: list[MarkedBlock]
    shortened: bool
    notice: str | None


@router.get("/documents/{document_id}", responses=refusing(404))
async def get_document(document_id: str, parts: PartsNeeded, person: Reading) -> DocumentOut:
    """What a document is and where its original is."""
    document = await readable(parts, person, document_id)
    with _opening(document):
        parsed = await parts.viewer.parsed(document)
    return DocumentOut(pages=parsed.pages, **_head(document))


@router.get("/documents/{document_id}/pages/{number}", responses=refusing(404))
async def get_page(
    document_id: str, number: int, parts: PartsNeeded, person: Reading, chunk: str | None = None
) -> DocumentPage:
    """A page (from 1; documents without pages have one), the chunk marked if it is named."""
    return await page_of(parts, person, document_id, number, chunk)


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, **refusing(404)},
)
async def get_image(
    document_id: str, number: int, parts: PartsNeeded, person: Reading, chunk: str | None = None
) -> Response:
    """The page of a PDF as it looks, as PNG, the chunk marked if it is named."""
    document = await readable(parts, person, document_id)
    if not has_pictures(document):
        raise NotFoundError("picture")
    passage = await _chunk(parts, document, chunk)
    text = passage.text if passage else None
    try:
        with _opening(document):
            image = await parts.viewer.image(document, number, text)
    except PageMissingError as error:
        raise NotFoundError("page") from error
    return Response(image, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@router.get(
    "/documents/{document_id}/original",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **refusing(404)},
)
async def get_original(document_id: str, parts: PartsNeeded, person: Reading) -> Response:
    """The file itself, as a download."""
    document = await readable(parts, person, document_id)
    name = quote(PurePosixPath(document.path).name)
    with _opening(document):
        data = await parts.viewer.original(document)
    return Response(
        data,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "private, no-store",
        },
    )


async def readable(parts: Parts, person: Person, document_id: str) -> Document:
    """A document that the person may read now; raises `NotFoundError` for any other."""
    document = await parts.documents.document(document_id)
    if document is None:
        raise NotFoundError("document")
    if not person.access.may_read(document.groups):
        raise NotFoundError("document", denied=Denied(f"document:{document.id}"))
    if document.status in {DocumentStatus.FAILED, DocumentStatus.QUARANTINED}:
        raise NotFoundError("document")
    return document


async def page_of(
    parts: Parts, person: Person, document_id: str, number: int, chunk: str | None
) -> DocumentPage:
    """A page with its passage marked; raises `NotFoundError` and `DocumentUnavailableError`."""
    document = await readable(parts, person, document_id)
    passage = await _chunk(parts, document, chunk)
    with _opening(document):
        parsed = await parts.viewer.parsed(document)
    try:
        blocks = page_text(parsed, number)
    except PageMissingError as error:
        raise NotFoundError("page") from error
    if parsed.pages is None and number != 1:
        raise NotFoundError("page")
    marked = mark(blocks, passage.text) if passage else [(block, []) for block in blocks]
    shown = _around(marked)
    is_pdf = has_pictures(document)
    query = f"?chunk={quote(chunk)}" if chunk else ""
    base = f"/api/v1/documents/{document.id}/pages/{number}"
    return DocumentPage(
        pages=parsed.pages,
        page=number,
        section=passage.section if passage else "",
        kind="image" if is_pdf else "text",
        image_url=f"{base}/image{query}" if is_pdf else None,
        blocks=[
            MarkedBlock(kind=block.kind, text=block.text, level=block.level, marks=marks)
            for block, marks in shown
        ],
        shortened=len(shown) < len(marked),
        notice=_notice(document, chunk, passage),
        **_head(document),
    )


@contextmanager
def _opening(document: Document) -> Iterator[None]:
    """The source is not ours: between two ingestions a file may go, or become something else."""
    try:
        yield
    except (OSError, ParseError) as error:
        log.warning("document.unavailable", document=document.id, error=type(error).__name__)
        raise DocumentUnavailableError from error


def _around(
    marked: list[tuple[Block, list[tuple[int, int]]]],
) -> list[tuple[Block, list[tuple[int, int]]]]:
    if len(marked) <= _BLOCKS:
        return marked
    first = next((i for i, (_, marks) in enumerate(marked) if marks), 0)
    start = max(0, min(first - _BLOCKS // 4, len(marked) - _BLOCKS))
    return marked[start : start + _BLOCKS]


def _notice(document: Document, chunk: str | None, passage: ChunkRecord | None) -> str | None:
    now = datetime.now(UTC)
    if document.superseded_from is not None and document.superseded_from <= now:
        day = document.superseded_from.date().isoformat()
        return f"A newer version has replaced this document since {day}. Do not rely on it."
    if document.effective_until is not None and document.effective_until <= now:
        day = document.effective_until.date().isoformat()
        return f"This document is no longer in effect since {day}. Do not rely on it."
    if chunk is not None and passage is None:
        return (
            "The document has changed since the answer: the quoted passage is not in it any more."
        )
    return None


async def _chunk(parts: Parts, document: Document, chunk: str | None) -> ChunkRecord | None:
    if chunk is None:
        return None
    hit = (await parts.documents.hits([chunk])).get(chunk)
    return hit.chunk if hit is not None and hit.document.id == document.id else None


def _head(document: Document) -> dict[str, str]:
    return {
        "document_id": document.id,
        "source": document.source,
        "document": document.path,
        "title": document.title,
        "original_url": f"/api/v1/documents/{document.id}/original",
    }
