"""How a version came to be live: by two people, or marked as what it is.

Nobody makes their own change live. `Provenance` is the one place that holds this: a version cannot
be stored without one, and one that says "reviewed" cannot be made for a single person. The database
holds the same by a trigger, for whoever comes past the code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistants.translations import Sentence, SpokenError


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


_NO_REVIEW = Sentence(
    en="A reviewed version belongs to a review.",
    de="Eine geprüfte Version gehört zu einer Prüfung.",
    fr="Une version relue appartient à une relecture.",
)
ONLY_A_PERSON = Sentence(
    en="Only a signed-in person can do that. A program or a command can propose.",
    de="Das kann nur eine angemeldete Person. Ein Programm oder ein Befehl kann vorschlagen.",
    fr="Seule une personne connectée peut le faire. Un programme ou une commande peut proposer.",
)
_NO_REASON = Sentence(
    en="An emergency restores an earlier version, and says why.",
    de="Ein Notfall stellt eine frühere Version wieder her und sagt, warum.",
    fr="Une urgence rétablit une version antérieure et dit pourquoi.",
)
_NOT_APPROVED = Sentence(
    en="Nobody has approved it.",
    de="Niemand hat es freigegeben.",
    fr="Personne ne l’a approuvé.",
)
_NO_AUTHOR = Sentence(
    en="It was proposed by a program or a command, so no person answers for it yet. A department "
    "admin takes it over first; then another person approves it.",
    de="Ein Programm oder ein Befehl hat es vorgeschlagen, es steht also noch keine Person dafür "
    "ein. Zuerst übernimmt es die Verwaltung der Abteilung; dann gibt es eine andere Person frei.",
    fr="Un programme ou une commande l’a proposé, personne n’en répond donc encore. "
    "L’administration du service le reprend d’abord ; puis une autre personne l’approuve.",
)
_OWN_CHANGE = Sentence(
    en="You had a hand in this change, so another approver has to approve it.",
    de="Sie haben an dieser Änderung mitgewirkt, eine andere Person muss sie also freigeben.",
    fr="Vous avez participé à ce changement, une autre personne doit donc l’approuver.",
)


class NotSeparatedError(SpokenError, PermissionError):
    """A change would become live by fewer people than it takes; the text says what to do."""

    def __init__(self, sentence: Sentence, code: str = "not_separated") -> None:
        super().__init__(sentence)
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
                raise NotSeparatedError(_NO_REVIEW)
        if self.way is Way.EMERGENCY:
            if self.author.kind is not ActorKind.PERSON:
                raise NotSeparatedError(ONLY_A_PERSON, "not_a_person")
            if not self.reason.strip() or self.restores is None:
                raise NotSeparatedError(_NO_REASON, "reason_missing")


def separate(
    author: Participant, contributors: Sequence[Participant], approver: Participant | None
) -> None:
    """Refuse an approval that is not another person's; raises `NotSeparatedError`."""
    if approver is None:
        raise NotSeparatedError(_NOT_APPROVED, "not_approved")
    if approver.kind is not ActorKind.PERSON:
        raise NotSeparatedError(ONLY_A_PERSON, "not_a_person")
    if author.kind is not ActorKind.PERSON:
        raise NotSeparatedError(_NO_AUTHOR, "no_author")
    if any(approver.is_same(one) for one in (author, *contributors)):
        raise NotSeparatedError(_OWN_CHANGE, "own_change")
