"""The pages around the chat, gathered."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI

from app.pages import (
    account,
    auditing,
    documents,
    help_page,
    knowledge,
    missing,
    signing_in,
    spending,
)
from app.pages.admin import cases, components, console, document_changes, inbox, people, reviews
from app.pages.admin.checks import checks, playground, runs
from app.pages.admin.drafts import drafts, evidence, typing
from app.pages.admin.knowledge import documents as looked_into
from app.pages.admin.knowledge import ingesting, questions, replacing, sources, trying

router = APIRouter(include_in_schema=False)
around = (signing_in, account, help_page, documents, knowledge, auditing, spending)
changing = (console, drafts, typing, evidence, reviews, people, playground, runs, checks)
knowing = (trying, looked_into, questions, ingesting, sources, replacing, document_changes)
for part in (*around, *changing, inbox, cases, *knowing, components):
    router.include_router(part.router)


def add_to(app: FastAPI) -> None:
    """Add every page, and the one for an address where nothing is."""
    # Included again, each route would be made anew for each application: `app.api.application`.
    app.router.routes.extend(router.routes)
    missing.install(app)
