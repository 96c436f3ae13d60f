"""Changes of documents in the database, which is their record: files are moved as it says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.document_descriptions import document_changed
from app.audit.events import Action, Actor, Event
from app.records.audit import append
from app.records.database.engine import Sessions
from app.records.database.upserts import dialect_of, storable, table_of
from app.records.documents.change_rows import (
    ChangeKind,
    ChangeStatus,
    DocumentChange,
    DocumentChangeRow,
    change_of,
    values_of,
)
from app.records.documents.statements import SOURCES
from app.records.documents.withdrawals import lift, take_out
from app.records.publishing.review_steps import groups_of
from assistants.provenance import Participant
from assistants.publishing import document_sentences as sentences
from assistants.publishing.refusals import ChangedMeanwhileError, UnknownChangeError

_CHANGES = table_of(DocumentChangeRow)
_UNDER_WAY = (ChangeStatus.PROPOSED.value, ChangeStatus.ACCEPTED.value)

Decide = Callable[[DocumentChange, Mapping[str, frozenset[str]]], None]


class SqlDocumentChangeStore:
    """Keeps changes; who may do what is decided before it is asked, or by what it is given."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def change(self, change_id: str) -> DocumentChange | None:
        """One change, whatever became of it."""
        found = await self._many(select(_CHANGES).where(_CHANGES.c.id == change_id))
        return found[0] if found else None

    async def waiting(self, departments: Collection[str] | None = None) -> Sequence[DocumentChange]:
        """Those that wait for another person, the longest first; all of them for ``None``."""
        query = select(_CHANGES).where(_CHANGES.c.status == ChangeStatus.PROPOSED.value)
        if departments is not None:
            query = query.where(_CHANGES.c.department.in_(departments))
        return await self._many(query.order_by(_CHANGES.c.asked_at))

    async def of_source(
        self, source: str, *, path: str | None = None, limit: int = 50
    ) -> Sequence[DocumentChange]:
        """The changes of a source or of one of its documents, newest first."""
        query = select(_CHANGES).where(_CHANGES.c.source == source)
        if path is not None:
            query = query.where(_CHANGES.c.path == path)
        return await self._many(query.order_by(_CHANGES.c.asked_at.desc()).limit(limit))

    async def accepted(self) -> Sequence[DocumentChange]:
        """Those whose files are still to be moved, in the order in which they were decided."""
        query = select(_CHANGES).where(_CHANGES.c.status == ChangeStatus.ACCEPTED.value)
        return await self._many(query.order_by(_CHANGES.c.decided_at, _CHANGES.c.id))

    async def under_way(self) -> frozenset[str]:
        """The ids of all whose bytes may still wait."""
        query = select(_CHANGES.c.id).where(_CHANGES.c.status.in_(_UNDER_WAY))
        async with self._sessions() as session:
            return frozenset(await session.scalars(query))

    async def withdrawn(self) -> Sequence[DocumentChange]:
        """The withdrawals that hold, so that nothing of them lies in its source again."""
        newest = (
            select(
                _CHANGES.c.source, _CHANGES.c.path, func.max(_CHANGES.c.decided_at).label("newest")
            )
            .where(_CHANGES.c.status == ChangeStatus.DONE.value)
            .group_by(_CHANGES.c.source, _CHANGES.c.path)
            .subquery()
        )
        query = select(_CHANGES).join(
            newest,
            (_CHANGES.c.source == newest.c.source)
            & (_CHANGES.c.path == newest.c.path)
            & (_CHANGES.c.decided_at == newest.c.newest),
        )
        return await self._many(query.where(_CHANGES.c.kind == ChangeKind.WITHDRAWN.value))

    async def still_withdrawn(self, change: DocumentChange) -> bool:
        """Tell whether a withdrawal holds, and nothing was decided since that ends it."""
        later = select(_CHANGES.c.id).where(
            _CHANGES.c.source == change.source,
            _CHANGES.c.path == change.path,
            or_(
                _CHANGES.c.status == ChangeStatus.ACCEPTED.value,
                (_CHANGES.c.status == ChangeStatus.DONE.value)
                & (_CHANGES.c.decided_at > change.decided_at),
            ),
        )
        async with self._sessions() as session:
            return (await session.execute(later.limit(1))).first() is None

    @asynccontextmanager
    async def alone_with(self, source: str) -> AsyncIterator[bool]:
        """Keep other replicas from moving the files of a source; false where one does so already.

        Whoever decides about them waits for nobody: a share may hang for as long as it likes.
        SQLite has one owner, which takes its own turns.
        """
        async with self._sessions() as session:
            alone = True
            if dialect_of(session) != "sqlite":
                key = func.hashtextextended(f"files of {source}", 0)
                alone = bool(await session.scalar(select(func.pg_try_advisory_xact_lock(key))))
            yield alone

    async def applied(self) -> Mapping[str, datetime]:
        """When a file of a source was moved last, by source."""
        query = select(_CHANGES.c.source, func.max(_CHANGES.c.applied_at)).where(
            _CHANGES.c.applied_at.is_not(None)
        )
        async with self._sessions() as session:
            rows = await session.execute(query.group_by(_CHANGES.c.source))
            return {source: at for source, at in rows if at is not None}

    async def add(self, change: DocumentChange, actor: Actor) -> None:
        """Store a new change, proposed or accepted; raises `ChangedMeanwhileError`."""
        try:
            async with self._sessions.begin() as session:
                await _one_at_a_time(session, change)
                if await _changed_since(session, change):
                    raise ChangedMeanwhileError(sentences.CHANGED_MEANWHILE, "stale_version")
                await session.execute(insert(_CHANGES).values(**_storable(change)))
                await self._take_effect(session, change, actor)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.ANOTHER_CHANGE, "change_under_way") from error

    async def approve(
        self, change_id: str, approver: Participant, actor: Actor, decide: Decide, *, at: datetime
    ) -> DocumentChange:
        """Accept a proposal in one transaction.

        ``decide`` is told what is true in that very transaction, and raises if it may not be.
        """
        async with self._sessions.begin() as session:
            # An update takes the lock on either database, a read on none.
            locked = update(_CHANGES).where(_CHANGES.c.id == change_id)
            await session.execute(locked.values(status=_CHANGES.c.status))
            row = (
                await session.execute(select(_CHANGES).where(_CHANGES.c.id == change_id))
            ).one_or_none()
            if row is None:
                raise UnknownChangeError(sentences.CHANGE)
            change = change_of(row)
            decide(change, await groups_of(session, [approver.id, change.author.id]))
            await _one_at_a_time(session, change)
            if await _changed_since(session, change):
                raise ChangedMeanwhileError(sentences.REPLACES_OTHER, "stale_version")
            after = replace(
                change, status=ChangeStatus.ACCEPTED, decided_by=approver, decided_at=at
            )
            await _move(session, change, after)
            await self._take_effect(session, after, actor)
        return after

    async def end(self, change: DocumentChange, after: DocumentChange, actor: Actor) -> None:
        """Write what became of a change, with its entry in the trail; `ChangedMeanwhileError`."""
        action = (
            Action.DOCUMENT_REFUSED
            if after.status is ChangeStatus.FAILED
            else Action.DOCUMENT_RETURNED
        )
        async with self._sessions.begin() as session:
            await _move(session, change, after)
            at = after.decided_at or after.asked_at
            await append(session, _told(action, actor, after), at)

    async def settle(self, change: DocumentChange, at: datetime) -> None:
        """Note that the file of an accepted change lies in its place; once more changes nothing."""
        async with self._sessions.begin() as session:
            await session.execute(
                update(_CHANGES)
                .where(_CHANGES.c.id == change.id, _CHANGES.c.status == ChangeStatus.ACCEPTED.value)
                .values(status=ChangeStatus.DONE.value, applied_at=at)
            )

    async def _take_effect(
        self, session: AsyncSession, change: DocumentChange, actor: Actor
    ) -> None:
        action = Action.DOCUMENT_PROPOSED
        if change.status is ChangeStatus.ACCEPTED:
            withdrawn = change.kind is ChangeKind.WITHDRAWN
            action = Action.DOCUMENT_WITHDRAWN if withdrawn else Action.DOCUMENT_CHANGED
            await (take_out if withdrawn else lift)(session, change)
        at = change.decided_at or change.asked_at
        await append(session, _told(action, actor, change), at)

    async def _many(self, query: Select[tuple[object, ...]]) -> list[DocumentChange]:
        async with self._sessions() as session:
            return [change_of(row) for row in await session.execute(query)]


