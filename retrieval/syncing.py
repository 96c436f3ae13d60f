"""Brings one source up to date: what is new, changed, moved, expired or gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from retrieval.documents import (
    Document,
    DocumentStatus,
    DocumentStore,
    content_hash,
    document_id,
)
from retrieval.folders import Entry, SourceFolder
from retrieval.indexing import Contents, Indexer, Prepared
from retrieval.ledger import Line, LineStatus, SourceLedger
from retrieval.parsing.documents import ParseError
from retrieval.parsing.worker import parse_safely
from retrieval.sources import SourceDescription

# Enough that the embedding model always has work, and little enough to keep in memory.
GROUP = 96
AHEAD = 3
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)

Done = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listed:
    """A source that can be synced: what it says about itself, and what lies in it."""

    folder: SourceFolder
    description: SourceDescription
    entries: tuple[Entry, ...]


class SourceSync:
    """One run over one source."""

    def __init__(
        self,
        listed: Listed,
        documents: DocumentStore,
        indexer: Indexer,
        now: datetime,
        done: Done,
    ) -> None:
        self._folder = listed.folder
        self._description = listed.description
        self._entries = listed.entries
        self._source = listed.description.source
        self._documents = documents
        self._indexer = indexer
        self._now = now
        self._done = done
        self._lines: dict[str, Line] = {}
        self._chunks: dict[str, set[str]] = {}
        self._contents = Contents({}, frozenset(), frozenset())
        self._superseded = self._find_superseded()

    async def run(self) -> SourceLedger:
        """Sync the source, and count what is there afterwards."""
        known = await self._apply_rules(await self._documents.documents(self._source))
        known = await self._remove_missing(known)
        await self._clean()
        group: list[Prepared] = []
        async for prepared in self._changed(known):
            group.append(prepared)
            if sum(len(one.chunks) for one in group) >= GROUP:
                await self._index(group)
                group = []
        await self._index(group)
        await self._indexer.drop_earlier_models(self._source)
        await self._documents.prune_access_classes(self._source)
        return SourceLedger(
            self._source,
            self._folder.location,
            documents=tuple(self._lines[path] for path in sorted(self._lines)),
            problems=tuple(await self._problems()),
        )

    async def _apply_rules(self, known: Mapping[str, Document]) -> dict[str, Document]:
        """Store rights and dates before anything that takes long."""
        current: dict[str, Document] = {}
        for path, document in known.items():
            ruled = self._ruled(document)
            if ruled != document:
                await self._documents.save_document(ruled, None)
            current[path] = ruled
        return current

    def _ruled(self, document: Document) -> Document:
        rules = self._description.rules(document.path)
        return replace(
            document,
            groups=rules.groups,
            effective_from=rules.effective_from,
            effective_until=rules.effective_until,
            superseded_from=self._superseded.get(document.path),
        )

    def _find_superseded(self) -> dict[str, datetime]:
        """From when on a newer document stands in the place of another, by the other's path."""
        found: dict[str, datetime] = {}
        for entry in self._entries:
            rules = self._description.rules(entry.path)
            if rules.supersedes and rules.supersedes != entry.path:
                begin = rules.effective_from or ALWAYS
                found[rules.supersedes] = min(begin, found.get(rules.supersedes, begin))
        return found

    async def _remove_missing(self, known: Mapping[str, Document]) -> dict[str, Document]:
        present = {entry.path for entry in self._entries}
        gone = {path: document for path, document in known.items() if path not in present}
        if gone:
            await self._documents.remove_documents([document.id for document in gone.values()])
            self._lines |= {path: Line(path, "removed") for path in gone}
        return {path: document for path, document in known.items() if path in present}

    async def _clean(self) -> None:
        """Take out of the indexes what an interrupted run or a removal left there."""
        self._contents = await self._indexer.contents(self._source)
        for chunk, document in self._contents.stored.items():
            self._chunks.setdefault(document, set()).add(chunk)
        found = {*self._contents.dense, *self._contents.lexical}
        if orphans := found - self._contents.stored.keys():
            await self._indexer.erase(self._source, orphans)

    async def _changed(self, known: Mapping[str, Document]) -> AsyncIterator[Prepared]:
        """Settle every document that needs no indexing; yield the others, read and cut."""
        waiting = iter(self._entries)
        running: list[asyncio.Task[Prepared | None]] = []
        try:
            while True:
                for entry in waiting:
                    running.append(asyncio.create_task(self._settle(entry, known.get(entry.path))))
                    if len(running) >= AHEAD:
                        break
                if not running:
                    return
                prepared = await running.pop(0)
                if prepared is not None:
                    yield prepared
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _settle(self, entry: Entry, previous: Document | None) -> Prepared | None:
        document = self._ruled(previous or self._new(entry))
        if barred := self._barred(entry, document):
            await self._withdraw(document, *barred)
            return None
        whole = self._is_whole(document)
        if whole and entry.stamp and entry.stamp == document.stamp:
            await self._keep(document, previous)
            return None
        try:
            data = await self._folder.read(entry.path)
            version = content_hash(data)
            if whole and version == document.version:
                await self._keep(replace(document, stamp=entry.stamp), previous)
                return None
            parsed = await parse_safely(data, entry.path)
        except ParseError as error:
            await self._fail(document, error.reason)
            return None
        except OSError as error:
            # The text of an error that is not the system's own may hold anything.
            reason = error.strerror or type(error).__name__
            await self._fail(document, f"It cannot be opened: {reason}.")
            return None
        changed = replace(document, version=version, stamp=entry.stamp, ingested_at=self._now)
        replaced = self._chunks.get(document.id, set())
        return await asyncio.to_thread(self._indexer.prepare, changed, parsed, replaced)

    def _barred(self, entry: Entry, document: Document) -> tuple[DocumentStatus, str] | None:
        """Why a document is not even opened, if so."""
        if entry.problem:
            return DocumentStatus.QUARANTINED, entry.problem
        if document.superseded_from is not None and document.superseded_from <= self._now:
            return DocumentStatus.SUPERSEDED, ""
        if document.effective_until is not None and document.effective_until <= self._now:
            return DocumentStatus.EXPIRED, ""
        return None

    def _new(self, entry: Entry) -> Document:
        return Document(
            id=document_id(self._source, entry.path),
            source=self._source,
            path=entry.path,
            title=PurePosixPath(entry.path).name,
            version="",
            stamp="",
            indexed_as="",
            groups=(),
            status=DocumentStatus.FAILED,
        )

    def _is_whole(self, document: Document) -> bool:
        """Tell whether nothing of a document needs to be embedded."""
        chunks = self._chunks.get(document.id, set())
        return (
            document.status is DocumentStatus.LIVE
            and document.indexed_as == self._indexer.indexed_as
            and document.chunks == len(chunks)
            and chunks <= self._contents.dense
        )

    async def _keep(self, document: Document, previous: Document | None) -> None:
        # A reason tells of a newer version that could not be read; it is gone again.
        document = replace(document, reason="")
        if document != previous:
            await self._documents.save_document(document, None)
        await self._refresh(document)
        self._settled(document, "unchanged")

    async def _refresh(self, document: Document) -> None:
        """Bring the indexes up to a document whose text has not changed."""
        if document.indexed_access != document.access:
            await self._indexer.change_access(document)
        elif not self._chunks.get(document.id, set()) <= self._contents.lexical:
            pieces = await self._documents.chunks_of(document.id)
            await self._indexer.rebuild_words(document, pieces)

    async def _fail(self, document: Document, reason: str) -> None:
        """Note why a document cannot be read; what was read of it earlier goes on answering."""
        if document.status is DocumentStatus.LIVE and self._is_whole(document):
            document = replace(document, reason=reason)
            await self._documents.save_document(document, None)
            await self._refresh(document)
            self._settled(document, "failed")
        else:
            await self._withdraw(document, DocumentStatus.FAILED, reason)

    async def _withdraw(self, document: Document, status: DocumentStatus, reason: str) -> None:
        settled = replace(document, status=status, reason=reason, chunks=0)
        await self._indexer.withdraw(settled, self._chunks.pop(document.id, set()))
        names: dict[DocumentStatus, LineStatus] = {
            DocumentStatus.EXPIRED: "expired",
            DocumentStatus.SUPERSEDED: "superseded",
            DocumentStatus.QUARANTINED: "quarantined",
        }
        self._settled(settled, names.get(status, "failed"))

    async def _index(self, group: Sequence[Prepared]) -> None:
        if group:
            await self._indexer.index(group)
        for prepared in group:
            self._settled(prepared.document, "live")

    def _settled(self, document: Document, status: LineStatus) -> None:
        self._lines[document.path] = Line(document.path, status, document.reason, document.chunks)
        self._done(document.path)

    async def _problems(self) -> list[str]:
        """Where the folder, the database and the indexes disagree."""
        problems = (await self._indexer.contents(self._source)).problems()
        stored = await self._documents.documents(self._source)
        listed = {entry.path for entry in self._entries}
        for path in sorted(listed ^ stored.keys()):
            where = "only in the folder" if path in listed else "only in the database"
            problems.append(f"{path} is {where}")
        chunks = len(await self._documents.chunk_ids(self._source))
        if chunks != (told := sum(document.chunks for document in stored.values())):
            problems.append(f"the documents tell of {told} chunks, and {chunks} are there")
        return problems
