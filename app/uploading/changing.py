"""Documents that are added, replaced, brought back or withdrawn by an admin of their department."""

from __future__ import annotations

import asyncio
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from app.publishing.desk import Somebody, text_of
from app.reasons.saying import sentence_of
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.uploading.places import Place
from app.uploading.uploads import Uploads
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangedMeanwhileError, ChangeRefusedError
from retrieval.ingesting.previewing import Preview
from retrieval.parsing.documents import ParseError
from retrieval.parsing.formats import suffix_of
from retrieval.sources.attachments import holder_of
from retrieval.sources.description import SourceDescription
from retrieval.sources.lasting_files import TooLargeError, Written
from retrieval.sources.source_folder import MAX_DOCUMENT
from retrieval.sources.written_folder import WrittenFolder

Stage = Callable[[WrittenFolder, str], Written | None]


async def add(
    uploads: Uploads, by: Somebody, source: str, path: str, data: BinaryIO, *, reason: str = ""
) -> DocumentChange:
    """Put a new document into a source, or propose it where that takes two people."""
    place = await uploads.place(by, source)
    path = unicodedata.normalize("NFC", path)
    async with uploads.audited(by, "add", f"source:{source}", place.source.department):
        _, folder = _must_change(uploads, by, place)
        await _must_be_a_place(folder, path)
        _must_read(by, place, path)
        draft = _begun(by, place, path, ChangeKind.ADDED, reason, now=uploads.desk.clock())
        return await _offered(uploads, by, place, draft, lambda f, name: f.stage(name, data))


async def put(
    uploads: Uploads,
    by: Somebody,
    document: str,
    data: BinaryIO,
    *,
    seen: str,
    reason: str = "",
    name: str = "",
) -> DocumentChange:
    """Replace a document, of which somebody saw the version ``seen``; its name stays.

    ``name`` is what the new file is called, where that is known: it has to be of the same type.
    """
    known, place = await uploads.document(by, document)
    async with uploads.audited(by, "replace", f"document:{document}", place.source.department):
        _, folder = _must_change(uploads, by, place)
        _must_be_a_file(known.path)
        await _must_be_a_place(folder, known.path)
        suffix = suffix_of(known.path)
        if name and suffix_of(name) != suffix:
            raise ChangeRefusedError(sentences.OTHER_TYPE, "other_type", suffix=suffix)
        if known.version != seen:
            raise ChangedMeanwhileError(sentences.CHANGED_MEANWHILE, "stale_version")
        draft = _begun(by, place, known.path, ChangeKind.REPLACED, reason, now=uploads.desk.clock())
        draft = replace(
            draft,
            before=seen,
            before_pages=known.pages,
            before_chunks=known.chunks,
            before_at=known.ingested_at,
        )
        return await _offered(uploads, by, place, draft, lambda f, new: f.stage(new, data))


async def bring_back(
    uploads: Uploads, by: Somebody, change_id: str, *, reason: str = ""
) -> DocumentChange:
    """Bring back what a change replaced or withdrew, as a change of its own."""
    undone, place = await uploads.change(by, change_id)
    target = f"document:{undone.document}"
    async with uploads.audited(by, "bring back", target, undone.department):
        _, folder = _must_change(uploads, by, place)
        if undone.status is not ChangeStatus.DONE or not undone.before:
            raise ChangeRefusedError(sentences.NOTHING_KEPT, "nothing_kept")
        now = uploads.desk.clock()
        draft = _begun(by, place, undone.path, ChangeKind.RESTORED, reason, now=now)
        there = await _there(folder, undone.path)
        known = await uploads.documents.document(undone.document)
        draft = replace(draft, before=there.version if there else "", restores=undone.id)
        if known is not None:
            draft = replace(
                draft,
                before_pages=known.pages,
                before_chunks=known.chunks,
                before_at=known.ingested_at,
            )
        return await _offered(
            uploads, by, place, draft, lambda f, name: f.stage_kept(name, undone.id)
        )


async def withdraw(
    uploads: Uploads, by: Somebody, document: str, *, seen: str, reason: str
) -> DocumentChange:
    """Take a document out of all answers at once; its file is kept, so that it can come back.

    That takes one person in every source: what may be wrong must not wait for somebody else.
    """
    known, place = await uploads.document(by, document)
    async with uploads.audited(by, "withdraw", f"document:{document}", place.source.department):
        _, folder = _must_change(uploads, by, place)
        _must_be_a_file(known.path)
        await _must_be_a_place(folder, known.path)
        reason = text_of(reason, sentences.WHY_WITHDRAWN)
        if known.version != seen:
            raise ChangedMeanwhileError(sentences.CHANGED_MEANWHILE, "stale_version")
        there = await _there(folder, known.path)
        now = uploads.desk.clock()
        change = replace(
            _named(by, place, known.path, ChangeKind.WITHDRAWN, reason, now=now),
            status=ChangeStatus.ACCEPTED,
            title=known.title,
            before=there.version if there else known.version,
            before_size=there.size if there else 0,
            before_pages=known.pages,
            before_chunks=known.chunks,
            before_at=known.ingested_at,
            decided_by=by.participant,
            decided_at=now,
        )
        await uploads.changes.add(change, by.actor)
        return await uploads.take_effect(change, by.actor)


