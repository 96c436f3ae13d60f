"""An entry of the audit trail in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.audit.chain import Entry
from app.audit.events import NOBODY, OPERATOR, SERVICE, Action, Outcome

ACTIONS: Mapping[str, str] = {
    Action.SESSION_OPENED: "Signed in",
    Action.SESSION_ENDED: "Signed out",
    Action.SESSION_REFUSED: "Failed to sign in",
    Action.ACCESS_DENIED: "Asked for something without the right to it",
    Action.PERSON_GROUPS_CHANGED: "Groups changed",
    Action.PERSON_ADDRESS_RELEASED: "Released an address",
    Action.RECORD_READ: "Read somebody else’s record",
    Action.ANSWER_KEPT: "Took an answer along",
    Action.EXPORT_BEGUN: "Began to export records",
    Action.RECORDS_EXPORTED: "Exported records",
    Action.CONFIGURATION_PUBLISHED: "Published a configuration",
    Action.DRAFT_CREATED: "Began a draft",
    Action.DRAFT_SAVED: "Saved a draft",
    Action.DRAFT_DISCARDED: "Discarded a draft",
    Action.DRAFT_TRIED: "Tried a draft out",
    Action.CHECK_KEPT: "Kept a check",
    Action.CHECK_CHANGED: "Changed a check",
    Action.CHECK_WITHDRAWN: "Withdrew a check",
    Action.RUN_BEGUN: "Began to run checks",
    Action.RUN_ENDED: "A run of checks ended",
    Action.REVIEW_ASKED: "Asked for a review",
    Action.REVIEW_TAKEN_OVER: "Took over what a program proposed",
    Action.REVIEW_CHECKED: "Put evidence with a review",
    Action.REVIEW_DISCUSSED: "Wrote in a review",
    Action.REVIEW_APPROVED: "Approved a change",
    Action.REVIEW_RETURNED: "Returned a change",
    Action.REVIEW_WITHDRAWN: "Withdrew a change",
    Action.CHANGE_REFUSED: "Tried to change an assistant",
    Action.EMERGENCY_RESTORED: "Restored a version in an emergency",
    Action.EMERGENCY_REVIEWED: "Looked at an emergency afterwards",
    Action.SOURCES_INGESTED: "Ingested sources",
    Action.ANSWER_WITHHELD: "An answer was withheld",
    Action.INBOX_READ: "Read the reactions of a department",
    Action.CASE_CHANGED: "Worked on a reaction",
    Action.PERSON_REVEALED: "Had themselves told who reacted",
    Action.BUDGET_SET: "A budget was set",
    Action.BUDGET_CHOICE_CHANGED: "Chose what a budget warns of and ends in",
    Action.TRAIL_REOPENED: "Went on after a restore",
    Action.AUDIT_READ: "Read the audit trail",
    Action.AUDIT_VERIFIED: "Checked the audit trail",
}
_OUTCOMES = {Outcome.OK: "Done", Outcome.DENIED: "Denied", Outcome.FAILED: "Failed"}
_ACTORS = {OPERATOR: "Operator", SERVICE: "The service", NOBODY: "Somebody unknown"}
_TARGETS = {
    "turn": "answer",
    "thread": "conversation",
    "profile": "assistant",
    "audit": "the audit trail",
}
_ABOUT_ITSELF = {Action.AUDIT_READ, Action.AUDIT_VERIFIED}


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the page shows it; ``find`` is what the filter takes to find its actor."""

    number: int
    at: str
    when: str
    who: str
    find: str
    what: str
    on: str
    where: str
    outcome: str
    result: str
    facts: str
    address: str


def row_of(entry: Entry) -> Row:
    """Put an entry into words; one that was spoilt is shown as it is."""
    return Row(
        number=entry.number,
        at=entry.at,
        when=_when(entry.at),
        who=_who(entry),
        find=entry.actor_name if "@" in entry.actor_name else entry.actor,
        what=ACTIONS.get(entry.action, entry.action),
        on="" if entry.action in _ABOUT_ITSELF else _target(entry.target),
        where=entry.department,
        outcome=entry.outcome,
        result={str(key): word for key, word in _OUTCOMES.items()}.get(
            entry.outcome, entry.outcome
        ),
        facts=" · ".join(f"{name.replace('_', ' ')} {_fact(v)}" for name, v in entry.facts.items()),
        address=entry.address,
    )


def instant_of(at: datetime) -> str:
    """An instant in UTC for people, its zone named."""
    return f"{at.day} {at:%b %Y, %H:%M:%S} UTC"


def _when(at: str) -> str:
    try:
        return instant_of(datetime.fromisoformat(at))
    except ValueError:
        return at


def _who(entry: Entry) -> str:
    known = _ACTORS.get(entry.actor)
    if known is None:
        return entry.actor_name or entry.actor
    return f"{known} ({entry.actor_name})" if entry.actor_name else known


def _target(target: str) -> str:
    kind, colon, name = target.partition(":")
    return f"{_TARGETS.get(kind, kind)}{' ' if colon else ''}{name}"


def _fact(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