async def _one_at_a_time(session: AsyncSession, change: DocumentChange) -> None:
    """Let whoever changes the same source wait: an update takes the lock on either database."""
    held = update(SOURCES).where(SOURCES.c.name == change.source)
    await session.execute(held.values(name=SOURCES.c.name))


async def _changed_since(session: AsyncSession, change: DocumentChange) -> bool:
    """Whether the file was moved, or is about to be, since somebody began this change."""
    decided = select(_CHANGES.c.id).where(
        _CHANGES.c.source == change.source,
        _CHANGES.c.path == change.path,
        or_(
            _CHANGES.c.status == ChangeStatus.ACCEPTED.value,
            _CHANGES.c.applied_at >= change.asked_at,
        ),
    )
    return (await session.execute(decided.limit(1))).first() is not None


async def _move(session: AsyncSession, before: DocumentChange, after: DocumentChange) -> None:
    """Write what became of a change, if it still stands as somebody saw it."""
    moved = await session.execute(
        update(_CHANGES)
        .where(_CHANGES.c.id == before.id, _CHANGES.c.status == before.status.value)
        .values(**_storable(after))
        .returning(_CHANGES.c.id)
    )
    if moved.one_or_none() is None:
        raise ChangedMeanwhileError(sentences.DECIDED, "not_open")


def _storable(change: DocumentChange) -> dict[str, object]:
    values = values_of(change)
    return values | {name: storable(values[name]) for name in ("title", "reason", "decision")}


def _told(action: Action, actor: Actor, change: DocumentChange) -> Event:
    return document_changed(
        action,
        actor,
        document=change.document,
        department=change.department,
        before=change.before,
        after=change.version,
        facts={
            "change": change.id,
            "source": change.source,
            "kind": change.kind.value,
            "status": change.status.value,
            "size": change.size,
            "author": change.author.name or change.author.id,
        },
    )
