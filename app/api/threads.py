"""A person's own conversations, to take along."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from app.api.access import PartsNeeded, Reading
from app.api.responses import Responses, refusing
from app.audit.events import Denied
from app.identity.people import Person
from app.records.turns.threads import Thread, ThreadUnavailableError
from app.turns.transcripts import file_name, transcript_of
from app.wiring import Parts
from assistants.answers import AnswerKind
from feedback.transcripts import Transcript, markdown
from feedback.turns import TurnStatus

router = APIRouter(tags=["threads"])


class TranscriptForm(StrEnum):
    """How a transcript is written."""

    JSON = "json"
    MARKDOWN = "markdown"


class CitedPlaceOut(BaseModel):
    """Where a marker leads; all but ``n`` is empty where it is not for the person any more."""

    n: int
    title: str
    section: str
    page: int | None = Field(description="From 1; null for formats without pages.")
    source: str
    document: str


class GivenReactionOut(BaseModel):
    """The reaction as it was given; its document only while the person may read it."""

    emoji: str
    label: str
    reasons: list[str]
    comment: str
    suggested_answer: str
    suggested_source: str | None
    suggested_document: str | None
    suggested_title: str | None


class SpokenOut(BaseModel):
    """One question and its answer."""

    turn_id: str
    asked_at: datetime
    question: str
    status: TurnStatus
    kind: AnswerKind | None
    answer: str
    quotes: bool
    gone: bool = Field(
        description="Whether an answer is left out that quotes what is not for the person now."
    )
    citations: list[CitedPlaceOut]
    reaction: GivenReactionOut | None


class TranscriptOut(BaseModel):
    """A conversation written out; ``assistant`` is the name of ``profile`` for people."""

    thread_id: str
    title: str
    profile: str
    assistant: str
    language: str
    started_at: datetime
    turns: list[SpokenOut]


_MARKDOWN = "text/markdown"
_DESCRIBED: Responses = {200: {"content": {_MARKDOWN: {"schema": {"type": "string"}}}}}


@router.get(
    "/threads/{thread_id}/transcript",
    response_model=TranscriptOut,
    responses=refusing(404) | _DESCRIBED,
)
async def get_transcript(
    thread_id: str,
    parts: PartsNeeded,
    person: Reading,
    form: Annotated[
        TranscriptForm, Query(alias="format", description="json or markdown")
    ] = TranscriptForm.JSON,
) -> Response:
    """Download an own conversation, with its citations and reactions, as it may be read now.

    Of a citation whose document is not for the person any more its number stays, and an answer
    that quotes such a document is left out. That somebody takes their own words along is not
    audited; a try at somebody else's conversation is.
    """
    transcript = await transcript_of(parts, person, await _own(parts, person, thread_id))
    extension = "md" if form is TranscriptForm.MARKDOWN else "json"
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(transcript, extension)}"',
        "Cache-Control": "private, no-store",
    }
    if form is TranscriptForm.MARKDOWN:
        return Response(
            markdown(transcript), media_type=f"{_MARKDOWN}; charset=utf-8", headers=headers
        )
    return JSONResponse(transcript_out(transcript).model_dump(mode="json"), headers=headers)


def transcript_out(transcript: Transcript) -> TranscriptOut:
    """A transcript as JSON."""
    return TranscriptOut.model_validate(transcript, from_attributes=True)


async def _own(parts: Parts, person: Person, thread_id: str) -> Thread:
    thread = await parts.threads.get(thread_id, person.id)
    if thread is None:
        foreign = await parts.threads.owner(thread_id) not in {None, person.id}
        raise ThreadUnavailableError(
            thread_id, denied=Denied(f"thread:{thread_id}") if foreign else None
        )
    return thread
