"""Reviews in the database, and the transaction that makes one the live version."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.change_descriptions import review_moved
from app.audit.events import Action, Actor
from app.records.audit import append
from app.records.configurations import ConfigurationRow, add_version, live_number
from app.records.database.engine import Sessions
from app.records.database.upserts import storable
from app.records.participants import all_kept, kept
from app.records.people.people import PersonRow
from app.records.publishing.drafts import move_draft
from app.records.publishing.rows import DraftRow, RemarkRow, ReviewRow, remark_of, review_of
from assistants.profiles import ConfigurationVersion
from assistants.provenance import Participant, Provenance
from assistants.publishing import sentences
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.problems import parse
from assistants.publishing.refusals import ChangedMeanwhileError, UnknownChangeError
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
                await _take_draft(session, review, revision)
                await _add(session, review)
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
            await _move(session, review, after)
            await move_draft(session, review.draft, DraftStatus.IN_REVIEW, DraftStatus.OPEN)
            await append(session, review_moved(action, actor, after), at)
        return after

    async def take_over(
        self, review: Review, by: Participant, actor: Actor, *, at: datetime
    ) -> Review:
        """Let a person answer for what a program proposed."""
        after = replace(review, author=by)
        async with self._sessions.begin() as session:
            await _move(session, review, after)
            await append(session, review_moved(Action.REVIEW_TAKEN_OVER, actor, after), at)
        return after

    async def note_evidence(self, review: Review, *, actor: Actor, at: datetime) -> None:
        """Put the evidence with an open review."""
        async with self._sessions.begin() as session:
            await _move(session, review, review)
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
                review = await _locked(session, review_id)
                provenance = decide(
                    review,
                    await _draft_hash(session, review.draft),
                    *(await _live(session, review.slug)),
                    await _groups(session, [approver.id, review.author.id]),
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
                await _move(session, review, after)
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
                number, _ = await _live(session, review.slug)
                if number != review.replaces:
                    raise ChangedMeanwhileError(sentences.PUBLISHED_MEANWHILE, "other_live")
                provenance = decide(await _groups(session, [review.author.id]))
                provenance = replace(provenance, review=review.id)
                version = ConfigurationVersion(
                    (number or 0) + 1, review.configuration, at, provenance
                )
                await _add(session, replace(review, version=version.number))
                await append(session, review_moved(Action.EMERGENCY_RESTORED, actor, review), at)
                await add_version(session, version, actor)
        except IntegrityError as error:
            raise ChangedMeanwhileError(sentences.PUBLISHED_MEANWHILE, "other_live") from error
        return version

    async def _many(self, query: Select[ReviewRow]) -> list[Review]:
        async with self._sessions() as session:
            return [review_of(row) for row in await session.scalars(query)]


async def _locked(session: AsyncSession, review_id: str) -> Review:
    """The review, its row locked: an update takes the lock on either database, a read on none."""
    locked = await session.execute(
        update(ReviewRow)
        .where(ReviewRow.id == review_id)
        .values(status=ReviewRow.status)
        .returning(ReviewRow.id)
    )
    if locked.one_or_none() is None:
        raise UnknownChangeError(sentences.REVIEW)
    row = await session.scalar(
        select(ReviewRow).where(ReviewRow.id == review_id).execution_options(populate_existing=True)
    )
    return review_of(row)


async def _live(session: AsyncSession, slug: str) -> tuple[int | None, str | None]:
    number = await live_number(session, slug)
    if number is None:
        return None, None
    key = (ConfigurationRow.slug == slug, ConfigurationRow.number == number)
    content = await session.scalar(select(ConfigurationRow.content).where(*key))
    return number, str(content["department"]) if content else None


async def _groups(session: AsyncSession, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The groups of people as they are now; somebody who is not known has none."""
    rows = await session.execute(
        select(PersonRow.id, PersonRow.groups).where(PersonRow.id.in_(ids))
    )
    found = {person: frozenset(groups) for person, groups in rows}
    return {one: found.get(one, frozenset()) for one in ids}


async def _draft_hash(session: AsyncSession, draft_id: str | None) -> str | None:
    if draft_id is None:
        return None
    content = await session.scalar(select(DraftRow.content).where(DraftRow.id == draft_id))
    configuration, _ = parse(content or {})
    return configuration.hash if configuration else ""


async def _take_draft(session: AsyncSession, review: Review, revision: int) -> None:
    taken = await session.execute(
        update(DraftRow)
        .where(
            DraftRow.id == review.draft,
            DraftRow.revision == revision,
            DraftRow.status == DraftStatus.OPEN.value,
        )
        .values(status=DraftStatus.IN_REVIEW.value)
        .returning(DraftRow.id)
    )
    if taken.one_or_none() is None:
        raise ChangedMeanwhileError(sentences.SAVED_MEANWHILE, "stale_revision")


async def _add(session: AsyncSession, review: Review) -> None:
    session.add(
        ReviewRow(
            id=review.id,
            slug=review.slug,
            department=review.department,
            draft=review.draft,
            status=review.status.value,
            hash=review.hash,
            content=review.configuration.model_dump(mode="json"),
            replaces=review.replaces,
            restores=review.restores,
            reason=storable(review.reason),
            author_id=review.author.id,
            author=kept(review.author),
            contributors=all_kept(review.contributors),
            asked_at=review.asked_at,
            decision=review.decision,
            version=review.version,
            evidence=_evidence(review),
        )
    )
    await session.flush()


async def _move(session: AsyncSession, before: Review, after: Review) -> None:
    """Write what became of a review, if it still stands as somebody saw it."""
    moved = await session.execute(
        update(ReviewRow)
        .where(
            ReviewRow.id == before.id,
            ReviewRow.status == before.status.value,
            ReviewRow.author_id == before.author.id,
        )
        .values(
            status=after.status.value,
            author_id=after.author.id,
            author=kept(after.author),
            decided_at=after.decided_at,
            decided_by=kept(after.decided_by) if after.decided_by else None,
            decision=after.decision,
            version=after.version,
            evidence=_evidence(after),
        )
        .returning(ReviewRow.id)
    )
    if moved.one_or_none() is None:
        raise ChangedMeanwhileError(sentences.ENDED_MEANWHILE, "not_open")


def _evidence(review: Review) -> dict[str, Any] | None:
    evidence = review.evidence
    if evidence is None:
        return None
    return {name: getattr(evidence, name) for name in type(evidence).__dataclass_fields__}
