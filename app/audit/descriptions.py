"""What an event says, decided in one place: ids, names of ours and counts, no word of a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from datetime import datetime
from typing import TYPE_CHECKING

from app.audit.events import Action, Actor, Denied, Event, Fact, Outcome
from app.audit.notary import Report
from app.audit.trail import Wanted
from assistants.profiles import ConfigurationVersion
from feedback.turns import TurnOpening
from retrieval.ingesting.ledger import Ledger

if TYPE_CHECKING:
    from app.requests.exports import Wanted as Export
    from app.spending.accounts import Choice

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SHORT = 12
# Somebody may be in hundreds of groups; so many are named, and all are counted.
_NAMED = 50


def refused(actor: Actor, denied: Denied) -> Event:
    """Somebody asked for what is there, and has no right to it."""
    return Event(
        Action.ACCESS_DENIED, actor, denied.target, Outcome.DENIED, department=denied.department
    )


def signed_in(actor: Actor, session: str, device: str, *, provider: bool) -> Event:
    """Somebody signed in, through the company's provider or as a sample person."""
    through = "provider" if provider else "sample people"
    detail: dict[str, Fact] = {"through": through, "device": device, "session": session}
    return Event(Action.SESSION_OPENED, actor, f"person:{actor.id}", detail=detail)


def signed_out(actor: Actor, person: str, email: str, session: str, because: str) -> Event:
    """A session ended, by its person or by somebody else."""
    detail: dict[str, Fact] = {"because": because, "session": session}
    if actor.id != person:
        detail["email"] = email
    return Event(Action.SESSION_ENDED, actor, f"person:{person}", detail=detail)


def not_let_in(actor: Actor, because: str) -> Event:
    """Somebody tried to sign in, and was not let in."""
    detail: dict[str, Fact] = {"because": because}
    return Event(Action.SESSION_REFUSED, actor, "sign-in", Outcome.DENIED, detail=detail)


def groups_changed(
    actor: Actor, person: str, email: str, before: Set[str], after: Set[str]
) -> Event:
    """What somebody may do changed, since the provider names other groups."""
    changes = {"added": after - before, "removed": before - after}
    detail: dict[str, Fact] = {"email": email, "groups": len(after)}
    detail |= {name: sorted(groups)[:_NAMED] for name, groups in changes.items() if groups}
    return Event(Action.PERSON_GROUPS_CHANGED, actor, f"person:{person}", detail=detail)


def address_released(actor: Actor, person: str, email: str) -> Event:
    """An address was taken from somebody, so that whoever has it at the provider gets it."""
    return Event(Action.PERSON_ADDRESS_RELEASED, actor, f"person:{person}", detail={"email": email})


def withheld(turn: TurnOpening) -> Event:
    """A model began to repeat its instructions, and its answer was not shown."""
    return Event(
        Action.ANSWER_WITHHELD,
        Actor(turn.person),
        f"turn:{turn.id}",
        Outcome.DENIED,
        department=turn.department,
        detail={"profile": turn.profile, "configuration": turn.configuration_number},
    )


def read_record(actor: Actor, turn: TurnOpening, *, replayed: bool = False) -> Event:
    """Somebody read the receipt of an answer that was given to somebody else."""
    return Event(
        Action.RECORD_READ,
        actor,
        f"turn:{turn.id}",
        department=turn.department,
        detail={"part": "receipt", "replayed": replayed},
    )


def kept_answer(actor: Actor, turn: TurnOpening, form: str) -> Event:
    """Somebody took an answer along as a file or as text."""
    detail: dict[str, Fact] = {"format": form, "own": actor.id == turn.person}
    return Event(
        Action.ANSWER_KEPT, actor, f"turn:{turn.id}", department=turn.department, detail=detail
    )


def export_begun(actor: Actor, export: Export, number: str) -> Event:
    """Somebody is about to take records out; ``number`` is in the entry of its end too."""
    return _export(Action.EXPORT_BEGUN, actor, export, Outcome.OK, {"export": number})


def exported(actor: Actor, export: Export, number: str, *, rows: int, complete: bool) -> Event:
    """Somebody took records out; if it broke off, so many rows at most."""
    outcome = Outcome.OK if complete else Outcome.FAILED
    facts: dict[str, Fact] = {"export": number, "rows": rows}
    return _export(Action.RECORDS_EXPORTED, actor, export, outcome, facts)


