"""What waits for somebody, as the console's pages and the navigation say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.identity.people import Person, RoleName
from app.navigation import CONSOLE, INBOX
from app.publishing.standing import departments_to_see, participant_of, standing_of
from app.records.documents.change_rows import DocumentChange
from app.wiring import Parts
from assistants.publishing.reviews import Review, ReviewStatus


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits where somebody sees it, looked up once for a page and its navigation.

    ``mine`` are those of the ``reviews`` that this very person can move on, ``documents`` the
    changes of documents that they can decide on. ``answers`` counts, by assistant, those with a low
    score that are not closed.
    """

    reviews: tuple[Review, ...] = ()
    mine: tuple[Review, ...] = ()
    documents: tuple[DocumentChange, ...] = ()
    answers: Mapping[str, int] = field(default_factory=dict)

    def by_place(self) -> Mapping[str, int]:
        """How much waits at a place of the navigation, by its name."""
        return {
            CONSOLE.name: len(self.mine) + len(self.documents),
            INBOX.name: sum(self.answers.values()),
        }


async def waits_for(parts: Parts, person: Person) -> Waits:
    """What waits for somebody."""
    reviews = tuple(await parts.desk.reviews.waiting(departments_to_see(person)))
    return Waits(
        reviews=reviews,
        mine=tuple(review for review in reviews if _can_move(parts, person, review)),
        documents=await documents_for(parts, person),
        answers=await parts.inbox.waiting(person),
    )


async def documents_for(parts: Parts, person: Person) -> tuple[DocumentChange, ...]:
    """The changes of documents on which somebody can decide: not their own, of what they read."""
    departments = person.departments_as(RoleName.DEPARTMENT_APPROVER)
    if not departments:
        return ()
    who = participant_of(person)
    waiting = await parts.uploads.changes.waiting(departments)
    others = [one for one in waiting if not who.is_same(one.author)]
    return tuple(await parts.uploads.visible(person, others))


def _can_move(parts: Parts, person: Person, review: Review) -> bool:
    standing = standing_of(person.groups, review.department, parts.directory.rules)
    who = participant_of(person)
    own = any(who.is_same(one) for one in (review.author, *review.contributors))
    if review.status is ReviewStatus.AFTERWARDS:
        return (standing.approves or standing.oversees) and not own
    if review.author.kind.value != "person":
        return standing.edits
    return standing.approves and not own
