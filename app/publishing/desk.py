"""Changing an assistant: every door (pages, API, commands, files) comes through here.

Who may make what live is decided by `assistants.publishing.reviews.approve`, in the transaction
that makes it live. Whatever is refused is recorded in the audit trail.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from app.audit.change_descriptions import change_refused
from app.audit.events import Actor, Denied
from app.audit.trail import AuditTrail
from app.identity.people import IdentityRules, Person
from app.publishing.standing import may_see, participant_of, standing_of
from app.records.configurations import SqlConfigurationStore
from app.records.publishing.drafts import SqlDraftStore
from app.records.publishing.reviews import SqlReviewStore
from assistants.profiles import Configuration
from assistants.provenance import ActorKind, NotSeparatedError, Participant
from assistants.publishing import sentences
from assistants.publishing.drafts import Draft, DraftStatus
from assistants.publishing.problems import Problem, Surroundings, parse, problems_of
from assistants.publishing.refusals import (
    ChangeRefusedError,
    NotAllowedError,
    UnknownChangeError,
)
from assistants.publishing.reviews import Evidence, Remark, Review, Standing
from assistants.translations import Sentence

LONGEST_REASON = 4_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who acts, from where, as a change knows them and as the audit trail does."""

    person: Person
    actor: Actor

    @property
    def participant(self) -> Participant:
        """Who they are to a change."""
        return participant_of(self.person)


class HiddenChangeError(UnknownChangeError):
    """It is there, and not for this person; only the audit trail hears of that."""

    def __init__(self, what: Sentence | str, target: str, department: str) -> None:
        super().__init__(what)
        self.denied = Denied(target, department)


class Surveying(Protocol):
    """Looks at what there is for a configuration to name."""

    async def surroundings(self) -> Surroundings:
        """What there is now."""


async def no_evidence(_slug: str, _content_hash: str) -> Evidence | None:
    """Where no checks are kept."""
    return None


@dataclass(frozen=True, slots=True)
class Desk:
    """Drafts, reviews and what becomes of them.

    ``evidence`` tells what checks said of exactly a content, by assistant and hash.
    """

    configurations: SqlConfigurationStore
    drafts: SqlDraftStore
    reviews: SqlReviewStore
    surveyor: Surveying
    audit: AuditTrail
    rules: Callable[[], IdentityRules]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    evidence: Callable[[str, str], Awaitable[Evidence | None]] = no_evidence

    async def remarks(self, review: Review) -> Sequence[Remark]:
        """The discussion of a review, in its order."""
        return await self.reviews.remarks(review.id)

    async def draft(self, person: Person, draft_id: str) -> Draft:
        """A draft that somebody may see; raises `UnknownChangeError`."""
        draft = await self.drafts.draft(draft_id)
        if draft is None:
            raise UnknownChangeError(sentences.DRAFT)
        if not sees(person, draft.department):
            raise HiddenChangeError(sentences.DRAFT, f"draft:{draft.id}", draft.department)
        return draft

    async def review(self, person: Person, review_id: str) -> Review:
        """A review that somebody may see; raises `UnknownChangeError`."""
        review = await self.reviews.review(review_id)
        if review is None:
            raise UnknownChangeError(sentences.REVIEW)
        if not sees(person, review.department):
            raise HiddenChangeError(sentences.REVIEW, f"review:{review.id}", review.department)
        return review

    async def problems(
        self, content: Mapping[str, Any], around: Surroundings | None = None
    ) -> list[Problem]:
        """All that keeps a content from being live, by what there is ``around`` it or now."""
        configuration, found = parse(content)
        if configuration is None:
            return found
        return problems_of(configuration, around or await self.surveyor.surroundings())

    async def problems_with(self, configuration: Configuration) -> list[Problem]:
        """All that keeps a configuration from being live at this moment."""
        return problems_of(configuration, await self.surveyor.surroundings())

    def standing(self, by: Somebody, department: str) -> Standing:
        """What somebody may do in a department, as their groups were when they asked."""
        return standing_of(by.person.groups, department, self.rules())

    def must_edit(self, by: Somebody, department: str) -> None:
        """Refuse whoever may not change the assistants of a department."""
        # Whoever runs commands here can propose for any department, and answers for nothing.
        if by.participant.kind is ActorKind.OPERATOR:
            return
        if not self.standing(by, department).edits:
            raise NotAllowedError(sentences.NOT_AN_ADMIN, "not_an_admin", department=department)

    @asynccontextmanager
    async def audited(
        self, by: Somebody, tried: str, target: str, department: str
    ) -> AsyncIterator[None]:
        """Record a refusal; the caller hears of it all the same."""
        try:
            yield
        except (ChangeRefusedError, NotSeparatedError) as error:
            denied = isinstance(error, NotAllowedError | NotSeparatedError)
            await self.audit.add(
                change_refused(by.actor, tried, target, department, error.code, denied=denied),
                self.clock(),
            )
            raise


def sees(person: Person, department: str) -> bool:
    """Tell whether somebody may see the changes of a department."""
    by_command = participant_of(person).kind is ActorKind.OPERATOR
    return by_command or may_see(person, department)


def must_be_unfinished(draft: Draft) -> None:
    """Refuse to change what became of a draft."""
    if draft.status not in {DraftStatus.OPEN, DraftStatus.IN_REVIEW}:
        how = sentences.ENDS[draft.status.value]
        raise ChangeRefusedError(sentences.FINISHED, "finished", how=how)


def text_of(text: str, missing: Sentence | str) -> str:
    """What somebody wrote, which must be something, and not too long."""
    text = text.strip()
    if not text:
        raise ChangeRefusedError(missing, "reason_missing")
    if len(text) > LONGEST_REASON:
        raise ChangeRefusedError(
            sentences.TOO_LONG, "too_long", length=len(text), most=LONGEST_REASON
        )
    return text
