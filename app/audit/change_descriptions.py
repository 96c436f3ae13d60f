"""What the trail says of drafts and reviews: ids, hashes and names of fields, no word of a text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.audit.events import Action, Actor, Event, Fact, Outcome
from assistants.publishing.drafts import Draft
from assistants.publishing.reviews import Review

_SHORT = 12


def draft_changed(
    action: Action, actor: Actor, draft: Draft, *, before: Draft | None = None
) -> Event:
    """Somebody began, saved or discarded a draft; a save names the fields that changed."""
    detail: dict[str, Fact] = {
        "profile": draft.slug,
        "revision": draft.revision,
        "content": _digest(draft.content),
        "origin": draft.origin.value,
    }
    if draft.restores is not None:
        detail["restores"] = draft.restores
    if before is not None:
        detail["content_before"] = _digest(before.content)
        names = sorted({*draft.content, *before.content})
        detail["changed"] = [
            name for name in names if draft.content.get(name) != before.content.get(name)
        ]
        if before.id != draft.id:
            detail["instead_of"] = before.id
    return Event(action, actor, f"draft:{draft.id}", department=draft.department, detail=detail)


def review_moved(action: Action, actor: Actor, review: Review) -> Event:
    """A review was asked for, or something became of it."""
    detail: dict[str, Fact] = {
        "profile": review.slug,
        "hash": review.hash[:_SHORT],
        "replaces": review.replaces or 0,
        "status": review.status.value,
        "author": review.author.name or review.author.id,
    }
    if review.version is not None:
        detail["version"] = review.version
    if review.restores is not None:
        detail["restores"] = review.restores
    if review.evidence is not None:
        detail |= {"checks": review.evidence.checks, "failed": review.evidence.failed}
    return Event(action, actor, f"review:{review.id}", department=review.department, detail=detail)


def change_refused(
    actor: Actor, tried: str, target: str, department: str, code: str, *, denied: bool
) -> Event:
    """Somebody tried to change something, and it was refused."""
    outcome = Outcome.DENIED if denied else Outcome.FAILED
    detail: dict[str, Fact] = {"tried": tried, "because": code}
    return Event(
        Action.CHANGE_REFUSED, actor, target, outcome, department=department, detail=detail
    )


def _digest(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(dict(content), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()[:_SHORT]
