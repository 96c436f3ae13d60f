"""A review: a change that somebody asks to be made live, pinned to the hash of all it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistants.profiles import Configuration
from assistants.provenance import (
    ONLY_A_PERSON,
    ActorKind,
    NotSeparatedError,
    Participant,
    Provenance,
    Way,
    separate,
)
from assistants.publishing import sentences
from assistants.publishing.problems import Problem
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
    ProblemsError,
)


class ReviewStatus(StrEnum):
    """Where a review stands.

    ``OPEN`` waits for an approver; ``VOIDED`` ended because the draft was edited. After an
    emergency a review is ``AFTERWARDS`` until somebody else has looked at it.
    """

    OPEN = "open"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"
    AFTERWARDS = "afterwards"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


WAITING = (ReviewStatus.OPEN, ReviewStatus.AFTERWARDS)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the checks of a change said; ``failed`` counts those that are worse than before."""

    run: str
    checks: int
    failed: int
    summary: str

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the change."""
        return self.failed == 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said in the discussion of a review."""

    by: Participant
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """A change under review; ``hash`` is that of ``configuration``, as it was sent.

    ``replaces`` is the number that was live when it was asked for. ``decided_by`` approved,
    returned, withdrew or voided it.
    """

    id: str
    slug: str
    department: str
    draft: str | None
    status: ReviewStatus
    hash: str
    configuration: Configuration
    replaces: int | None
    restores: int | None
    reason: str
    author: Participant
    contributors: tuple[Participant, ...]
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by: Participant | None = None
    decision: str = ""
    version: int | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do in a department at this moment."""

    edits: bool = False
    approves: bool = False
    oversees: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approver says: which hash they saw, and which version they mean to replace."""

    approver: Participant
    hash: str
    replaces: int | None
    despite: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true in the moment in which a review may become a version.

    ``live`` is the number that answers now. ``problems`` are those of the configuration.
    """

    review: Review
    draft_hash: str | None
    live: int | None
    live_department: str | None
    approver: Standing
    author: Standing
    problems: Sequence[Problem] = ()


def approve(approval: Approval, facts: Facts) -> Provenance:
    """Turn an approval into the provenance of a version; raises if anything speaks against it.

    Raises `NotSeparatedError`, `NotAllowedError`, `ChangedMeanwhileError`, `ProblemsError` and
    `ChangeRefusedError`.
    """
    review = facts.review
    separate(review.author, review.contributors, approval.approver)
    if not facts.approver.approves:
        raise NotAllowedError(
            sentences.NOT_AN_APPROVER, "not_an_approver", department=review.department
        )
    _is_still_open(review)
    if not facts.author.edits:
        raise NotAllowedError(
            sentences.AUTHOR_LOST_ROLE, "author_lost_role", who=review.author.name
        )
    _is_what_was_seen(approval, facts)
    _stays_in_its_department(review, facts.live_department)
    if facts.problems:
        raise ProblemsError(facts.problems)
    despite = approval.despite.strip()
    if review.evidence is not None and not review.evidence.holds and not despite:
        raise ChangeRefusedError(
            sentences.GOT_WORSE, "reason_missing", failed=review.evidence.failed
        )
    return Provenance(
        Way.REVIEWED,
        author=review.author,
        approver=approval.approver,
        contributors=review.contributors,
        reason=review.reason,
        review=review.id,
        restores=review.restores,
        evidence=review.evidence.summary if review.evidence else "",
        despite=despite if review.evidence and not review.evidence.holds else "",
    )


def _is_still_open(review: Review) -> None:
    if review.status is not ReviewStatus.OPEN:
        if review.decided_by is None:
            raise ChangedMeanwhileError(sentences.ENDED, "not_open")
        how = sentences.ENDS[review.status.value]
        who = review.decided_by.name
        raise ChangedMeanwhileError(sentences.ENDED_BY, "not_open", how=how, who=who)


def _is_what_was_seen(approval: Approval, facts: Facts) -> None:
    review = facts.review
    if approval.hash != review.hash or review.configuration.hash != review.hash:
        raise ChangedMeanwhileError(sentences.OTHER_CONTENT, "other_hash")
    if facts.draft_hash is not None and facts.draft_hash != review.hash:
        raise ChangedMeanwhileError(sentences.DRAFT_CHANGED, "other_hash")
    if approval.replaces != facts.live:
        if not facts.live:
            raise ChangedMeanwhileError(sentences.LIVE_GONE, "other_live")
        raise ChangedMeanwhileError(sentences.LIVE_CHANGED, "other_live", version=facts.live)


def _stays_in_its_department(review: Review, live_department: str | None) -> None:
    departments = {review.department, review.configuration.department}
    if live_department is not None:
        departments.add(live_department)
    if len(departments) != 1 or review.configuration.slug != review.slug:
        raise ChangeRefusedError(sentences.KEEPS_ADDRESS, "department_changed")


def restore_at_once(
    restored: Configuration,
    number: int,
    somebody: Participant,
    standing: Standing,
    *,
    reason: str,
    live: Configuration,
    problems: Sequence[Problem],
) -> Provenance:
    """The provenance of an emergency: an earlier version again, by one person, marked for ever.

    Raises as `approve` does.
    """
    if not (standing.edits or standing.approves):
        raise NotAllowedError(sentences.NOT_IN_EMERGENCY, "not_allowed")
    if not reason.strip():
        raise ChangeRefusedError(sentences.WHICH_EMERGENCY, "reason_missing")
    if restored.hash == live.hash:
        raise ChangeRefusedError(sentences.SAME_AS_LIVE, "no_change")
    if restored.department != live.department:
        raise ChangeRefusedError(sentences.FROM_OTHER_DEPARTMENT, "department_changed")
    if problems:
        raise ProblemsError(problems)
    return Provenance(Way.EMERGENCY, somebody, reason=reason.strip(), restores=number)


def look_afterwards(review: Review, somebody: Participant, standing: Standing) -> None:
    """Refuse whoever may not judge an emergency: it takes another person with the role."""
    if not (standing.approves or standing.oversees):
        raise NotAllowedError(sentences.NOT_LOOKING, "not_an_approver")
    separate(review.author, review.contributors, somebody)
    if review.status is not ReviewStatus.AFTERWARDS:
        raise ChangedMeanwhileError(sentences.LOOKED_AT, "not_open")


def take_over(review: Review, somebody: Participant, standing: Standing) -> None:
    """Refuse whoever may not answer for what a program proposed."""
    if somebody.kind is not ActorKind.PERSON:
        raise NotSeparatedError(ONLY_A_PERSON, "not_a_person")
    if not standing.edits:
        raise NotAllowedError(sentences.NOT_TAKING_OVER, "not_allowed")
    _is_still_open(review)
    if review.author.kind is ActorKind.PERSON:
        raise ChangeRefusedError(sentences.HAS_AUTHOR, "has_author")
