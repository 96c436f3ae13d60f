"""Reviews: asked for, discussed, approved by another person, returned, withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from app.audit.events import Action
from app.publishing.desk import LONGEST_REASON, Desk, Somebody, must_be_unfinished, text_of
from app.publishing.standing import standing_of
from assistants.profiles import ConfigurationVersion
from assistants.provenance import Provenance
from assistants.publishing import reviews, sentences
from assistants.publishing.drafts import DraftStatus
from assistants.publishing.problems import parse
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
)
from assistants.publishing.reviews import (
    Approval,
    Evidence,
    Facts,
    Review,
    ReviewStatus,
    Standing,
)


async def ask(desk: Desk, by: Somebody, draft_id: str, revision: int, reason: str) -> Review:
    """Ask for a review of a draft as somebody saw it; it is pinned as it is."""
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "ask", f"draft:{draft.id}", draft.department):
        desk.must_edit(by, draft.department)
        must_be_unfinished(draft)
        if draft.status is DraftStatus.IN_REVIEW:
            raise ChangeRefusedError(sentences.UNDER_REVIEW, "in_review")
        reason = text_of(reason, sentences.WHAT_FOR)
        configuration, found = parse(draft.content)
        found = found if configuration is None else await desk.problems_with(configuration)
        if configuration is None or found:
            raise ProblemsError(found)
        live = await desk.configurations.live(draft.slug)
        if live is not None and live.configuration.hash == configuration.hash:
            raise ChangeRefusedError(sentences.NO_DIFFERENCE, "no_change", version=live.number)
        review = Review(
            id=str(uuid.uuid4()),
            slug=draft.slug,
            department=draft.department,
            draft=draft.id,
            status=ReviewStatus.OPEN,
            hash=configuration.hash,
            configuration=configuration,
            replaces=live.number if live else None,
            restores=draft.restores,
            reason=reason,
            author=by.participant,
            contributors=draft.contributors,
            asked_at=desk.clock(),
            evidence=await desk.evidence(draft.slug, configuration.hash),
        )
        await desk.reviews.ask(review, revision, by.actor)
        return review


async def approve(
    desk: Desk,
    by: Somebody,
    review_id: str,
    *,
    seen: str,
    replaces: int | None,
    despite: str = "",
) -> ConfigurationVersion:
    """Approve a review as somebody saw it, which makes it live.

    ``seen`` is the hash of what they looked at, ``replaces`` the number that it is to replace.
    """
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "approve", f"review:{review.id}", review.department):
        problems = await desk.problems_with(review.configuration)
        approval = Approval(by.participant, seen, replaces, despite[:LONGEST_REASON])
        now = desk.standing(by, review.department)

        def decide(
            stored: Review,
            draft_hash: str | None,
            live: int | None,
            live_department: str | None,
            groups: Mapping[str, frozenset[str]],
        ) -> Provenance:
            still = standing_of(groups[approval.approver.id], stored.department, desk.rules())
            facts = Facts(
                review=stored,
                draft_hash=draft_hash,
                live=live,
                live_department=live_department,
                # Held when the request came, and held still in this transaction.
                approver=Standing(approves=now.approves and still.approves),
                author=standing_of(groups[stored.author.id], stored.department, desk.rules()),
                problems=problems,
            )
            return reviews.approve(approval, facts)

        return await desk.reviews.publish(
            review.id, approval.approver, by.actor, decide, at=desk.clock()
        )


async def give_back(desk: Desk, by: Somebody, review_id: str, reason: str) -> Review:
    """Return a change to its author, who reads why."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "return", f"review:{review.id}", review.department):
        if not desk.standing(by, review.department).approves:
            raise NotAllowedError(sentences.NOT_RETURNING, "not_an_approver")
        reason = text_of(reason, sentences.WHAT_DIFFERENT)
        return await _end(desk, review, ReviewStatus.RETURNED, by, reason)


async def withdraw(desk: Desk, by: Somebody, review_id: str) -> Review:
    """Take a change back from its review; it can be written on."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "withdraw", f"review:{review.id}", review.department):
        desk.must_edit(by, review.department)
        return await _end(desk, review, ReviewStatus.WITHDRAWN, by, "")


async def take_over(desk: Desk, by: Somebody, review_id: str) -> Review:
    """Answer as a person for what a program proposed."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "take over", f"review:{review.id}", review.department):
        reviews.take_over(review, by.participant, desk.standing(by, review.department))
        return await desk.reviews.take_over(review, by.participant, by.actor, at=desk.clock())


async def discuss(desk: Desk, by: Somebody, review_id: str, text: str) -> None:
    """Say something in a review."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "discuss", f"review:{review.id}", review.department):
        text = text_of(text, sentences.WRITE_FIRST)
        await desk.reviews.say(review, by.participant, by.actor, text, at=desk.clock())


async def note_evidence(desk: Desk, by: Somebody, review_id: str, evidence: Evidence) -> None:
    """Put what checks said with an open review."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "check", f"review:{review.id}", review.department):
        if review.status is not ReviewStatus.OPEN:
            raise ChangedMeanwhileError(sentences.ENDED_MEANWHILE, "not_open")
        noted = replace(review, evidence=evidence)
        await desk.reviews.note_evidence(noted, actor=by.actor, at=desk.clock())


async def _end(
    desk: Desk, review: Review, status: ReviewStatus, by: Somebody, decision: str
) -> Review:
    if review.status is not ReviewStatus.OPEN:
        raise ChangedMeanwhileError(sentences.ENDED, "not_open")
    returned = status is ReviewStatus.RETURNED
    return await desk.reviews.end(
        review,
        status,
        by.participant,
        by.actor,
        decision=decision,
        action=Action.REVIEW_RETURNED if returned else Action.REVIEW_WITHDRAWN,
        at=desk.clock(),
    )
