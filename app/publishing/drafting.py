"""Drafts: begun, saved as somebody types, put away. Nothing here is ever live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.publishing.desk import Desk, Somebody, must_be_unfinished
from app.records.database.upserts import storable_json
from assistants.publishing import draft_sentences, sentences
from assistants.publishing.drafts import Draft, DraftStatus, Origin, readable_content
from assistants.publishing.refusals import (
    ChangedMeanwhileError,
    ChangeRefusedError,
    NotAllowedError,
)


async def begin(
    desk: Desk,
    by: Somebody,
    slug: str,
    department: str,
    content: Mapping[str, Any],
    *,
    origin: Origin = Origin.PAGE,
    restores: int | None = None,
    once: bool = False,
) -> Draft:
    """Begin a draft of an assistant, new or live; ``once`` where a button may be pressed twice."""
    async with desk.audited(by, "begin", f"profile:{slug}", department):
        live = await desk.configurations.live(slug)
        if live is not None and live.configuration.department != department:
            raise NotAllowedError(sentences.OTHER_DEPARTMENT, "other_department")
        desk.must_edit(by, department)
        kept = readable_content({**content, "slug": slug, "department": department})
        return await desk.drafts.create(
            slug,
            department,
            kept,
            by.participant,
            by.actor,
            base=live.number if live else None,
            origin=origin,
            restores=restores,
            at=desk.clock(),
            once=once,
        )


async def save(
    desk: Desk,
    by: Somebody,
    draft_id: str,
    revision: int,
    fields: Mapping[str, Any],
    *,
    typing: bool = False,
) -> Draft:
    """Save fields of a draft over the revision that somebody saw; the others stay.

    What is there already is saved, whichever revision was seen: a form that is sent twice, or once
    more because its answer was lost, changes nothing. What is saved while somebody is ``typing``
    never ends a review.
    """
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "save", f"draft:{draft.id}", draft.department):
        desk.must_edit(by, draft.department)
        content = readable_content({**draft.content, **fields})
        if _holds(draft, content):
            return draft
        if typing and draft.status is DraftStatus.IN_REVIEW:
            raise ChangedMeanwhileError(draft_sentences.REVIEW_ASKED_FOR, "in_review")
        if draft.revision != revision:
            raise ChangedMeanwhileError(
                sentences.STALE, "stale_revision", who=draft.updated_by.name
            )
        must_be_unfinished(draft)
        fixed = {"slug": draft.slug, "department": draft.department}
        if any(fields.get(name, value) != value for name, value in fixed.items()):
            raise ChangeRefusedError(sentences.KEEPS_ADDRESS, "department_changed")
        try:
            return await desk.drafts.save(
                draft, content, by.participant, by.actor, at=desk.clock(), typing=typing
            )
        except ChangedMeanwhileError:
            now = await desk.drafts.draft(draft.id)
            if now is not None and _holds(now, content):
                return now
            if typing and now is not None and now.status is DraftStatus.IN_REVIEW:
                raise ChangedMeanwhileError(draft_sentences.REVIEW_ASKED_FOR, "in_review") from None
            raise


def _holds(draft: Draft, content: Mapping[str, Any]) -> bool:
    written = draft.status in {DraftStatus.OPEN, DraftStatus.IN_REVIEW}
    return written and dict(draft.content) == storable_json(dict(content))


async def discard(desk: Desk, by: Somebody, draft_id: str, revision: int) -> None:
    """Put a draft away."""
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "discard", f"draft:{draft.id}", draft.department):
        desk.must_edit(by, draft.department)
        if draft.status is DraftStatus.IN_REVIEW:
            raise ChangeRefusedError(sentences.WITHDRAW_FIRST, "in_review")
        seen = replace(draft, revision=revision)
        await desk.drafts.discard(seen, by.participant, by.actor, at=desk.clock())
