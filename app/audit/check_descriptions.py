"""What the trail says of trials and checks: ids, hashes and counts, no question and no answer."""

from __future__ import annotations

from app.audit.events import Action, Actor, Event, Fact
from assistants.profiles import ConfigurationVersion
from assistants.publishing.drafts import Draft
from evaluation.checks import Check
from evaluation.runs import Run

_SHORT = 12


def draft_tried(
    actor: Actor, draft: Draft, content_hash: str, role: str, *, live: int | None
) -> Event:
    """Somebody asked a draft a question, as a role."""
    detail: dict[str, Fact] = {
        "profile": draft.slug,
        "revision": draft.revision,
        "hash": content_hash[:_SHORT],
        "asked_as": role,
        "live": live or 0,
    }
    return Event(
        Action.DRAFT_TRIED,
        actor,
        f"draft:{draft.id}",
        department=draft.department,
        detail=detail,
    )


def search_tried(
    actor: Actor, version: ConfigurationVersion, role: str, kind: str, passages: int
) -> Event:
    """Somebody tried what the search of an assistant finds, as a role."""
    configuration = version.configuration
    detail: dict[str, Fact] = {
        "configuration": version.number,
        "asked_as": role,
        "kind": kind,
        "shown": passages,
    }
    return Event(
        Action.SEARCH_TRIED,
        actor,
        f"profile:{configuration.slug}",
        department=configuration.department,
        detail=detail,
    )


def check_changed(
    action: Action, actor: Actor, check: Check, *, before: Check | None = None
) -> Event:
    """Somebody kept, changed or withdrew a check; what it expects is counted."""
    detail: dict[str, Fact] = {
        "profile": check.slug,
        "revision": check.revision,
        "origin": check.origin.value,
        **_expected(check),
    }
    if check.turn is not None:
        detail["turn"] = check.turn
    if before is not None:
        detail |= {f"{name}_before": count for name, count in _expected(before).items()}
        detail["question_changed"] = before.question != check.question
    return Event(action, actor, f"check:{check.id}", department=check.department, detail=detail)


def run_moved(action: Action, actor: Actor, run: Run) -> Event:
    """A run of checks began, or ended as it says."""
    detail: dict[str, Fact] = {
        "profile": run.slug,
        "hash": run.hash[:_SHORT],
        "live": run.live or 0,
        "asked_as": run.role,
        "questions": run.planned,
        "done": run.done,
        "status": run.status.value,
    }
    if run.draft is not None:
        detail["draft"] = run.draft
    if run.summary is not None:
        detail |= {"better": run.summary.better, "worse": run.summary.worse}
    return Event(action, actor, f"run:{run.id}", department=run.department, detail=detail)


def _expected(check: Check) -> dict[str, Fact]:
    wanted = check.expectation
    return {
        "cites": len(wanted.cites),
        "says": len(wanted.says),
        "never_says": len(wanted.never_says),
        "no_answer": wanted.no_answer,
    }
