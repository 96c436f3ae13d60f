"""A document as a citation opens it: its pages, the passage marked, the original."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.access import PartsNeeded, Reading
from app.api.documents.downloading import announced, answer_with
from app.api.documents.pages import Asked, Cited, cited_in, head_of, lay_out
from app.api.documents.shapes import DocumentOut, DocumentPage, Successor
from app.api.documents.showing import shown
from app.api.refusals import DocumentUnavailableError, NotFoundError
from app.api.responses import PARTIAL, refusing
from app.audit.events import Denied
from app.identity.people import Person
from app.requests.abandonment import while_connected
from app.requests.languages import language_of
from app.turns.ownership import own_turn_if_any
from app.wiring import Parts
from retrieval.documents import Document, DocumentStatus
from retrieval.parsing.documents import PageMissingError, ParseError
from retrieval.viewing.pages import marked_at
from retrieval.viewing.standing import successor

router = APIRouter(tags=["documents"])
log = structlog.get_logger()
_Result = TypeVar("_Result")


def asked_for(
    request: Request,
    number: int,
    *,
    chunk: Annotated[str | None, Query(description="The chunk to mark.", max_length=64)] = None,
    turn: Annotated[
        str | None,
        Query(description="The own answer that cites it: the passage as it was.", max_length=64),
    ] = None,
    start: Annotated[
        int | None, Query(description="The block to begin a long text with.", ge=0)
    ] = None,
    exact: Annotated[
        bool, Query(description="This page, and not the one where the passage stands.")
    ] = False,
) -> Asked:
    """Which page is meant, as every way to it says."""
    return Asked(number, chunk, turn, start, exact, language_of(request))


Page = Annotated[Asked, Depends(asked_for)]


@router.get("/documents/{document_id}", responses=refusing(404))
async def get_document(
    request: Request, document_id: str, parts: PartsNeeded, person: Reading
) -> DocumentOut:
    """What a document is and where its original is."""
    document = await readable(parts, person, document_id)
    with _opening(document):
        parsed = await waited_for(request, parts, person, parts.viewer.parsed(document, person.id))
    return DocumentOut.model_validate(head_of(document, parsed))


@router.get("/documents/{document_id}/pages/{number}", responses=refusing(404))
async def get_page(
    request: Request, document_id: str, asked: Page, parts: PartsNeeded, person: Reading
) -> DocumentPage:
    """A page (from 1; documents without pages have one), the chunk marked if it is named."""
    page = page_of(parts, person, document_id, asked)
    return await waited_for(request, parts, person, page)


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}, **refusing(404)},
)
async def get_image(
    request: Request, document_id: str, asked: Page, parts: PartsNeeded, person: Reading
) -> Response:
    """The page as it looks, as PNG, the chunk marked if it is named.

    PDFs and pictures have such, office files where the service has LibreOffice.
    """
    document = await readable(parts, person, document_id)
    if not parts.viewer.draws(document):
        raise NotFoundError("picture")
    cited = await _cited(parts, person, document, asked)
    drawing = _image(parts, person, document, asked, cited)
    image = await waited_for(request, parts, person, drawing)
    return Response(image, media_type="image/png", headers={"Cache-Control": "private, no-store"})


@router.get(
    "/documents/{document_id}/original",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **PARTIAL, **refusing(404, 416)},
)
async def get_original(
    request: Request, document_id: str, parts: PartsNeeded, person: Reading
) -> Response:
    """The file itself, as a download: whole, or the one range of bytes that is asked for.

    Its ``ETag`` is the SHA-256 of the file.
    """
    document = await readable(parts, person, document_id)
    ended = parts.limits.downloading.take(person.id, exempt=person.by_command)
    try:
        with _opening(document):
            held = await while_connected(request, parts.viewer.original(document, person.id))
        pieces = partial(parts.viewer.pieces, document, held)
        return answer_with(document, request.headers, held.size, pieces, ended)
    except BaseException:
        ended()
        raise


@router.head("/documents/{document_id}/original", include_in_schema=False)
async def announce_original(
    request: Request, document_id: str, parts: PartsNeeded, person: Reading
) -> Response:
    """What a download of the file would say, without the file."""
    document = await readable(parts, person, document_id)
    with _opening(document):
        work = parts.viewer.original(document, person.id)
        held = await waited_for(request, parts, person, work)
    return announced(document, request.headers, held.size)


async def waited_for(
    request: Request, parts: Parts, person: Person, work: Coroutine[Any, Any, _Result]
) -> _Result:
    """Do what takes long in one of the person's places, and drop it when they leave.

    Raises `TooManyRequestsError` beyond their places.
    """
    try:
        with parts.limits.opening.taken(person.id, exempt=person.by_command):
            return await while_connected(request, work)
    finally:
        work.close()


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


async def page_of(parts: Parts, person: Person, document_id: str, asked: Asked) -> DocumentPage:
    """A page with its passage marked; raises `NotFoundError` and `DocumentUnavailableError`."""
    document = await readable(parts, person, document_id)
    cited = await _cited(parts, person, document, asked)
    with _opening(document):
        view = await shown(parts, person, document, asked, cited)
    asked = view.asked
    laying = partial(lay_out, document, view.parsed, asked, cited, is_drawn=view.is_drawn)
    try:
        page = await asyncio.to_thread(laying)
    except PageMissingError as error:
        raise NotFoundError("page") from error
    if page.image_url is not None:
        page = page.model_copy(update=await _drawn(parts, person, document, asked, cited))
    now = datetime.now(UTC)
    if document.superseded_from is not None and document.superseded_from <= now:
        newer = await successor(parts.documents, document, person.access, now)
        if newer is not None:
            found = Successor(document_id=newer.id, title=newer.title)
            page = page.model_copy(update={"successor": found})
    return page


async def _drawn(
    parts: Parts, person: Person, document: Document, asked: Asked, cited: Cited | None
) -> dict[str, Any]:
    """Where the first mark is; drawn now, the picture is there when the browser asks for it."""
    try:
        return {"marked_at": marked_at(await _image(parts, person, document, asked, cited))}
    except DocumentUnavailableError:
        # What cannot be drawn can still be read.
        return {"kind": "text", "image_url": None}


async def _cited(parts: Parts, person: Person, document: Document, asked: Asked) -> Cited | None:
    """What is to be marked: as an own answer cited it, else as the chunk is now."""
    if asked.chunk is None:
        return None
    if asked.turn is not None:
        turn = await own_turn_if_any(parts, person, asked.turn)
        if turn is not None:
            cited = cited_in(turn, document, asked.chunk)
            if cited is not None:
                return cited
    hit = (await parts.documents.hits([asked.chunk])).get(asked.chunk)
    if hit is None or hit.document.id != document.id:
        return None
    return Cited(hit.chunk.text, hit.chunk.section, hit.chunk.page)


async def _image(
    parts: Parts, person: Person, document: Document, asked: Asked, cited: Cited | None
) -> bytes:
    highlight = cited.highlight if cited else ()
    try:
        with _opening(document):
            return await parts.viewer.image(document, asked.number, highlight, person.id)
    except PageMissingError as error:
        raise NotFoundError("page") from error


@contextmanager
def _opening(document: Document) -> Iterator[None]:
    """The source is not ours: between two ingestions a file may go, or become something else."""
    try:
        yield
    except (OSError, ParseError) as error:
        log.warning("document.unavailable", document=document.id, error=type(error).__name__)
        raise DocumentUnavailableError from error
