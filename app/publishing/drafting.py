"""Drafts: begun, saved as somebody types, put away. Nothing here is ever live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.publishing.desk import Desk, Somebody, must_be_unfinished
from assistants.publishing import sentences
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
) -> Draft:
    """Begin a draft of an assistant, new or live."""
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
        )


async def save(
    desk: Desk, by: Somebody, draft_id: str, revision: int, fields: Mapping[str, Any]
) -> Draft:
    """Save fields of a draft over the revision that somebody saw; the others stay."""
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "save", f"draft:{draft.id}", draft.department):
        desk.must_edit(by, draft.department)
        if draft.revision != revision:
            raise ChangedMeanwhileError(
                sentences.STALE, "stale_revision", who=draft.updated_by.name
            )
        must_be_unfinished(draft)
        fixed = {"slug": draft.slug, "department": draft.department}
        if any(fields.get(name, value) != value for name, value in fixed.items()):
            raise ChangeRefusedError(sentences.KEEPS_ADDRESS, "department_changed")
        content = readable_content({**draft.content, **fields})
        if content == dict(draft.content):
            return draft
        return await desk.drafts.save(draft, content, by.participant, by.actor, at=desk.clock())


async def discard(desk: Desk, by: Somebody, draft_id: str, revision: int) -> None:
    """Put a draft away."""
    draft = await desk.draft(by.person, draft_id)
    async with desk.audited(by, "discard", f"draft:{draft.id}", draft.department):
        desk.must_edit(by, draft.department)
        if draft.status is DraftStatus.IN_REVIEW:
            raise ChangeRefusedError(sentences.WITHDRAW_FIRST, "in_review")
        seen = replace(draft, revision=revision)
        await desk.drafts.discard(seen, by.participant, by.actor, at=desk.clock())