def _export(
    action: Action, actor: Actor, export: Export, outcome: Outcome, facts: dict[str, Fact]
) -> Event:
    filters = export.filters
    facts |= {
        "format": export.form,
        "departments": sorted(filters.departments),
        **_period(filters.since, filters.until),
    }
    if filters.assistant is not None:
        # It came with the request, and need not be the name of anything.
        known = _SLUG.fullmatch(filters.assistant)
        facts["assistant"] = filters.assistant if known else "unknown"
    numbers = {
        "configuration": filters.configuration,
        "min_score": filters.min_score,
        "max_score": filters.max_score,
    }
    facts |= {name: number for name, number in numbers.items() if number is not None}
    if filters.origins:
        facts["origins"] = sorted(filters.origins)
    if filters.reference is not None:
        facts["reference"] = filters.reference
    if filters.kinds:
        facts["kinds"] = sorted(filters.kinds)
    department = next(iter(filters.departments)) if len(filters.departments) == 1 else ""
    target = f"dataset:{export.dataset}"
    return Event(action, actor, target, outcome, department=department, detail=facts)


def set_aside_written(actor: Actor, rows: int) -> Event:
    """Somebody is about to take out the records that could not be written to the lake."""
    detail: dict[str, Fact] = {"rows": rows}
    return Event(Action.RECORDS_EXPORTED, actor, "outbox:set-aside", detail=detail)


def published(actor: Actor, version: ConfigurationVersion) -> Event:
    """A configuration version became the live one: how, and by whom."""
    configuration, provenance = version.configuration, version.provenance
    detail: dict[str, Fact] = {
        "number": version.number,
        "hash": configuration.hash[:_SHORT],
        "way": provenance.way.value,
        "author": provenance.author.name or provenance.author.id,
    }
    if provenance.approver is not None:
        detail["approver"] = provenance.approver.name
    if provenance.review is not None:
        detail["review"] = provenance.review
    if provenance.restores is not None:
        detail["restores"] = provenance.restores
    if provenance.despite:
        detail["despite_failed_checks"] = True
    return Event(
        Action.CONFIGURATION_PUBLISHED,
        actor,
        f"profile:{configuration.slug}",
        department=configuration.department,
        detail=detail,
    )


def ingested(actor: Actor, ledger: Ledger) -> Event:
    """Somebody had sources read into the index."""
    counts = Counter[str]()
    for source in ledger.sources:
        counts.update(dict(source.counts))
    return Event(
        Action.SOURCES_INGESTED,
        actor,
        "sources",
        Outcome.OK if ledger.reconciled else Outcome.FAILED,
        detail={
            "sources": [source.source for source in ledger.sources],
            "reconciled": ledger.reconciled,
            **{name: counts[name] for name in ("seen", "live", "failed", "removed")},
        },
    )


def budget_set(actor: Actor, department: str, before: str, after: str) -> Event:
    """A department's budget is another one than before; ``none`` is the word for no budget."""
    detail: dict[str, Fact] = {"before": before, "after": after}
    return Event(
        Action.BUDGET_SET, actor, f"budget:{department}", department=department, detail=detail
    )


def choice_changed(actor: Actor, department: str, before: Choice, after: Choice) -> Event:
    """Somebody chose when a budget's admins are warned, or what happens at its limit."""
    detail: dict[str, Fact] = {
        "warn_at": after.warn_at,
        "at_limit": after.at_limit.value,
        "warn_at_before": before.warn_at,
        "at_limit_before": before.at_limit.value,
    }
    return Event(
        Action.BUDGET_CHOICE_CHANGED,
        actor,
        f"budget:{department}",
        department=department,
        detail=detail,
    )


def read_audit(actor: Actor, wanted: Wanted, form: str) -> Event:
    """Somebody read the audit trail itself."""
    detail: dict[str, Fact] = {"format": form, **_period(wanted.since, wanted.until)}
    if wanted.action in {action.value for action in Action}:
        detail["action"] = wanted.action
    if wanted.actor:
        # Whom it was about is told by the entries; what somebody typed is not kept.
        detail["one_actor"] = True
    return Event(Action.AUDIT_READ, actor, "audit", detail=detail)


def reopened(actor: Actor, epoch: int, agreed: int, lost: int, reason: str) -> Event:
    """The trail goes on after a restore: what was signed before, and is not in it any more."""
    detail: dict[str, Fact] = {"epoch": epoch, "agreed": agreed, "lost": lost, "reason": reason}
    return Event(Action.TRAIL_REOPENED, actor, "audit", detail=detail)


def verified(actor: Actor, report: Report) -> Event:
    """Somebody had the whole chain checked."""
    detail: dict[str, Fact] = {"entries": report.entries, "checkpoints": report.checkpoints}
    if report.flaw is not None:
        detail |= {"flaw": report.flaw.kind.value, "entry": report.flaw.number}
    outcome = Outcome.OK if report.flaw is None else Outcome.FAILED
    return Event(Action.AUDIT_VERIFIED, actor, "audit", outcome, detail=detail)


def _period(since: datetime | None, until: datetime | None) -> dict[str, Fact]:
    named = {"since": since, "until": until}
    return {name: at.isoformat() for name, at in named.items() if at is not None}
