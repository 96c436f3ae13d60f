"""What the trail says of drafts and reviews: ids, hashes and names of fields, no word of a text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
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
        "content": digest(draft.content),
        "origin": draft.origin.value,
    }
    if draft.restores is not None:
        detail["restores"] = draft.restores
    if before is not None:
        detail["content_before"] = digest(before.content)
        detail["changed"] = fields_changed(before, draft)
        if before.id != draft.id:
            detail["instead_of"] = before.id
    return Event(action, actor, f"draft:{draft.id}", department=draft.department, detail=detail)


def saves_gathered(
    actor: Actor,
    draft: Draft,
    *,
    content_before: str,
    content: str,
    revision: int,
    changed: Sequence[str],
    saves: int,
    since: datetime,
    until: datetime,
) -> Event:
    """Somebody saved a draft so many times while they typed.

    ``content`` and ``revision`` are what the last save left; somebody else may have gone on since.
    ``since`` is the entry that they follow, which told of the content before them.
    """
    detail: dict[str, Fact] = {
        "profile": draft.slug,
        "revision": revision,
        "content": content,
        "origin": draft.origin.value,
        "content_before": content_before,
        "changed": list(changed),
        "saves": saves,
        "since": since.isoformat(),
        "until": until.isoformat(),
    }
    return Event(
        Action.DRAFT_SAVED,
        actor,
        f"draft:{draft.id}",
        department=draft.department,
        detail=detail,
    )


def fields_changed(before: Draft, after: Draft) -> list[str]:
    """The names of the fields in which two states of a draft differ."""
    names = sorted({*before.content, *after.content})
    return [name for name in names if after.content.get(name) != before.content.get(name)]


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


def digest(content: Mapping[str, Any]) -> str:
    """By what the trail names what a draft holds."""
    canonical = json.dumps(dict(content), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode("utf-8", "replace")).hexdigest()[:_SHORT]
