"""The API under ``/api/v1``, with the health routes beside it."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, FastAPI

from app.api import (
    asking,
    auditing,
    errors,
    exporting,
    health,
    ingesting,
    reacting,
    spending,
    threads,
)
from app.api.admin import documents as changing_documents
from app.api.admin import drafts, inbox, reviews
from app.api.admin.checks import checks, playground, runs, searching
from app.api.documents import routes as documents
from app.api.receipts import keeping
from app.api.receipts import routes as receipts
from app.api.responses import EVERYWHERE
from app.turns.runner import VERSION
from app.wiring import Parts


def create_api(parts: Parts) -> FastAPI:
    """Make the application with every route but the chat and the pages."""
    app = bare_api()
    app.state.parts = parts
    return app


def bare_api() -> FastAPI:
    """Make the same application with nothing behind it: enough to describe its routes."""
    app = FastAPI(
        title="Almanac",
        version=VERSION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    errors.install(app)
    app.router.routes.extend(_gathered().routes)
    return app


@cache
def _gathered() -> APIRouter:
    # FastAPI makes every route again for whoever includes a router, which takes half a second of
    # the processor for so many. What is included here is made once, whatever number of
    # applications there is.
    v1 = APIRouter(prefix="/api/v1", responses=EVERYWHERE)
    parts = (asking, reacting, receipts, threads, documents, exporting, ingesting, auditing)
    changing = (drafts, reviews, playground, searching, checks, runs, inbox, changing_documents)
    for part in (*parts, keeping, spending, *changing):
        v1.include_router(part.router)
    gathered = APIRouter()
    gathered.include_router(v1)
    gathered.include_router(health.router)
    return gathered
