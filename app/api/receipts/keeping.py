"""Keeping an answer: as text, as a Word document or as a PDF, with what says where it is from."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from app.api.access import PartsNeeded, Reading, actor_of
from app.api.receipts.routes import require_own_or_work
from app.api.responses import Responses, refusing
from app.audit.descriptions import kept_answer as kept_event
from app.requests.languages import language_of
from app.turns.history import standings_of
from app.turns.keeping.kept import KeptAnswer, kept_answer
from app.turns.receipts import studies

router = APIRouter(tags=["receipts"])
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class KeptForm(StrEnum):
    """How an answer is kept."""

    TEXT = "text"
    WORD = "docx"
    PDF = "pdf"


_MEDIA = {KeptForm.TEXT: "text/plain; charset=utf-8", KeptForm.WORD: _WORD}
_DESCRIBED: Responses = {
    200: {"content": {name: {} for name in ("text/plain", _WORD, "application/pdf")}}
}


@router.get(
    "/turns/{turn_id}/answer", response_class=Response, responses=refusing(404) | _DESCRIBED
)
async def keep_answer(
    request: Request,
    turn_id: str,
    parts: PartsNeeded,
    person: Reading,
    *,
    form: Annotated[KeptForm, Query(alias="format", description="text, docx or pdf")],
    zone: Annotated[
        str, Query(max_length=64, description="Time zone, as in Europe/Zurich.")
    ] = "UTC",
) -> Response:
    """An answer to keep, for whoever may read its receipt; each time stands in the audit trail.

    It holds the question, the answer, its numbered sources with page, version and address, the
    assistant and its version, when it was asked, the number of the receipt and a word of caution.
    What the person may not read any more is left out. The words around it are in the language of
    the request.
    """
    turn = await require_own_or_work(parts, person, turn_id)
    asked = turn.opening
    version = await parts.configurations.version(asked.profile, asked.configuration_number)
    assert version is not None, "a turn keeps the version that it was asked with"
    own = asked.person == person.id or not studies(person, turn)
    public = parts.settings.public_url or str(request.base_url)
    kept = kept_answer(
        turn,
        version.configuration,
        await standings_of([turn], parts.documents, person.access) if own else None,
        language=language_of(request),
        address=public.rstrip("/"),
        zone=_zone(zone),
    )
    await parts.audit.add(kept_event(actor_of(request, person), asked, form.value))
    if form is KeptForm.TEXT:
        return Response(kept.text, media_type=_MEDIA[form], headers=_headers(None))
    content = await asyncio.to_thread(_file, kept, form)
    name = f"almanac-{asked.asked_at:%Y-%m-%d}-{asked.id[:8]}.{form.value}"
    media_type = _MEDIA.get(form, "application/pdf")
    return Response(content, media_type=media_type, headers=_headers(name))


def _file(kept: KeptAnswer, form: KeptForm) -> bytes:
    """The answer as a file. What makes these takes 16 MB, which a service does without till then.

    It is for a thread: the first time takes as long as the imports.
    """
    if form is KeptForm.WORD:
        from app.turns.keeping.word_file import word_file

        return word_file(kept)
    from app.turns.keeping.pdf_file import pdf_file

    return pdf_file(kept)


def _headers(name: str | None) -> dict[str, str]:
    named = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return named | {"Cache-Control": "private, no-store"}


def _zone(name: str) -> ZoneInfo:
    """The zone of the reader's clock; UTC for one that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return ZoneInfo("UTC")