async def _offered(
    uploads: Uploads, by: Somebody, place: Place, draft: DocumentChange, stage: Stage
) -> DocumentChange:
    """Store the bytes of a change, read them as ingestion would, and record the change."""
    _, folder = place.ours()
    async with uploads.turns:
        there = await _there(folder, draft.path)
        if (there.version if there else "") != draft.before:
            taken = draft.kind is ChangeKind.ADDED
            raise ChangedMeanwhileError(
                sentences.TAKEN if taken else sentences.CHANGED_MEANWHILE,
                "name_taken" if taken else "stale_version",
            )
        written = await _staged(folder, draft.id, stage)
        try:
            if written.version == draft.before:
                raise ChangeRefusedError(sentences.SAME, "no_change")
            found = await _readable(uploads, folder, draft, written)
            change = replace(
                draft,
                title=found.title,
                version=written.version,
                size=written.size,
                pages=found.pages,
                chunks=len(found.chunks),
                before_size=there.size if there else 0,
            )
            await uploads.changes.add(change, by.actor)
        except ChangeRefusedError:
            await asyncio.to_thread(folder.discard, draft.id)
            raise
    if change.status is ChangeStatus.PROPOSED:
        return change
    return await uploads.take_effect(change, by.actor)


async def _staged(folder: WrittenFolder, name: str, stage: Stage) -> Written:
    try:
        written = await asyncio.to_thread(stage, folder, name)
    except TooLargeError as error:
        most = MAX_DOCUMENT // 1_000_000
        raise ChangeRefusedError(sentences.TOO_LARGE, "too_large", most=most) from error
    except OSError as error:
        reason = sentence_of(error.strerror or type(error).__name__)
        raise ChangeRefusedError(sentences.NOT_WRITTEN, "not_written", reason=reason) from error
    if written is None:
        raise ChangeRefusedError(sentences.ERASED, "erased")
    return written


async def _readable(
    uploads: Uploads, folder: WrittenFolder, draft: DocumentChange, written: Written
) -> Preview:
    data = await asyncio.to_thread(folder.staged, draft.id)
    try:
        return await uploads.read(data, draft.path, written.version)
    except ParseError as error:
        raise ChangeRefusedError(sentence_of(error.reason), "unreadable") from error


def _begun(
    by: Somebody, place: Place, path: str, kind: ChangeKind, reason: str, *, now: datetime
) -> DocumentChange:
    """A change before its bytes are known: accepted by its author where that takes one person."""
    if place.takes_two or reason.strip():
        reason = text_of(reason, sentences.WHY_CHANGED)
    draft = _named(by, place, path, kind, reason, now=now)
    if place.takes_two:
        return draft
    accepted = ChangeStatus.ACCEPTED
    return replace(draft, status=accepted, decided_by=by.participant, decided_at=now)


def _named(
    by: Somebody, place: Place, path: str, kind: ChangeKind, reason: str, *, now: datetime
) -> DocumentChange:
    return DocumentChange(
        id=str(uuid.uuid4()),
        source=place.source.name,
        department=place.source.department,
        path=path,
        kind=kind,
        status=ChangeStatus.PROPOSED,
        title="",
        version="",
        size=0,
        pages=None,
        chunks=0,
        before="",
        before_size=0,
        before_pages=None,
        before_chunks=0,
        before_at=None,
        reason=reason.strip(),
        author=by.participant,
        asked_at=now,
        readers=place.readers(path),
    )


def _must_change(
    uploads: Uploads, by: Somebody, place: Place
) -> tuple[SourceDescription, WrittenFolder]:
    uploads.must_edit(by, place.source.department)
    return place.ours()


def _must_read(by: Somebody, place: Place, path: str) -> None:
    if not by.person.access.may_read(place.readers(path)):
        raise ChangeRefusedError(sentences.NOT_A_READER, "not_a_reader")


async def _must_be_a_place(folder: WrittenFolder, path: str) -> None:
    if problem := await asyncio.to_thread(folder.problem_at, path):
        raise ChangeRefusedError(sentence_of(problem), "name")


async def _there(folder: WrittenFolder, path: str) -> Written | None:
    try:
        return await asyncio.to_thread(folder.at, path)
    except OSError as error:
        reason = sentence_of(error.strerror or type(error).__name__)
        raise ChangeRefusedError(sentences.NOT_WRITTEN, "not_written", reason=reason) from error


def _must_be_a_file(path: str) -> None:
    if holder_of(path) is not None:
        raise ChangeRefusedError(sentences.ATTACHED, "attached")
