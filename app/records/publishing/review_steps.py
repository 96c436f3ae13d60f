"""What the transactions of a review read and write, each with the lock or condition it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.records.configurations import ConfigurationRow, live_number
from app.records.database.upserts import storable
from app.records.participants import all_kept, kept
from app.records.people.people import PersonRow
from app.records.publishing.rows import DraftRow, ReviewRow, review_of
from app.records.publishing.save_series import end_series
from assistants.publishing import sentences
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.problems import parse
from assistants.publishing.refusals import ChangedMeanwhileError, UnknownChangeError
from assistants.publishing.reviews import Review


async def locked(session: AsyncSession, review_id: str) -> Review:
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


async def live(session: AsyncSession, slug: str) -> tuple[int | None, str | None]:
    """The number of an assistant's live version, and its department."""
    number = await live_number(session, slug)
    if number is None:
        return None, None
    key = (ConfigurationRow.slug == slug, ConfigurationRow.number == number)
    content = await session.scalar(select(ConfigurationRow.content).where(*key))
    return number, str(content["department"]) if content else None


async def groups_of(session: AsyncSession, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The groups of people as they are now; somebody who is not known has none."""
    rows = await session.execute(
        select(PersonRow.id, PersonRow.groups).where(PersonRow.id.in_(ids))
    )
    found = {person: frozenset(groups) for person, groups in rows}
    return {one: found.get(one, frozenset()) for one in ids}


async def draft_hash(session: AsyncSession, draft_id: str | None) -> str | None:
    """The hash of what a draft holds; ``""`` if it is no configuration, ``None`` for no draft."""
    if draft_id is None:
        return None
    content = await session.scalar(select(DraftRow.content).where(DraftRow.id == draft_id))
    configuration, _ = parse(content or {})
    return configuration.hash if configuration else ""


async def take_draft(session: AsyncSession, review: Review, revision: int) -> None:
    """Keep the draft from being edited meanwhile; raises `ChangedMeanwhileError`."""
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
    await end_series(session, review.draft, review.asked_at)


async def add_review(session: AsyncSession, review: Review) -> None:
    """Write a new review; a second open one of an assistant breaks a constraint."""
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


async def move_review(session: AsyncSession, before: Review, after: Review) -> None:
    """Write what became of a review, if it still stands as somebody saw it.

    Raises `ChangedMeanwhileError`.
    """
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
