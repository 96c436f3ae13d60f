"""Syncs sources into the indexes, and accounts for every document."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

import structlog

from retrieval.documents import DocumentStore, Source
from retrieval.folders import FolderUnreachableError, SourceFolder, find_folders
from retrieval.guarding import Guard
from retrieval.indexing import Indexer
from retrieval.ledger import Ledger, Progress, SourceLedger, Stages
from retrieval.refreshing import restore
from retrieval.sources import (
    DESCRIPTION,
    GroupNames,
    SourceDescriptionError,
    read_description,
)
from retrieval.syncing import Listed, SourceSync

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


@dataclass(slots=True)
class _Survey:
    """What the locations hold: sources to sync, and those that cannot be, by name with reasons."""

    listed: dict[str, Listed] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    unreachable: dict[str, str] = field(default_factory=dict)

    def names(self) -> set[str]:
        return {*self.listed, *self.refused}

    def add(self, one: Listed) -> None:
        """Take a source in; two of one name are both refused, for either may be the false one."""
        name = one.description.source
        twin = self.listed.pop(name, None)
        if twin is None and name not in self.refused:
            self.listed[name] = one
            return
        first = twin.folder.location if twin else self.refused[name][0]
        places = f"{first} and {one.folder.location}"
        reason = f"The name {name!r} is claimed by {places}, so nobody reads either. Rename one."
        self.refused[name] = (first, reason)


class Ingestion:
    """Brings the indexes up to date with the sources; one run at a time."""

    def __init__(
        self,
        documents: DocumentStore,
        indexer: Indexer,
        locations: Sequence[str],
        *,
        groups: GroupNames | None = None,
        guard: Guard | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._documents = documents
        self._indexer = indexer
        self._locations = tuple(locations)
        self._groups = groups or GroupNames()
        self._guard = guard
        self._clock = clock
        self._running = asyncio.Lock()

    async def sync(self, sources: Sequence[str] = (), progress: Progress | None = None) -> Ledger:
        """Sync the named sources, all of them if none is named.

        Unchanged documents cost no embedding. Interrupted at any point, the next run repairs.
        Raises `UnknownSourceError`.
        """
        async with self._running:
            started = self._clock()
            survey = await self._survey()
            known = {source.name: source for source in await self._documents.sources()}
            names = survey.names() | known.keys()
            for name in sources:
                if name not in names:
                    raise UnknownSourceError(name, sorted(names))
            wanted = sorted(set(sources) or names)
            ledgers = [
                await self._settle(name, survey, known.get(name))
                for name in wanted
                if name not in survey.listed
            ]
            listed = [survey.listed[name] for name in wanted if name in survey.listed]
            ledgers += await self._sync(listed, known, progress)
            if self._guard is not None:
                await self._guard.seal()
            if not sources:
                ledgers += _unread(survey, {ledger.location for ledger in ledgers})
            return Ledger(
                tuple(sorted(ledgers, key=lambda ledger: ledger.source)), started, self._clock()
            )

    async def register(self) -> None:
        """Know every source and its readers, before anything of it is indexed."""
        async with self._running:
            survey = await self._survey()
            known = {source.name: source for source in await self._documents.sources()}
            for name, (location, reason) in survey.refused.items():
                await self._refuse(name, location, reason, known.get(name))
            for name, listed in survey.listed.items():
                if name not in known:
                    await self._documents.save_source(_described(listed))

    async def _sync(
        self, listed: Sequence[Listed], known: Mapping[str, Source], progress: Progress | None
    ) -> list[SourceLedger]:
        total = sum(len(one.entries) for one in listed)
        done = 0

        def count(path: str) -> None:
            nonlocal done
            done += 1
            if progress is not None:
                progress(done, total, path)

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
        warnings = await self._mend(described.name)
        try:
            ledger = await SourceSync(listed, self._documents, self._indexer, now, count).run()
        except FolderUnreachableError as error:
            return await self._hold(described, str(error), warnings)
        if self._guard is not None:
            await self._guard.vouch(described.name)
        await self._documents.save_source(
            replace(
                described,
                problem="; ".join(ledger.problems),
                ingested_at=now,
                documents=sum(line.chunks > 0 for line in ledger.documents),
            )
        )
        log.info("source.synced", source=ledger.source, **ledger.counts)
        return replace(
            ledger,
            reason="" if described.groups else _UNREADABLE,
            warnings=(*warnings, *self._groups.warnings(listed.description)),
        )

    async def _settle(self, name: str, survey: _Survey, known: Source | None) -> SourceLedger:
        """Account for a source that cannot be synced."""
        if name in survey.refused:
            location, reason = survey.refused[name]
            await self._refuse(name, location, reason, known)
            return SourceLedger(name, location, reason)
        assert known is not None
        for place, reason in survey.unreachable.items():
            if known.location == place or known.location.startswith(place.rstrip("/") + "/"):
                return await self._hold(known, reason, await self._mend(name))
        await self._indexer.drop(name)
        log.info("source.forgotten", source=name)
        return SourceLedger(name, known.location, "It is no longer among the sources; removed.")

    async def _mend(self, source: str) -> tuple[str, ...]:
        """Drop damaged vectors, to be made again; gives what to tell the owner."""
        reason = await self._guard.mend(source) if self._guard is not None else ""
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

    async def _survey(self) -> _Survey:
        survey = _Survey()
        known = {source.location: source.name for source in await self._documents.sources()}
        for location in self._locations:
            try:
                folders = await find_folders(location)
            except FolderUnreachableError as error:
                survey.unreachable[error.location] = str(error)
                continue
            for folder in folders:
                await self._look_into(folder, known, survey)
        return survey

    async def _look_into(
        self, folder: SourceFolder, known: dict[str, str], survey: _Survey
    ) -> None:
        name = known.get(folder.location, _basename(folder.location))
        try:
            data = await folder.description()
            if data is None:
                raise SourceDescriptionError(f"there is no {DESCRIPTION} in the folder")
            description = read_description(data)
            name = description.source
            listed = Listed(folder, description, tuple(await folder.entries()))
        except SourceDescriptionError as error:
            if name in survey.names():
                name = f"{name} at {folder.location}"
            survey.refused[name] = (folder.location, str(error))
        except FolderUnreachableError as error:
            survey.unreachable[error.location] = str(error)
        else:
            survey.add(listed)


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


def _unread(survey: _Survey, told: Set[str]) -> list[SourceLedger]:
    """Account for places that cannot be read and of which no source is known."""
    return [
        SourceLedger(_basename(place), place, reason, problems=(reason,))
        for place, reason in survey.unreachable.items()
        if place not in told
    ]


def _basename(location: str) -> str:
    return PurePosixPath(location).name or location
