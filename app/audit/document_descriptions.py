"""What the trail says of documents that are changed: ids and hashes, and no name of a file."""

from __future__ import annotations

from collections.abc import Mapping

from app.audit.events import Action, Actor, Event, Fact, Outcome

_SHORT = 12


def document_changed(
    action: Action,
    actor: Actor,
    *,
    document: str,
    department: str,
    before: str,
    after: str,
    facts: Mapping[str, Fact],
) -> Event:
    """Somebody proposed a change of a document, or something became of it.

    ``before`` and ``after`` are the SHA-256 of its bytes, empty where there are none.
    """
    detail: dict[str, Fact] = {**facts, "before": before[:_SHORT], "after": after[:_SHORT]}
    outcome = Outcome.FAILED if action is Action.DOCUMENT_REFUSED else Outcome.OK
    return Event(action, actor, f"document:{document}", outcome, department, detail)


def document_refused(
    actor: Actor, tried: str, target: str, department: str, code: str, *, denied: bool
) -> Event:
    """Somebody tried to change a document, and it was refused."""
    outcome = Outcome.DENIED if denied else Outcome.FAILED
    detail: dict[str, Fact] = {"tried": tried, "because": code}
    return Event(Action.DOCUMENT_REFUSED, actor, target, outcome, department, detail)
