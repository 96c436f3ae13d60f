"""What the trail says of trials and checks: ids, hashes and counts, no question and no answer."""

from __future__ import annotations

from app.audit.events import Action, Actor, Event, Fact
from assistants.publishing.drafts import Draft

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
