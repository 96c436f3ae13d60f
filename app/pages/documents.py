"""The page of a document, at its passage."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.access import PartsNeeded
from app.api.documents import page_of
from app.api.errors import denial, describe
from app.api.refusals import DocumentUnavailableError, NotFoundError
from app.pages.rendering import message, render, to_sign_in

router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id}/pages/{number}")
async def document_page(
    request: Request,
    document_id: str,
    number: int,
    parts: PartsNeeded,
    chunk: str | None = None,
) -> Response:
    """Show a document at its page, the passage marked."""
    person = await parts.directory.of_cookies(request.cookies)
    if person is None:
        return to_sign_in(request)
    try:
        page = await page_of(parts, person, document_id, number, chunk)
    except (NotFoundError, DocumentUnavailableError) as error:
        title = "Not found" if isinstance(error, NotFoundError) else "Not available"
        answer = message(request, title, str(error), status=describe(error)[0])
        answer.background = denial(request, error, person)
        return answer
    return render(request, "document.html", {"page": page})
