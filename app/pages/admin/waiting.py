"""What waits for somebody, as the console's pages and the navigation say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.identity.people import Person
from app.inbox.inbox import departments_of
from app.navigation import CONSOLE, INBOX
from app.publishing.standing import departments_to_see, participant_of, standing_of
from app.wiring import Parts
from assistants.publishing.reviews import Review, ReviewStatus

# Answers of this score or less are work.
BAD = 2


async def waits_for(parts: Parts, person: Person) -> Mapping[str, int]:
    """How much waits for somebody at a place of the navigation, by its name."""
    reviews = await parts.desk.reviews.waiting(departments_to_see(person))
    return {
        CONSOLE.name: len(to_move_on(parts, person, reviews)),
        INBOX.name: await parts.inbox.listing.waiting(departments_of(person), most=BAD),
    }


def to_move_on(parts: Parts, person: Person, reviews: Sequence[Review]) -> list[Review]:
    """The reviews that this very person can move on."""
    return [review for review in reviews if _can_move(parts, person, review)]


def _can_move(parts: Parts, person: Person, review: Review) -> bool:
    standing = standing_of(person.groups, review.department, parts.directory.rules)
    who = participant_of(person)
    own = any(who.is_same(one) for one in (review.author, *review.contributors))
    if review.status is ReviewStatus.AFTERWARDS:
        return (standing.approves or standing.oversees) and not own
    if review.author.kind.value != "person":
        return standing.edits
    return standing.approves and not own
