"""A source as a place for documents: whether it is ours to change, and why not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from app.reasons.saying import sentence_of
from app.uploading.settling import BUCKET
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangeRefusedError
from assistants.translations import Told
from retrieval.documents import Source
from retrieval.sources.description import (
    SourceDescription,
    SourceDescriptionError,
    Uploads,
    read_description,
)
from retrieval.sources.folders import LocalFolder
from retrieval.sources.source_folder import FolderUnreachableError
from retrieval.sources.written_folder import WrittenFolder


@dataclass(frozen=True, slots=True)
class Place:
    """A source, what its description says now, and its folder; or ``why_not``."""

    source: Source
    description: SourceDescription | None = None
    folder: WrittenFolder | None = None
    why_not: Told | None = None

    @property
    def takes_two(self) -> bool:
        """Whether a change waits for another person."""
        return self.description is not None and self.description.uploads is Uploads.TWO_PERSONS

    def readers(self, path: str) -> tuple[str, ...]:
        """The groups that read, or would read, a document at a path."""
        return self.description.rules(path).groups if self.description else ()

    def ours(self) -> tuple[SourceDescription, WrittenFolder]:
        """What is needed to change it; raises `ChangeRefusedError` where it is not ours."""
        if self.description is None or self.folder is None or self.why_not is not None:
            why = self.why_not or Told(sentences.UNREACHABLE)
            raise ChangeRefusedError(why.sentence, "not_writable", **why.values)
        return self.description, self.folder


async def place_of(source: Source) -> Place:
    """Look at a source as it lies there now."""
    if not source.location or source.location.startswith(BUCKET):
        return Place(source, why_not=Told(sentences.IN_A_BUCKET))
    try:
        description = await _described(source)
    except SourceDescriptionError as error:
        return Place(
            source, why_not=Told(sentences.UNUSABLE, {"reason": sentence_of(error.reason)})
        )
    if description is None:
        return Place(source, why_not=Told(sentences.UNREACHABLE))
    if description.uploads is Uploads.NONE:
        return Place(source, description, why_not=Told(sentences.NOT_OFFERED))
    folder = WrittenFolder(Path(source.location))
    if not await asyncio.to_thread(folder.is_writable):
        return Place(source, description, folder, Told(sentences.READ_ONLY))
    return Place(source, description, folder)


async def _described(source: Source) -> SourceDescription | None:
    """What a source says of itself now; ``None`` where it cannot be reached, or is another one."""
    try:
        data = await LocalFolder(Path(source.location)).description()
    except FolderUnreachableError:
        return None
    if data is None:
        return None
    found = read_description(data)
    # Rights were looked at in the department that was known; the next ingestion learns of another.
    same = (found.source, found.department) == (source.name, source.department)
    return found if same else None
