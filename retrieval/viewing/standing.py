"""What became of a document since an answer cited it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrieval.access import Access
from retrieval.documents import Document, DocumentStatus, DocumentStore, document_id
from retrieval.passages import Passage
from retrieval.sources.description import (
    SourceDescription,
    SourceDescriptionError,
    read_description,
)
from retrieval.sources.locations import find_folders
from retrieval.sources.source_folder import FolderUnreachableError

_GENERATIONS = 20
_UNREAD = frozenset({DocumentStatus.FAILED, DocumentStatus.QUARANTINED})


class Standing(StrEnum):
    """How a document that was cited stands now, for one person.

    ``unavailable`` is the same for what is gone and for what is for others by now.
    """

    CURRENT = "current"
    CHANGED = "changed"
    REPLACED = "replaced"
    EXPIRED = "expired"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Since:
    """A standing and the instant from which it holds; ``None`` where that is not known."""

    standing: Standing
    at: datetime | None = None


CURRENT = Since(Standing.CURRENT)
UNAVAILABLE = Since(Standing.UNAVAILABLE)


def since(document: Document | None, version: str, access: Access, now: datetime) -> Since:
    """How the document of which ``version`` was cited stands for a person at ``now``."""
    if document is None or document.status in _UNREAD or not access.may_read(document.groups):
        return UNAVAILABLE
    replaced, ended = document.superseded_from, document.effective_until
    if replaced is not None and replaced <= now:
        # Replaced by a document without a date: it was so from the beginning of all days.
        return Since(Standing.REPLACED, replaced if replaced.year > 1 else None)
    if ended is not None and ended <= now:
        return Since(Standing.EXPIRED, ended)
    if document.version != version:
        return Since(Standing.CHANGED, document.ingested_at)
    return CURRENT


async def standings(
    documents: DocumentStore, passages: Iterable[Passage], access: Access, now: datetime
) -> dict[str, Since]:
    """How the documents of ``passages`` stand, by the id of the passage's chunk."""
    cited = {passage.chunk_id: passage for passage in passages}
    known: dict[str, Document | None] = {
        document.id: document for document in (await documents.documents_of(cited.keys())).values()
    }
    for passage in cited.values():
        if passage.document_id not in known:
            known[passage.document_id] = await documents.document(passage.document_id)
    return {
        chunk: since(known[passage.document_id], passage.document_version, access, now)
        for chunk, passage in cited.items()
    }


def may_be_shown(standings: Mapping[str, Since], passage: Passage) -> bool:
    """Tell whether a person may still read the document of a passage."""
    return standings.get(passage.chunk_id, UNAVAILABLE).standing is not Standing.UNAVAILABLE


async def successor(
    documents: DocumentStore, document: Document, access: Access, now: datetime
) -> Document | None:
    """The newest document that stands in the place of a replaced one.

    ``None`` where the person may not read it, or where the source cannot tell at the moment.
    """
    description = await _description(documents, document.source)
    newest: Document | None = document
    for _ in range(_GENERATIONS):
        if description is None or newest is None:
            return None
        newest = await _follower(documents, description, newest)
        if newest is not None and newest.answers_at(now):
            return newest if access.may_read(newest.groups) else None
    return None


async def _follower(
    documents: DocumentStore, description: SourceDescription, document: Document
) -> Document | None:
    for override in description.documents:
        path = override.match
        if description.rules(path).supersedes == document.path:
            return await documents.document(document_id(document.source, path))
    return None


async def _description(documents: DocumentStore, source: str) -> SourceDescription | None:
    places = [one.location for one in await documents.sources() if one.name == source]
    try:
        for place in places:
            for folder in await find_folders(place):
                data = await folder.description() if folder.location == place else None
                if data is not None:
                    return read_description(data)
    except (FolderUnreachableError, SourceDescriptionError):
        return None
    return None
