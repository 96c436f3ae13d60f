"""How a version came to be live: by two people, or marked as what it is.

Nobody makes their own change live. `Provenance` is the one place that holds this: a version cannot
be stored without one, and one that says "reviewed" cannot be made for a single person. The database
holds the same by a trigger, for whoever comes past the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """What somebody is who takes part in a change; only a person can approve."""

    PERSON = "person"
    CLIENT = "client"
    OPERATOR = "operator"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in a change; ``name`` is the e-mail address of a person."""

    id: str
    name: str
    kind: ActorKind = ActorKind.PERSON

    def is_same(self, other: Participant) -> bool:
        """Tell whether two are one: the same account, or two accounts of one address."""
        if self.id == other.id:
            return True
        return bool(self.name) and self.name.casefold() == other.name.casefold()


class Way(StrEnum):
    """How a version came to be live.

    ``BEFORE`` marks those that were published by releases without a review.
    """

    REVIEWED = "reviewed"
    EMERGENCY = "emergency"
    FIRST_START = "first start"
    BEFORE = "before reviews"


class NotSeparatedError(PermissionError):
    """A change would become live by fewer people than it takes; the text says what to do."""

    def __init__(self, message: str, code: str = "not_separated") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who wrote a version, who approved it, why, and on what evidence.

    ``author`` is who asked for the review, or who acted in an emergency. ``contributors`` are all
    who had a hand in the content. ``despite`` is why it was approved although its checks failed,
    and stands as a mark for ever. ``restores`` is the number of the version that it brings back.

    Raises `NotSeparatedError`.
    """

    way: Way
    author: Participant
    approver: Participant | None = None
    contributors: Sequence[Participant] = ()
    reason: str = ""
    review: str | None = None
    restores: int | None = None
    evidence: str = ""
    despite: str = ""

    def __post_init__(self) -> None:
        if self.way is Way.REVIEWED:
            separate(self.author, self.contributors, self.approver)
            if not self.review:
                raise NotSeparatedError("A reviewed version belongs to a review.")
        if self.way is Way.EMERGENCY:
            if self.author.kind is not ActorKind.PERSON:
                raise NotSeparatedError("Only a person can act in an emergency.", "not_a_person")
            if not self.reason.strip() or self.restores is None:
                raise NotSeparatedError(
                    "An emergency restores an earlier version, and says why.", "reason_missing"
                )


def separate(
    author: Participant, contributors: Sequence[Participant], approver: Participant | None
) -> None:
    """Refuse an approval that is not another person's; raises `NotSeparatedError`."""
    if approver is None:
        raise NotSeparatedError("Nobody has approved it.", "not_approved")
    if approver.kind is not ActorKind.PERSON:
        raise NotSeparatedError(
            "Only a signed-in person can approve. A program or a command can propose.",
            "not_a_person",
        )
    if author.kind is not ActorKind.PERSON:
        raise NotSeparatedError(
            "It was proposed by a program or a command, so no person answers for it yet. A "
            "department admin takes it over first; then another person approves it.",
            "no_author",
        )
    if any(approver.is_same(one) for one in (author, *contributors)):
        raise NotSeparatedError(
            "You had a hand in this change, so another approver has to approve it.", "own_change"
        )
