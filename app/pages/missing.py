"""An address where nothing is, as a browser shows it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.pages.rendering import message, said

Answering = Callable[[Request, HTTPException], Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Answer a browser with a page; programs keep the one shape of errors of the API."""
    as_json = cast(Answering, app.exception_handlers[HTTPException])

    async def missing(request: Request, error: HTTPException) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if error.status_code != 404 or not wants_page or request.url.path.startswith("/api/"):
            return await as_json(request, error)
        words = said(request)
        return message(request, words["not_found"], words["no_page"], status=404)

    app.exception_handlers[HTTPException] = missing
