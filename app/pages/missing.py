"""An address where nothing is, and a form that no page sends, as a browser shows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.pages.rendering import message, said

Answering = Callable[[Request, Any], Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Answer a browser with a page; programs keep the one shape of errors of the API."""
    as_json = cast(Answering, app.exception_handlers[HTTPException])
    as_invalid = cast(Answering, app.exception_handlers[RequestValidationError])

    async def missing(request: Request, error: HTTPException) -> Response:
        # Where only forms are sent to, somebody who types the address finds nothing either.
        if error.status_code not in {404, 405} or not _wants_page(request):
            return await as_json(request, error)
        words = said(request)
        page = message(request, words["not_found"], words["no_page"], status=error.status_code)
        page.headers.update(error.headers or {})
        return page

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if not _wants_page(request):
            return await as_invalid(request, error)
        words = said(request)
        limits = [one["ctx"]["max_length"] for one in error.errors() if _is_too_long(one)]
        text = words("too_long_field", n=limits[0]) if limits else words["no_such_value"]
        return message(request, words["not_taken"], text, status=422)

    app.exception_handlers[HTTPException] = missing
    app.exception_handlers[RequestValidationError] = invalid


def _wants_page(request: Request) -> bool:
    page = "text/html" in request.headers.get("accept", "").lower()
    return page and not request.url.path.startswith("/api/")


def _is_too_long(problem: Any) -> bool:
    return bool(problem["type"] == "string_too_long")
