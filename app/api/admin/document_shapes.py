"""The JSON of sources whose documents are changed, and of the changes."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from app.api.admin.shapes import ParticipantOut, participant_out
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.uploading.places import Place
from retrieval.ingesting.previewing import Preview

_REASON = 20_000


class WritableSourceOut(BaseModel):
    """A source, and whether its documents are changed here: ``uploads`` as its description says."""

    name: str
    department: str
    owner: str
    uploads: str
    why_not: str = Field(description="Empty where its documents can be changed.")


class DocumentChangeOut(BaseModel):
    """A change of a document; ``version`` and ``before`` are the SHA-256 of the two files."""

    id: str
    source: str
    department: str
    document: str
    path: str
    title: str
    kind: ChangeKind
    status: ChangeStatus
    version: str = Field(description="Empty for a withdrawal.")
    size: int
    pages: int | None
    chunks: int
    before: str = Field(description="Empty where nothing is replaced.")
    before_size: int
    before_pages: int | None
    before_chunks: int
    before_at: datetime | None
    readers: list[str]
    reason: str
    author: ParticipantOut
    asked_at: datetime
    decided_by: ParticipantOut | None
    decided_at: datetime | None
    decision: str
    restores: str | None
    problem: str


class PreviewChunkOut(BaseModel):
    """A piece of the document as the assistant would see it."""

    ordinal: int
    page: int | None
    section: str
    text: str


class PreviewOut(BaseModel):
    """How the file that waits would be read."""

    title: str
    pages: int | None
    remarks: list[str]
    count: int
    chunks: list[PreviewChunkOut]


class DecideIn(BaseModel):
    """The two versions that the approver saw."""

    version: str = Field(max_length=64)
    before: str = Field("", max_length=64)


class WhyIn(BaseModel):
    """Why."""

    reason: str = Field("", max_length=_REASON)


class WithdrawIn(BaseModel):
    """The version that was seen, and why it is withdrawn."""

    version: str = Field(max_length=64)
    reason: str = Field(max_length=_REASON)


def source_out(place: Place) -> WritableSourceOut:
    """A source as JSON."""
    source, described = place.source, place.description
    return WritableSourceOut(
        name=source.name,
        department=source.department,
        owner=source.owner,
        uploads=described.uploads.value if described else "none",
        why_not=place.why_not.say("en") if place.why_not else "",
    )


def change_out(change: DocumentChange) -> DocumentChangeOut:
    """A change as JSON."""
    plain = {
        name: getattr(change, name)
        for name in DocumentChangeOut.model_fields
        if name not in {"author", "decided_by", "readers"}
    }
    return DocumentChangeOut(
        **plain,
        readers=list(change.readers),
        author=participant_out(change.author),
        decided_by=participant_out(change.decided_by) if change.decided_by else None,
    )


def preview_out(preview: Preview, offset: int, limit: int) -> PreviewOut:
    """Some pieces of a document as JSON."""
    return PreviewOut(
        title=preview.title,
        pages=preview.pages,
        remarks=list(preview.remarks),
        count=len(preview.chunks),
        chunks=[
            PreviewChunkOut(ordinal=one.ordinal, page=one.page, section=one.section, text=one.text)
            for one in preview.chunks[offset : offset + limit]
        ],
    )
