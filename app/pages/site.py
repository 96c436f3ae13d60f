"""The pages around the chat, gathered."""

from __future__ import annotations

from fastapi import APIRouter

from app.pages import account, auditing, documents, knowledge, signing_in, spending

router = APIRouter(include_in_schema=False)
for part in (signing_in, account, documents, knowledge, auditing, spending):
    router.include_router(part.router)
