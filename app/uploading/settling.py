"""Moves the files of a source as the database says: at once, and again wherever that broke off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from app.audit.events import SERVICE, Actor
from app.records.documents.change_rows import ChangeKind, ChangeStatus, DocumentChange
from app.records.documents.changes import SqlDocumentChangeStore
from app.records.documents.documents import SqlDocumentStore
from assistants.publishing.refusals import ChangedMeanwhileError
from retrieval.sources.written_folder import DisplacedError, WrittenFolder

log = structlog.get_logger()

BUCKET = "s3://"


@dataclass(slots=True)
class Settler:
    """Puts accepted documents in their place and takes withdrawn ones away.

    Of several replicas one moves the files of a source, and the others come by again. Each step of
    a file is one rename, and is found done where another process was faster, or was killed after.
    """

    changes: SqlDocumentChangeStore
    documents: SqlDocumentStore
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def settle(self) -> None:
        """Do what was decided and is not done; what the folder refuses is tried again later."""
        async with self._turn:
            accepted = await self.changes.accepted()
            folders = await self._folders() if accepted else {}
            for change in accepted:
                if (folder := folders.get(change.source)) is not None:
                    await self._settle(change, folder)

    async def prepare(self) -> None:
        """The same before sources are read: also take out again what was withdrawn.

        Somebody who copies a withdrawn file back into its folder does not bring it back.
        """
        await self.settle()
        folders = await self._folders()
        for change in await self.changes.withdrawn():
            if (folder := folders.get(change.source)) is not None:
                try:
                    await self._take_out_again(change, folder)
                except OSError as error:
                    _unsettled(change, error)
        known = await self.changes.under_way()
        for name, folder in folders.items():
            try:
                await asyncio.to_thread(folder.sweep, known)
            except OSError as error:
                reason = error.strerror or type(error).__name__
                log.warning("document.not_swept", source=name, reason=reason)

    async def _take_out_again(self, change: DocumentChange, folder: WrittenFolder) -> None:
        there = await asyncio.to_thread(folder.at, change.path)
        if there is None or there.version != change.before:
            return
        async with self._turn, self.changes.alone_with(change.source) as alone:
            # It may have been brought back since we looked.
            if alone and await self.changes.still_withdrawn(change):
                await asyncio.to_thread(folder.take_away, change.id, change.path, change.before)

    async def _settle(self, change: DocumentChange, folder: WrittenFolder) -> None:
        async with self.changes.alone_with(change.source) as alone:
            if not alone:
                # Whoever moves files there now will look again, and so shall we.
                return
            now = await self.changes.change(change.id)
            # Another replica may have done it, and people decided on, since we looked.
            if now is not None and now.status is ChangeStatus.ACCEPTED:
                await self._move(now, folder)

    async def _move(self, change: DocumentChange, folder: WrittenFolder) -> None:
        try:
            if change.kind is ChangeKind.WITHDRAWN:
                await asyncio.to_thread(folder.take_away, change.id, change.path, change.before)
            else:
                await asyncio.to_thread(
                    folder.put, change.id, change.path, change.version, change.before
                )
        except DisplacedError as error:
            await self._fail(change, str(error))
        except FileNotFoundError:
            await self._fail(change, "The bytes that waited for their place are gone.")
        except OSError as error:
            _unsettled(change, error)
        else:
            await self.changes.settle(change, self.clock())

    async def _fail(self, change: DocumentChange, problem: str) -> None:
        failed = replace(
            change, status=ChangeStatus.FAILED, problem=problem, decided_at=self.clock()
        )
        try:
            await self.changes.end(change, failed, Actor(SERVICE))
        except ChangedMeanwhileError:
            # Another replica was faster, and what it found is what counts.
            return
        log.warning("document.not_changed", change=change.id, source=change.source)

    async def _folders(self) -> dict[str, WrittenFolder]:
        found = {
            source.name: WrittenFolder(Path(source.location))
            for source in await self.documents.sources()
            if source.location and not source.location.startswith(BUCKET)
        }
        # In a share that is not mounted every document would look as if it were gone.
        return {n: one for n, one in found.items() if await asyncio.to_thread(one.is_writable)}


def _unsettled(change: DocumentChange, error: OSError) -> None:
    reason = error.strerror or type(error).__name__
    log.error("document.not_moved", change=change.id, source=change.source, reason=reason)
