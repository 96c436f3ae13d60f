"""Syncs sources into the indexes, and accounts for every document."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

import structlog

from retrieval.documents import DocumentStore, Source
from retrieval.indexes.guarding import Guard
from retrieval.ingesting.indexing import Indexer
from retrieval.ingesting.ledger import Ledger, Progress, SourceLedger, Stages
from retrieval.ingesting.refreshing import restore
from retrieval.ingesting.syncing import SourceSync
from retrieval.recognition.recogniser import Recogniser
from retrieval.sources.description import DESCRIPTION, GroupNames
from retrieval.sources.source_folder import FolderUnreachableError
from retrieval.sources.surveying import Listed, Survey, name_of, survey

log = structlog.get_logger()

__all__ = ["Ingestion", "Ledger", "Progress", "UnknownSourceError"]


class UnknownSourceError(LookupError):
    """No configured location holds a source of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no source {name!r}. Known sources: {', '.join(known) or 'none'}. "
            "Check ALMANAC_SOURCES."
        )
        self.name = name
        self.known = tuple(known)


class Ingestion:
    """Brings the indexes up to date with the sources; one run at a time."""

    def __init__(
        self,
        documents: DocumentStore,
        indexer: Indexer,
        locations: Sequence[str],
        *,
        groups: GroupNames | None = None,
        guard: Guard,
        clock: Callable[[], datetime],
        recogniser: Recogniser | None = None,
        first: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``first`` is awaited before each run looks at what lies in the sources."""
        self._documents = documents
        self._indexer = indexer
        self._locations = tuple(locations)
        self._groups = groups or GroupNames()
        self._guard = guard
        self._clock = clock
        self._recogniser = recogniser
        self._first = first
        self._running = asyncio.Lock()

    async def sync(self, sources: Sequence[str] = (), progress: Progress | None = None) -> Ledger:
        """Sync the named sources, all of them if none is named.

        Unchanged documents cost no embedding. Interrupted at any point, the next run repairs.
        Raises `UnknownSourceError`.
        """
        async with self._running:
            started = self._clock()
            if self._first is not None:
                await self._first()
            found = await self._survey()
            known = {source.name: source for source in await self._documents.sources()}
            names = found.names() | known.keys()
            for name in sources:
                if name not in names:
                    raise UnknownSourceError(name, sorted(names))
            wanted = sorted(set(sources) or names)
            ledgers = [
                await self._settle(name, found, known.get(name))
                for name in wanted
                if name not in found.listed
            ]
            listed = [found.listed[name] for name in wanted if name in found.listed]
            ledgers += await self._sync(listed, known, progress)
            await self._guard.seal()
            if self._recogniser is not None:
                await self._recogniser.tidy()
            if not sources:
                ledgers += _unread(found, {ledger.location for ledger in ledgers})
            return Ledger(
                tuple(sorted(ledgers, key=lambda ledger: ledger.source)), started, self._clock()
            )

    async def register(self) -> None:
        """Know every source and its readers, before anything of it is indexed."""
        async with self._running:
            found = await self._survey()
            known = {source.name: source for source in await self._documents.sources()}
            for name, (location, reason) in found.refused.items():
                await self._refuse(name, location, reason, known.get(name))
            for name, listed in found.listed.items():
                if name not in known:
                    await self._documents.save_source(_described(listed))

    async def _survey(self) -> Survey:
        known = {source.location: source.name for source in await self._documents.sources()}
        return await survey(self._locations, known)

    async def _sync(
        self, listed: Sequence[Listed], known: Mapping[str, Source], progress: Progress | None
    ) -> list[SourceLedger]:
        total = sum(len(one.entries) for one in listed)
        done = 0

        def count(path: str) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, max(total, done), path)

        return [
            await self._sync_one(one, known.get(one.description.source), count) for one in listed
        ]

    async def _sync_one(
        self, listed: Listed, known: Source | None, count: Callable[[str], None]
    ) -> SourceLedger:
        described = _described(listed)
        if known is not None:
            described = replace(described, ingested_at=known.ingested_at, documents=known.documents)
        await self._documents.save_source(described)
        now = self._clock()

        async def fall_behind() -> None:
            # Until the run has ended, and for good if it is killed, a question without an answer
            # may be one about what waits.
            if described.ingested_at is not None:
                behind = replace(described, problem=UNDER_WAY, unreachable=True)
                await self._documents.save_source(behind)

        warnings = await self._mend(described.name)
        if warnings:
            await fall_behind()
        try:
            sync = SourceSync(
                listed,
                self._documents,
                self._indexer,
                now=now,
                done=count,
                fall_behind=fall_behind,
                recogniser=self._recogniser,
            )
            ledger = await sync.run()
        except FolderUnreachableError as error:
            return await self._hold(described, str(error), warnings)
        await self._guard.vouch(described.name)
        live = sum(line.chunks > 0 for line in ledger.documents)
        settled = replace(
            described,
            problem=DISAGREES if ledger.problems else "",
            ingested_at=now,
            documents=live,
        )
        if sync.away is not None:
            # What there is goes on answering; a source of which there is nothing was not indexed.
            reached = now if live else described.ingested_at
            settled = replace(
                settled, problem=str(sync.away), unreachable=True, ingested_at=reached
            )
        await self._documents.save_source(settled)
        log.info("source.synced", source=ledger.source, **ledger.counts)
        return replace(
            ledger,
            reason="" if described.groups else _UNREADABLE,
            warnings=(
                *warnings,
                *self._groups.warnings(listed.description),
                *listed.description.idle({entry.path for entry in listed.entries}),
            ),
        )

    async def _settle(self, name: str, found: Survey, known: Source | None) -> SourceLedger:
        """Account for a source that cannot be synced."""
        if name in found.refused:
            location, reason = found.refused[name]
            await self._refuse(name, location, reason, known)
            return SourceLedger(name, location, reason)
        assert known is not None
        if reason := found.why_unreachable(known.location):
            return await self._hold(known, reason, await self._mend(name))
        await self._indexer.drop(name)
        log.info("source.forgotten", source=name)
        return SourceLedger(name, known.location, "It is no longer among the sources; removed.")

    async def _mend(self, source: str) -> tuple[str, ...]:
        """Drop damaged vectors, to be made again; gives what to tell the owner."""
        reason = await self._guard.mend(source)
        return (f"Its vectors were damaged ({reason}), and are made again.",) if reason else ()

    async def _hold(self, source: Source, reason: str, warnings: tuple[str, ...]) -> SourceLedger:
        """Let a source that cannot be read answer with what is known of it, marked."""
        await self._documents.save_source(replace(source, problem=reason, unreachable=True))
        contents = await restore(source.name, self._documents, self._indexer, stages := Stages())
        log.warning("source.unreachable", source=source.name, reason=reason)
        return SourceLedger(
            source.name,
            source.location,
            reason,
            problems=(reason, *contents.problems()),
            warnings=warnings,
            stages=stages,
            stores=contents.counts(),
        )

    async def _refuse(self, name: str, location: str, reason: str, known: Source | None) -> None:
        if known is not None:
            await self._documents.close_source(name, reason)
        else:
            await self._documents.save_source(Source(name, location, "", "", (), problem=reason))
        log.warning("source.refused", source=name, reason=reason)


# Not the problems themselves: they name documents, whoever may read them.
DISAGREES = "The last run does not add up; its ledger says where."
UNDER_WAY = "An ingestion began and has not ended yet, so documents may be missing."
_UNREADABLE = (
    f"Its {DESCRIPTION} names no groups, so nobody reads a document that no override opens."
)


def _described(listed: Listed) -> Source:
    description = listed.description
    return Source(
        name=description.source,
        location=listed.folder.location,
        department=description.department,
        owner=description.owner,
        groups=tuple(sorted(set(description.groups))),
    )


def _unread(found: Survey, told: Set[str]) -> list[SourceLedger]:
    """Account for places that cannot be read and of which no source is known."""
    return [
        SourceLedger(name_of(place), place, reason, problems=(reason,))
        for place, reason in found.unreachable.items()
        if place not in told
    ]
