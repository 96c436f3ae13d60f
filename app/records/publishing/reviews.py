"""Reviews in the database, and the transaction that makes one the live version."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from app.audit.change_descriptions import review_moved
from app.audit.events import Action, Actor
from app.records.audit import append
from app.records.configurations import add_version, live_number
from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.participants import kept
from app.records.publishing.drafts import move_draft
from app.records.publishing.review_steps import (
    add_review,
    draft_hash,
    groups_of,
    live,
    locked,
    move_review,
    take_draft,
)
from app.records.publishing.rows import RemarkRow, ReviewRow, remark_of, review_of
from assistants.profiles import ConfigurationVersion
from assistants.provenance import Participant, Provenance
from assistants.publishing import sentences
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.refusals import ChangedMeanwhileError
from assistants.publishing.reviews import WAITING, Remark, Review, ReviewStatus


class SqlReviewStore:
    """Keeps reviews; who may do what is decided before it is asked, or by what it is given."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def review(self, review_id: str) -> Review | None:
        """One review, whatever became of it."""
        async with self._sessions() as session:
            row = await session.get(ReviewRow, review_id)
        return review_of(row) if row else None

    async def waiting(self, departments: Collection[str] | None = None) -> Sequence[Review]:
        """Reviews that wait for somebody, the longest first; of every department for ``None``."""
        query = select(ReviewRow).where(ReviewRow.status.in_([one.value for one in WAITING]))
        if departments is not None:
            query = query.where(ReviewRow.department.in_(departments))
        return await self._many(query.order_by(ReviewRow.asked_at))

    async def of_assistant(self, slug: str, *, limit: int = 50) -> Sequence[Review]:
        """The reviews of an assistant, newest first."""
        query = select(ReviewRow).where(ReviewRow.slug == slug)
        return await self._many(query.order_by(ReviewRow.asked_at.desc()).limit(limit))

    async def open_of(self, slug: str) -> Review | None:
        """The one that is open."""
        found = select(ReviewRow).where(
            ReviewRow.slug == slug, ReviewRow.status == ReviewStatus.OPEN.value
        )
        return next(iter(await self._many(found)), None)

    async def remarks(self, review_id: str) -> Sequence[Remark]:
        """What was said in a review, in its order."""
        query = select(RemarkRow).where(RemarkRow.review == review_id)
        async with self._sessions() as session:
            rows = await session.scalars(query.order_by(RemarkRow.at, RemarkRow.id).limit(500))
            return [remark_of(row) for row in rows]

    async def say(
        self, review: Review, by: Participant, actor: Actor, text: str, *, at: datetime
    ) -> None:
        """Add to the discussion."""
        row = RemarkRow(
            id=str(uuid.uuid4()), review=review.id, by=kept(by), at=at, text=storable(text)
        )
        async with self._sessions.begin() as session:
            session.add(row)
            await session.flush()
            await append(session, review_moved(Action.REVIEW_DISCUSSED, actor, review), at)

    async def ask(self, review: Review, revision: int, actor: Actor) -> None:
        """Open a review of the draft at a revision; raises `ChangedMeanwhileError`."""
        try:
            async with self._sessions.begin() as session:
                await take_draft(session, review, revision)
                await add_review(session, review)
                await append(
                    session, review_moved(Action.REVIEW_ASKED, actor, review), review.asked_at
                )
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.ANOTHER_REVIEW, "review_open") from error

    async def end(
        self,
        review: Review,
        status: ReviewStatus,
        by: Participant,
        actor: Actor,
        *,
        decision: str,
        action: Action,
        at: datetime,
    ) -> Review:
        """End a review without a version; its draft can be written on. `ChangedMeanwhileError`."""
        after = replace(
            review, status=status, decided_at=at, decided_by=by, decision=storable(decision)
        )
        async with self._sessions.begin() as session:
            await move_review(session, review, after)
            await move_draft(session, review.draft, DraftStatus.IN_REVIEW, DraftStatus.OPEN)
            await append(session, review_moved(action, actor, after), at)
        return after

    async def take_over(
        self, review: Review, by: Participant, actor: Actor, *, at: datetime
    ) -> Review:
        """Let a person answer for what a program proposed."""
        after = replace(review, author=by)
        async with self._sessions.begin() as session:
            await move_review(session, review, after)
            await append(session, review_moved(Action.REVIEW_TAKEN_OVER, actor, after), at)
        return after

    async def note_evidence(self, review: Review, *, actor: Actor, at: datetime) -> None:
        """Put the evidence with an open review."""
        async with self._sessions.begin() as session:
            await move_review(session, review, review)
            await append(session, review_moved(Action.REVIEW_CHECKED, actor, review), at)

    async def publish(
        self,
        review_id: str,
        approver: Participant,
        actor: Actor,
        decide: Callable[..., Provenance],
        *,
        at: datetime,
    ) -> ConfigurationVersion:
        """Make a review the next version, in one transaction.

        ``decide`` is told what is true in that very transaction, and raises if it may not be.
        Raises `ChangedMeanwhileError` and `UnknownChangeError`.
        """
        try:
            async with self._sessions.begin() as session:
                review = await locked(session, review_id)
                provenance = decide(
                    review,
                    await draft_hash(session, review.draft),
                    *(await live(session, review.slug)),
                    await groups_of(session, [approver.id, review.author.id]),
                )
                number = (await live_number(session, review.slug) or 0) + 1
                version = ConfigurationVersion(number, review.configuration, at, provenance)
                after = replace(
                    review,
                    status=ReviewStatus.PUBLISHED,
                    decided_at=at,
                    decided_by=approver,
                    version=number,
                    decision=provenance.despite,
                )
                await move_review(session, review, after)
                await move_draft(
                    session, review.draft, DraftStatus.IN_REVIEW, DraftStatus.PUBLISHED
                )
                await append(session, review_moved(Action.REVIEW_APPROVED, actor, after), at)
                await add_version(session, version, actor)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.PUBLISHED_MEANWHILE, "other_live") from error
        return version

    async def publish_at_once(
        self,
        review: Review,
        actor: Actor,
        decide: Callable[[Mapping[str, frozenset[str]]], Provenance],
        *,
        at: datetime,
    ) -> ConfigurationVersion:
        """Make an earlier version live in an emergency, and leave a review for afterwards.

        Raises `ChangedMeanwhileError`.
        """
        try:
            async with self._sessions.begin() as session:
                number, _ = await live(session, review.slug)
                if number != review.replaces:
                    raise ChangedMeanwhileError(sentences.PUBLISHED_MEANWHILE, "other_live")
                provenance = decide(await groups_of(session, [review.author.id]))
                provenance = replace(provenance, review=review.id)
                version = ConfigurationVersion(
                    (number or 0) + 1, review.configuration, at, provenance
                )
                await add_review(session, replace(review, version=version.number))
                await append(session, review_moved(Action.EMERGENCY_RESTORED, actor, review), at)
                await add_version(session, version, actor)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.PUBLISHED_MEANWHILE, "other_live") from error
        return version

    async def _many(self, query: Select[ReviewRow]) -> list[Review]:
        async with self._sessions() as session:
            return [review_of(row) for row in await session.scalars(query)]
