"""Why somebody may, or may not: which group gives which right, in words for an operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.identity.people import IdentityRules, Person
from assistants.profiles import Configuration
from retrieval.documents import Document, DocumentStatus


@dataclass(frozen=True, slots=True)
class Reason:
    """A right, whether the person has it, and why: ``groups`` are those that decide."""

    what: str
    allowed: bool
    why: str
    groups: tuple[str, ...]


def roles_of(person: Person, rules: IdentityRules) -> list[Reason]:
    """Each role and department that the person has, with the groups that give it."""
    reasons = []
    for slug, department in rules.departments.items():
        if held := _shared(person, department.groups):
            reasons.append(Reason(f"employee of {slug}", True, _in(held), held))
    for rule in rules.roles:
        if held := _shared(person, rule.groups):
            reach = f" of {', '.join(rule.departments)}" if rule.departments else ""
            reasons.append(Reason(f"{rule.role.value}{reach}", True, _in(held), held))
    return reasons


def use_of(person: Person, configuration: Configuration) -> Reason:
    """Whether the person may use an assistant."""
    return _reason(person, f"use the assistant {configuration.slug}", configuration.audience)


def reading_of(person: Person, document: Document) -> Reason:
    """Whether the person may read a document, and whether answers use it at all."""
    reason = _reason(person, f"read {document.source}/{document.path}", document.groups)
    now = datetime.now(UTC)
    if document.status in {DocumentStatus.FAILED, DocumentStatus.QUARANTINED}:
        why = f"the document is {document.status.value}: {document.reason}"
        return replace(reason, allowed=False, why=why)
    if document.superseded_from is not None and document.superseded_from <= now:
        since = f"replaced since {document.superseded_from:%Y-%m-%d}"
    elif document.effective_until is not None and document.effective_until <= now:
        since = f"no longer in effect since {document.effective_until:%Y-%m-%d}"
    elif document.effective_from is not None and document.effective_from > now:
        since = f"not in effect before {document.effective_from:%Y-%m-%d}"
    else:
        return reason
    return replace(reason, why=f"{reason.why}; {since}, so no answer uses it")


def _reason(person: Person, what: str, groups: Iterable[str]) -> Reason:
    wanted = tuple(sorted(groups))
    held = _shared(person, wanted)
    if held:
        return Reason(what, True, _in(held), held)
    if not wanted:
        return Reason(what, False, "no group is named, so nobody may", ())
    return Reason(what, False, f"in none of {', '.join(wanted)}", wanted)


def _shared(person: Person, groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(person.groups.intersection(groups)))


def _in(groups: tuple[str, ...]) -> str:
    return f"in {', '.join(groups)}"
