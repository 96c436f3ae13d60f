"""The page of a source: its changes, and uploading documents where the source is ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from app.api.access import PartsNeeded
from app.middleware.upload_limits import LARGEST_FILES
from app.navigation import KNOWLEDGE
from app.pages.admin.knowledge.changes import address_of, listed_changes
from app.pages.admin.knowledge.ingesting import EVENTS, progress
from app.pages.admin.visiting import Visit, visit
from app.pages.rendering import told
from app.reasons.saying import translated
from app.records.documents.change_rows import DocumentChange
from app.uploading import changing
from app.uploading.places import Place
from app.uploading.uploads import MOST_FILES
from app.wiring import Parts
from assistants.provenance import NotSeparatedError
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangeRefusedError, UnknownChangeError
from retrieval.parsing.formats import FORMATS
from retrieval.sources.source_folder import MAX_DOCUMENT

router = APIRouter(prefix=f"{KNOWLEDGE.path}/sources", include_in_schema=False)
_FIELDS = 10
_FOLDERS = 500
_CHANGES = 30
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a change, or why it was refused."""

    name: str
    change: DocumentChange | None = None
    refusal: str = ""


@router.get("/{name}")
async def show(name: str, request: Request, parts: PartsNeeded) -> Response:
    """Show a source to an admin of its department."""
    found = await _visited(request, parts, name)
    return found if isinstance(found, Response) else await _page(*found)


@router.post("/{name}/documents")
async def upload(name: str, request: Request, parts: PartsNeeded) -> Response:
    """Take documents into a source; each is taken or refused for itself."""
    found = await _visited(request, parts, name)
    if isinstance(found, Response):
        return found
    visitor, place = found
    try:
        async with request.form(max_files=MOST_FILES, max_fields=_FIELDS) as form:
            outcomes = [await _taken(visitor, place, form, one) for one in files_of(form)]
    except HTTPException as broken:
        error = (
            ChangeRefusedError(sentences.TOO_MANY, "too_many", most=MOST_FILES)
            if "Too many files" in broken.detail
            else ChangeRefusedError(sentences.NOT_UNDERSTOOD, "bad_form")
        )
        return await _page(visitor, place, refusal=told(request, error))
    if not outcomes:
        error = ChangeRefusedError(sentences.NO_FILE, "no_file")
        return await _page(visitor, place, refusal=told(request, error))
    changes = [one.change for one in outcomes if one.change is not None]
    if len(changes) < len(outcomes):
        return await _page(visitor, place, outcomes)
    here = f"{KNOWLEDGE.path}/sources/{name}#changes"
    return RedirectResponse(address_of(changes[0]) if len(changes) == 1 else here, 303)


@router.get("/{name}/events")
async def follow(name: str, request: Request, parts: PartsNeeded) -> Response:
    """Tell how far the ingestion of a source is, until nothing of it is under way."""
    found = await _visited(request, parts, name)
    if isinstance(found, Response):
        return found
    return StreamingResponse(progress(parts, name), media_type="text/event-stream", headers=EVENTS)


def files_of(form: FormData, field: str = "files") -> list[UploadFile]:
    """The files of a form; one that nobody chose has no name."""
    return [one for one in form.getlist(field) if isinstance(one, UploadFile) and one.filename]


def text_in(form: FormData, field: str) -> str:
    """What was written into a field of a form."""
    text = form.get(field, "")
    return text if isinstance(text, str) else ""


async def _visited(request: Request, parts: Parts, name: str) -> tuple[Visit, Place] | Response:
    found = await visit(request, parts, place=KNOWLEDGE)
    if isinstance(found, Response):
        return found
    try:
        return found, await parts.uploads.place(found.by, name)
    except UnknownChangeError as error:
        return found.missing(error)


async def _taken(found: Visit, place: Place, form: FormData, file: UploadFile) -> Outcome:
    folder, name = text_in(form, "folder").strip().strip("/"), file.filename or ""
    path = f"{folder}/{name}" if folder else name
    try:
        change = await changing.add(
            found.parts.uploads,
            found.by,
            place.source.name,
            path,
            file.file,
            reason=text_in(form, "reason"),
        )
    except (ChangeRefusedError, NotSeparatedError) as error:
        return Outcome(path, refusal=told(found.request, error))
    return Outcome(path, change)


async def _page(
    found: Visit, place: Place, outcomes: Sequence[Outcome] = (), refusal: str = ""
) -> Response:
    parts, source = found.parts, place.source
    changes = await parts.uploads.changes.of_source(source.name, limit=_CHANGES)
    seen = [one for one in changes if parts.uploads.may_see(found.person, one, place)]
    folders: list[str] = []
    if place.folder is not None and place.why_not is None:
        folders = await asyncio.to_thread(place.folder.folders, _FOLDERS)
    context = {
        "source": source,
        "why_not": place.why_not.say(found.language) if place.why_not else "",
        "takes_two": place.takes_two,
        "folders": folders,
        "limits": {
            "files": MOST_FILES,
            "each": MAX_DOCUMENT // _MB,
            "all": LARGEST_FILES // _MB,
        },
        "largest": {"each": MAX_DOCUMENT, "all": LARGEST_FILES},
        "formats": ", ".join(translated(one.name, found.language) or one.name for one in FORMATS),
        "changes": await listed_changes(parts, seen),
        "outcomes": outcomes,
        "refusal": refusal,
        "reading": parts.ingestions.concerns(source.name),
        "under": parts.ingestions.under,
    }
    status = 422 if refusal or any(one.refusal for one in outcomes) else 200
    return found.page("knowledge/source", context, status=status)
