"""The words of the audit trail: who did what, to what, from where, and how it ended.

What people wrote is not in it: no question, no answer, no comment, no search words. An event names
things by their ids, counts them, and says in which form they left. `app.audit.descriptions` is the
one place that decides what an event says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

OPERATOR = "operator"
SERVICE = "service"
NOBODY = "nobody"

Fact = str | int | bool | Sequence[str]


class Action(StrEnum):
    """What was done, as it is kept; a word that was used once is never given another meaning."""

    SESSION_OPENED = "session.opened"
    SESSION_ENDED = "session.ended"
    SESSION_REFUSED = "session.refused"
    ACCESS_DENIED = "access.denied"
    PERSON_GROUPS_CHANGED = "person.groups_changed"
    PERSON_ADDRESS_RELEASED = "person.address_released"
    RECORD_READ = "record.read"
    ANSWER_KEPT = "answer.kept"
    EXPORT_BEGUN = "export.begun"
    RECORDS_EXPORTED = "records.exported"
    CONFIGURATION_PUBLISHED = "configuration.published"
    DRAFT_CREATED = "draft.created"
    DRAFT_SAVED = "draft.saved"
    DRAFT_DISCARDED = "draft.discarded"
    DRAFT_TRIED = "draft.tried"
    SEARCH_TRIED = "search.tried"
    CHECK_KEPT = "check.kept"
    CHECK_CHANGED = "check.changed"
    CHECK_WITHDRAWN = "check.withdrawn"
    RUN_BEGUN = "run.begun"
    RUN_ENDED = "run.ended"
    REVIEW_ASKED = "review.asked"
    REVIEW_TAKEN_OVER = "review.taken_over"
    REVIEW_CHECKED = "review.checked"
    REVIEW_DISCUSSED = "review.discussed"
    REVIEW_APPROVED = "review.approved"
    REVIEW_RETURNED = "review.returned"
    REVIEW_WITHDRAWN = "review.withdrawn"
    CHANGE_REFUSED = "change.refused"
    EMERGENCY_RESTORED = "emergency.restored"
    EMERGENCY_REVIEWED = "emergency.reviewed"
    SOURCES_INGESTED = "sources.ingested"
    DOCUMENT_PROPOSED = "document.proposed"
    DOCUMENT_CHANGED = "document.changed"
    DOCUMENT_WITHDRAWN = "document.withdrawn"
    DOCUMENT_RETURNED = "document.returned"
    DOCUMENT_REFUSED = "document.refused"
    ANSWER_WITHHELD = "answer.withheld"
    INBOX_READ = "inbox.read"
    CASE_CHANGED = "case.changed"
    PERSON_REVEALED = "person.revealed"
    BUDGET_SET = "budget.set"
    BUDGET_CHOICE_CHANGED = "budget.choice_changed"
    TRAIL_REOPENED = "trail.reopened"
    AUDIT_READ = "audit.read"
    AUDIT_VERIFIED = "audit.verified"


class Outcome(StrEnum):
    """How it ended; ``DENIED`` for want of a right, ``FAILED`` for any other reason."""

    OK = "ok"
    DENIED = "denied"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it.

    ``id`` is a person's id, ``client:NAME`` of a machine, ``operator``, ``service`` or ``nobody``;
    ``name`` an e-mail address; ``address`` where the request came from, empty where there is none.
    """

    id: str
    name: str = ""
    address: str = ""

    @classmethod
    def unknown(cls, claimed: str, address: str) -> Actor:
        """Somebody who did not get in, and the e-mail address they claimed.

        Anything else they typed is left out: it may be a password in the wrong field.
        """
        local, at, host = claimed.strip().lower().partition("@")
        likely = bool(local and at and "." in host) and not any(map(str.isspace, claimed.strip()))
        return cls(NOBODY, f"{local}@{host}" if likely else "", address)


@dataclass(frozen=True, slots=True)
class Denied:
    """A thing that is there, and that somebody has no right to; ``target`` as in `Event`."""

    target: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    ``target`` is ``KIND:ID``, such as ``turn:0a1b…``; ``department`` is empty where no department
    owns it. ``detail`` holds short ids, names and counts, and nothing that people wrote.
    """

    action: Action
    actor: Actor
    target: str = ""
    outcome: Outcome = Outcome.OK
    department: str = ""
    detail: Mapping[str, Fact] = field(default_factory=dict)
