"""Earlier versions: back through a review, or at once in an emergency that is reviewed after."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from app.audit.events import Action
from app.identity.people import Person
from app.publishing import drafting
from app.publishing.desk import LONGEST_REASON, Desk, Somebody, sees, text_of
from app.publishing.standing import standing_of
from assistants.profiles import ConfigurationVersion
from assistants.provenance import Provenance
from assistants.publishing import reviews, sentences
from assistants.publishing.drafts import Draft, Origin
from assistants.publishing.refusals import ProblemsError, UnknownChangeError
from assistants.publishing.reviews import Review, ReviewStatus, Standing


async def restore(desk: Desk, by: Somebody, slug: str, number: int) -> Draft:
    """Begin a draft that brings an earlier version back, through the same review."""
    version, live = await _earlier(desk, by.person, slug, number)
    department = live.configuration.department
    async with desk.audited(by, "restore", f"profile:{slug}", department):
        desk.must_edit(by, department)
        if found := await desk.problems_with(version.configuration):
            raise ProblemsError(found)
        content = version.configuration.model_dump(mode="json")
    return await drafting.begin(
        desk, by, slug, department, content, origin=Origin.RESTORE, restores=number
    )


async def restore_at_once(
    desk: Desk, by: Somebody, slug: str, number: int, *, replaces: int, reason: str
) -> ConfigurationVersion:
    """Make an earlier version live by one person: an emergency, marked and reviewed after."""
    version, live = await _earlier(desk, by.person, slug, number)
    department = live.configuration.department
    async with desk.audited(by, "restore at once", f"profile:{slug}", department):
        now = desk.standing(by, department)
        problems = await desk.problems_with(version.configuration)
        author = by.participant
        review = Review(
            id=str(uuid.uuid4()),
            slug=slug,
            department=department,
            draft=None,
            status=ReviewStatus.AFTERWARDS,
            hash=version.configuration.hash,
            configuration=version.configuration,
            replaces=replaces,
            restores=number,
            reason=reason.strip()[:LONGEST_REASON],
            author=author,
            contributors=(),
            asked_at=desk.clock(),
        )

        def decide(groups: Mapping[str, frozenset[str]]) -> Provenance:
            still = standing_of(groups[author.id], department, desk.rules())
            return reviews.restore_at_once(
                version.configuration,
                number,
                author,
                Standing(now.edits and still.edits, now.approves and still.approves),
                reason=review.reason,
                live=live.configuration,
                problems=problems,
            )

        return await desk.reviews.publish_at_once(review, by.actor, decide, at=review.asked_at)


async def look_afterwards(
    desk: Desk, by: Somebody, review_id: str, *, stands: bool, note: str
) -> Review:
    """Judge an emergency afterwards, as another person."""
    review = await desk.review(by.person, review_id)
    async with desk.audited(by, "look afterwards", f"review:{review.id}", review.department):
        reviews.look_afterwards(review, by.participant, desk.standing(by, review.department))
        if not stands:
            note = text_of(note, sentences.WHAT_WRONG)
        status = ReviewStatus.CONFIRMED if stands else ReviewStatus.OBJECTED
        return await desk.reviews.end(
            review,
            status,
            by.participant,
            by.actor,
            decision=note[:LONGEST_REASON],
            action=Action.EMERGENCY_REVIEWED,
            at=desk.clock(),
        )


async def _earlier(
    desk: Desk, person: Person, slug: str, number: int
) -> tuple[ConfigurationVersion, ConfigurationVersion]:
    live = await desk.configurations.live(slug)
    version = await desk.configurations.version(slug, number)
    if live is None or version is None or not sees(person, live.configuration.department):
        raise UnknownChangeError(sentences.VERSION)
    return version, live
