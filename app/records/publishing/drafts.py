"""Drafts in the database: a save names the revision that it follows, so none is lost silently."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.change_descriptions import draft_changed
from app.audit.events import Action, Actor
from app.records.audit import append
from app.records.database.engine import Sessions
from app.records.database.upserts import storable_json
from app.records.participants import all_kept, kept
from app.records.publishing.rows import DraftRow, ReviewRow, draft_of
from app.records.publishing.save_series import end_series, record_save, series_of
from assistants.provenance import Participant
from assistants.publishing import sentences
from assistants.publishing.drafts import Draft, DraftStatus, Origin, with_contributor
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.publishing.reviews import ReviewStatus

# Two presses of one button lie this far apart at most.
MOMENT = timedelta(seconds=10)
_DRAFTS = uuid.UUID("5a0f6e2c-4f5e-4f0a-9a53-6f8b8d1f7c11")
_UNFINISHED = (DraftStatus.OPEN.value, DraftStatus.IN_REVIEW.value)


class SqlDraftStore:
    """Keeps drafts; who may do what is decided before it is asked."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def draft(self, draft_id: str) -> Draft | None:
        """One draft, whatever became of it."""
        async with self._sessions() as session:
            row = await session.get(DraftRow, draft_id)
        return draft_of(row) if row else None

    async def unfinished(self, departments: Collection[str]) -> Sequence[Draft]:
        """Drafts that are written or reviewed, the one saved last first."""
        query = (
            select(DraftRow)
            .where(DraftRow.department.in_(departments), DraftRow.status.in_(_UNFINISHED))
            .order_by(DraftRow.updated_at.desc())
            .limit(200)
        )
        async with self._sessions() as session:
            return [draft_of(row) for row in await session.scalars(query)]

    async def create(
        self,
        slug: str,
        department: str,
        content: Mapping[str, Any],
        by: Participant,
        actor: Actor,
        *,
        base: int | None,
        origin: Origin,
        at: datetime,
        restores: int | None = None,
        once: bool = False,
    ) -> Draft:
        """Begin a draft. With ``once`` a second press a moment later gives the one of the first."""
        draft = Draft(
            id=str(uuid.uuid4()),
            slug=slug,
            department=department,
            base=base,
            content=storable_json(dict(content)),
            revision=1,
            status=DraftStatus.OPEN,
            origin=origin,
            restores=restores,
            contributors=(by,),
            created_at=at,
            created_by=by,
            updated_at=at,
            updated_by=by,
        )
        if once:
            draft = replace(draft, id=_of_this_moment(draft))
            if (first := await self._begun(draft)) is not None:
                return first
        try:
            await self._add(draft, actor)
        except IntegrityError:
            # Both presses came at once, or the draft of the first is put away already.
            if (first := await self._begun(draft)) is not None:
                return first
            draft = replace(draft, id=str(uuid.uuid4()))
            await self._add(draft, actor)
        return draft

    async def _add(self, draft: Draft, actor: Actor) -> None:
        event = draft_changed(Action.DRAFT_CREATED, actor, draft)
        async with self._sessions.begin() as session:
            await add_draft(session, draft)
            await append(session, event, draft.created_at)

    async def _begun(self, draft: Draft) -> Draft | None:
        """The draft that the same person began alike a moment ago, and nobody has saved since."""
        query = select(DraftRow).where(
            DraftRow.slug == draft.slug,
            DraftRow.status == DraftStatus.OPEN.value,
            DraftRow.revision == 1,
            DraftRow.created_at > draft.created_at - MOMENT,
        )
        async with self._sessions() as session:
            found = [draft_of(row) for row in await session.scalars(query)]
        alike = (one for one in found if one.created_by == draft.created_by)
        return next((one for one in alike if one.content == draft.content), None)

    async def save(
        self,
        before: Draft,
        content: Mapping[str, Any],
        by: Participant,
        actor: Actor,
        *,
        at: datetime,
        typing: bool = False,
    ) -> Draft:
        """Save what somebody typed over the revision that they saw.

        A draft under review stays what it is: the save begins another draft, and the review ends.
        Saves while somebody is ``typing`` share an entry of the trail. Raises
        `ChangedMeanwhileError`.
        """
        after = replace(
            before,
            content=storable_json(dict(content)),
            revision=before.revision + 1,
            contributors=with_contributor(before.contributors, by),
            updated_at=at,
            updated_by=by,
        )
        async with self._sessions.begin() as session:
            if before.status is DraftStatus.IN_REVIEW:
                after = replace(after, id=str(uuid.uuid4()), revision=1, status=DraftStatus.OPEN)
                await _void(session, before, by, at)
                await add_draft(session, after)
                event = draft_changed(Action.DRAFT_SAVED, actor, after, before=before)
                await append(session, event, at)
            else:
                await _overwrite(session, before, after)
                await record_save(session, before, after, actor, typing=typing)
        return after

    async def record_saves(self, *, until: datetime, at: datetime) -> None:
        """Tell the trail of all saves that follow an entry of ``until`` or before.

        A draft of which that cannot be told keeps it from no other; the first such error is raised
        when all were tried.
        """
        unrecorded = select(DraftRow.id, DraftRow.series).where(DraftRow.series.is_not(None))
        async with self._sessions() as session:
            found = list(await session.execute(unrecorded))
        errors: list[Exception] = []
        for draft_id, stored in found:
            try:
                series = series_of(stored)
                if series is None or series.since > until:
                    continue
                async with self._sessions.begin() as session:
                    await _hold(session, draft_id)
                    await end_series(session, draft_id, at, since=until)
            except Exception as error:  # noqa: BLE001 - raised below
                errors.append(error)
        if errors:
            raise errors[0]

    async def discard(self, draft: Draft, by: Participant, actor: Actor, *, at: datetime) -> None:
        """Put a draft away, at the revision that somebody saw."""
        ended = replace(draft, status=DraftStatus.DISCARDED, updated_at=at, updated_by=by)
        async with self._sessions.begin() as session:
            await _overwrite(session, draft, replace(ended, revision=draft.revision + 1))
            await end_series(session, draft.id, at)
            await append(session, draft_changed(Action.DRAFT_DISCARDED, actor, ended), at)


