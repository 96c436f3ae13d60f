"""Brings one source up to date: what is new, changed, moved, expired or gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from retrieval.documents import (
    Document,
    DocumentStatus,
    DocumentStore,
    content_hash,
    document_id,
)
from retrieval.indexes.embedding import EmbedderAwayError
from retrieval.ingesting.attaching import could_be_there, with_attachments
from retrieval.ingesting.indexing import Contents, Indexer, Prepared
from retrieval.ingesting.ledger import Line, SourceLedger, Stages
from retrieval.ingesting.lifecycle import Rulebook, bar
from retrieval.ingesting.moving import Earlier
from retrieval.ingesting.pipelining import GROUP, index_all
from retrieval.ingesting.reconciling import clean, problems
from retrieval.ingesting.refreshing import refresh
from retrieval.ingesting.settling import Done, Settling
from retrieval.parsing.documents import ParsedDocument, ParseError, PicturesUnreadError
from retrieval.parsing.isolation.worker import parse_safely
from retrieval.recognition.recogniser import Recogniser
from retrieval.sources.source_folder import Entry, FolderUnreachableError
from retrieval.sources.surveying import Listed

# Documents that are read and parsed at the same time: from a bucket, each is a journey.
AHEAD = 8


class SourceSync:
    """One run over one source."""

    def __init__(
        self,
        listed: Listed,
        documents: DocumentStore,
        indexer: Indexer,
        *,
        now: datetime,
        done: Done,
        fall_behind: Callable[[], Awaitable[None]],
        recogniser: Recogniser | None = None,
    ) -> None:
        """``fall_behind`` is awaited before the first document that has to be indexed is.

        ``recogniser`` reads what stands on pictures, later; ``None`` where that is switched off.
        """
        self._folder = listed.folder
        self._entries = listed.entries
        self._source = listed.description.source
        self._documents = documents
        self._indexer = indexer
        self._now = now
        self._fall_behind = fall_behind
        self._recogniser = recogniser
        self._done = done
        self._stages = Stages(seen=len(listed.entries))
        self._know(Contents({}, frozenset(), frozenset()))
        self._rulebook = Rulebook(listed.description, listed.entries)

    async def run(self) -> SourceLedger:
        """Sync the source, and count what is there afterwards.

        Raises `FolderUnreachableError` where the folder breaks off; all that was known then goes
        on answering.
        """
        known = await self._apply_rules(await self._documents.documents(self._source))
        self._know(await self._indexer.contents(self._source))
        known = await self._remove_missing(known)
        files = {entry.path for entry in self._entries}
        self._entries = await with_attachments(
            self._folder, self._entries, known, partial(self._is_settled, known)
        )
        self._stages.seen = len(self._entries)
        if len(self._entries) > len(files) or known.keys() - files:
            known = await self._remove_missing(known, of_messages=True)
        async with aclosing(self._changed(known)) as changed:
            settling = self._settling
            await index_all(changed, self._indexer, settling.stored, settling.wait, largest=GROUP)
        settling.away = await refresh(
            settling.stale,
            self._documents,
            self._indexer,
            self._contents,
            self._stages,
            away=settling.away,
        )
        if settling.away is None:
            await self._indexer.drop_earlier_models(self._source)
        await self._documents.prune_access_classes(self._source)
        return await self._account()

    @property
    def away(self) -> EmbedderAwayError | None:
        """Why documents wait for vectors, if they do."""
        return self._settling.away

    def _know(self, contents: Contents) -> None:
        """Begin with what the stores hold of the source."""
        self._contents = contents
        self._earlier = Earlier(self._documents, self._indexer, contents)
        self._settling = Settling(
            self._documents, self._indexer, contents, self._stages, self._done
        )

    async def _account(self) -> SourceLedger:
        contents = await clean(self._indexer, self._source)
        stored = await self._documents.documents(self._source)
        listed = {entry.path for entry in self._entries}
        lines = self._settling.lines
        return SourceLedger(
            self._source,
            self._folder.location,
            documents=tuple(lines[path] for path in sorted(lines)),
            problems=(*self._settling.waits(), *problems(listed, stored, lines, contents)),
            stages=self._stages,
            stores=contents.counts(),
        )

    async def _apply_rules(self, known: Mapping[str, Document]) -> dict[str, Document]:
        """Store rights and dates before anything that takes long."""
        current = {path: self._rulebook.applied_to(document) for path, document in known.items()}
        changed = [document for path, document in current.items() if document != known[path]]
        if changed:
            await self._documents.save_documents([(document, None) for document in changed])
        return current

    def _is_settled(self, known: Mapping[str, Document], entry: Entry) -> bool:
        """Tell whether a message need not be opened to know what is attached to it."""
        document = known.get(entry.path)
        if document is None:
            return False
        if bar(entry, document, self._now):
            return True
        return (
            self._settling.is_whole(document)
            and bool(entry.stamp)
            and entry.stamp == document.stamp
        )

    async def _remove_missing(
        self, known: Mapping[str, Document], *, of_messages: bool = False
    ) -> dict[str, Document]:
        """Forget what is gone; what leads into a message that is there only ``of_messages``."""
        entries = {entry.path: entry for entry in self._entries}
        present = {
            path
            for path in {*entries, *known}
            if path in entries or (not of_messages and could_be_there(path, entries))
        }
        gone = {path: document for path, document in known.items() if path not in present}
        if gone:
            if present - known.keys():
                await self._earlier.remember([*gone.values()])
            await self._documents.remove_documents([document.id for document in gone.values()])
            self._settling.lines |= {path: Line(path, "removed") for path in gone}
        return {path: document for path, document in known.items() if path in present}

    async def _changed(self, known: Mapping[str, Document]) -> AsyncGenerator[Prepared]:
        """Settle every document that needs no indexing; yield the others, read and cut."""
        waiting = iter(self._entries)
        behind = False
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
                    if not behind:
                        await self._fall_behind()
                        behind = True
                    yield prepared
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def _settle(self, entry: Entry, previous: Document | None) -> Prepared | None:
        document = previous or self._rulebook.applied_to(self._new(entry))
        if barred := bar(entry, document, self._now):
            await self._settling.withdraw(document, previous, *barred)
            return None
        whole = self._settling.is_whole(document) and not await self._has_news(document)
        if whole and entry.stamp and entry.stamp == document.stamp:
            await self._settling.keep(document, previous)
            return None
        try:
            data = await self._folder.read(entry.path)
            version = content_hash(data)
            self._stages.read += 1
            if whole and version == document.version:
                await self._settling.keep(replace(document, stamp=entry.stamp), previous)
                return None
            parsed = await self._parsed(data, document, version)
        except FolderUnreachableError:
            raise
        except ParseError as error:
            if isinstance(error, PicturesUnreadError) and not self._settling.is_stored(document):
                document = replace(document, version=version, stamp=entry.stamp)
            await self._settling.fail(document, previous, error.reason)
            return None
        except OSError as error:
            # The text of an error that is not the system's own may hold anything.
            reason = error.strerror or type(error).__name__
            await self._settling.fail(document, previous, f"It cannot be opened: {reason}.")
            return None
        self._stages.parsed += 1
        if previous is None and (place := self._earlier.moved_from(version)):
            self._settling.moved[entry.path] = place
        changed = replace(document, version=version, stamp=entry.stamp, ingested_at=self._now)
        self._settling.before[entry.path] = (document, previous)
        reusable = await self._earlier.reusable(previous)
        return await asyncio.to_thread(self._indexer.prepare, changed, parsed, reusable)

    async def _has_news(self, document: Document) -> bool:
        return self._recogniser is not None and await self._recogniser.has_news(document)

    async def _parsed(self, data: bytes, document: Document, version: str) -> ParsedDocument:
        """The text of a document, and what was read off its pictures; the rest is to be read."""
        if self._recogniser is None:
            return await parse_safely(data, document.path)
        known = await self._recogniser.of(version)
        waiting = replace(document, version=version)
        try:
            parsed = await parse_safely(data, document.path, known)
        except PicturesUnreadError as error:
            await self._recogniser.want(waiting, {*known.pages, *error.pages})
            raise
        if parsed.pictures:
            await self._recogniser.want(waiting, {*known.pages, *parsed.pictures})
        return parsed

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