def _of_this_moment(draft: Draft) -> str:
    """An id that a second press has as well; another moment, or a draft put away, has another."""
    moment = int(draft.created_at.timestamp() // MOMENT.total_seconds())
    content = json.dumps(draft.content, sort_keys=True)
    return str(uuid.uuid5(_DRAFTS, f"{draft.created_by.id} {moment} {content}"))


async def add_draft(session: AsyncSession, draft: Draft) -> None:
    """Put a draft into the table, in the caller's transaction."""
    session.add(
        DraftRow(
            id=draft.id,
            slug=draft.slug,
            department=draft.department,
            base=draft.base,
            content=dict(draft.content),
            revision=draft.revision,
            status=draft.status.value,
            origin=draft.origin.value,
            restores=draft.restores,
            contributors=all_kept(draft.contributors),
            created_at=draft.created_at,
            created_by=kept(draft.created_by),
            updated_at=draft.updated_at,
            updated_by=kept(draft.updated_by),
        )
    )
    await session.flush()


async def move_draft(
    session: AsyncSession, draft_id: str | None, before: DraftStatus, after: DraftStatus
) -> bool:
    """Change where a draft stands, if it still stands where it should."""
    moved = await session.execute(
        update(DraftRow)
        .where(DraftRow.id == draft_id, DraftRow.status == before.value)
        .values(status=after.value)
        .returning(DraftRow.id)
    )
    return moved.one_or_none() is not None


async def _overwrite(session: AsyncSession, before: Draft, after: Draft) -> None:
    saved = await session.execute(
        update(DraftRow)
        .where(
            DraftRow.id == before.id,
            DraftRow.revision == before.revision,
            DraftRow.status == DraftStatus.OPEN.value,
        )
        .values(
            content=dict(after.content),
            revision=after.revision,
            status=after.status.value,
            contributors=all_kept(after.contributors),
            updated_at=after.updated_at,
            updated_by=kept(after.updated_by),
        )
        .returning(DraftRow.id)
    )
    if saved.one_or_none() is None:
        raise ChangedMeanwhileError(sentences.STALE, "stale_revision", who=sentences.SOMEBODY)


async def _hold(session: AsyncSession, draft_id: str) -> None:
    # An update takes the lock on either database, a read on none.
    held = update(DraftRow).where(DraftRow.id == draft_id)
    await session.execute(held.values(status=DraftRow.status))


async def _void(session: AsyncSession, draft: Draft, by: Participant, at: datetime) -> None:
    # The review first, as whoever approves takes it first too.
    await session.execute(
        update(ReviewRow)
        .where(ReviewRow.draft == draft.id, ReviewRow.status == ReviewStatus.OPEN.value)
        .values(status=ReviewStatus.VOIDED.value, decided_at=at, decided_by=kept(by))
    )
    if not await move_draft(session, draft.id, DraftStatus.IN_REVIEW, DraftStatus.REPLACED):
        raise ChangedMeanwhileError(sentences.REVIEW_OVER, "stale_revision")
