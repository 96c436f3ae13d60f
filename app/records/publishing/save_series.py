"""Saves that follow each other while one person types, told in the audit trail as one.

A page saves at each pause of its writer. The first of such saves is in the trail at once, in the
transaction that makes it. What follows is counted in the draft's own row, in the transaction of
each save, and told in one entry: when the next thing is done to the draft, or after a quarter of an
hour. A process that dies takes nothing with it, for whichever runs next finds it in the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit.change_descriptions import digest, draft_changed, fields_changed, saves_gathered
from app.audit.events import Action, Actor, Event
from app.records.audit import append
from app.records.publishing.rows import DraftRow, draft_of
from assistants.publishing.drafts import Draft

LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SaveSeries:
    """Saves by one person from one address since the entry of ``since``.

    ``saves`` counts those that no entry tells of yet, the last at ``until``; ``changed`` are the
    fields that they touched. ``content`` is the digest of what the draft held before them, and
    ``left`` of what the last one left at ``revision``.
    """

    actor: Actor
    since: datetime
    until: datetime
    content: str
    left: str
    revision: int
    saves: int = 0
    changed: tuple[str, ...] = ()

    def goes_on(self, actor: Actor, at: datetime) -> bool:
        """Tell whether a save belongs to it."""
        return self.actor == actor and at - self.since < LASTS

    def with_save(self, before: Draft, after: Draft) -> SaveSeries:
        """The same with one save more."""
        changed = tuple(sorted({*self.changed, *fields_changed(before, after)}))
        return replace(
            self,
            saves=self.saves + 1,
            until=after.updated_at,
            changed=changed,
            left=digest(after.content),
            revision=after.revision,
        )

    def told(self, draft: Draft) -> Event:
        """What the trail says of it."""
        return saves_gathered(
            self.actor,
            draft,
            content_before=self.content,
            content=self.left,
            revision=self.revision,
            changed=self.changed,
            saves=self.saves,
            since=self.since,
            until=self.until,
        )

    def stored(self) -> dict[str, Any]:
        """As the draft's row keeps it."""
        return {
            "actor": [self.actor.id, self.actor.name, self.actor.address],
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "content": self.content,
            "left": self.left,
            "revision": self.revision,
            "saves": self.saves,
            "changed": list(self.changed),
        }


def series_of(stored: Mapping[str, Any] | None) -> SaveSeries | None:
    """A series out of the draft's row."""
    if stored is None:
        return None
    return SaveSeries(
        actor=Actor(*stored["actor"]),
        since=datetime.fromisoformat(stored["since"]),
        until=datetime.fromisoformat(stored["until"]),
        content=stored["content"],
        left=stored["left"],
        revision=stored["revision"],
        saves=stored["saves"],
        changed=tuple(stored["changed"]),
    )


async def record_save(
    session: AsyncSession, before: Draft, after: Draft, actor: Actor, *, typing: bool
) -> None:
    """Tell the trail of a save, or count it, in the transaction that has just written it."""
    series = await _series(session, before.id)
    if series is not None and series.actor != actor:
        await _tell(session, series, before, after.updated_at)
        series = None
    if typing and series is not None and series.goes_on(actor, after.updated_at):
        await _keep(session, before.id, series.with_save(before, after))
        return
    if series is not None and series.saves:
        await _tell(session, series.with_save(before, after), after, after.updated_at)
    else:
        event = draft_changed(Action.DRAFT_SAVED, actor, after, before=before)
        await append(session, event, after.updated_at)
    at = after.updated_at
    held = digest(after.content)
    begun = SaveSeries(actor, at, at, content=held, left=held, revision=after.revision)
    await _keep(session, before.id, begun if typing else None)


async def end_series(
    session: AsyncSession, draft_id: str | None, at: datetime, *, since: datetime | None = None
) -> None:
    """Tell the trail of saves that it does not know of, as something else is done to the draft.

    With ``since`` only where they follow an entry of then or before. The caller has written to the
    draft's row in this transaction, and so holds its lock.
    """
    series = await _series(session, draft_id)
    if series is None or draft_id is None or (since is not None and series.since > since):
        return
    row = await session.scalar(
        select(DraftRow).where(DraftRow.id == draft_id).execution_options(populate_existing=True)
    )
    await _tell(session, series, draft_of(row), at)
    await _keep(session, draft_id, None)


async def _tell(session: AsyncSession, series: SaveSeries, draft: Draft, at: datetime) -> None:
    if series.saves:
        await append(session, series.told(draft), at)


async def _series(session: AsyncSession, draft_id: str | None) -> SaveSeries | None:
    return series_of(await session.scalar(select(DraftRow.series).where(DraftRow.id == draft_id)))


async def _keep(session: AsyncSession, draft_id: str, series: SaveSeries | None) -> None:
    stored = series.stored() if series is not None else None
    await session.execute(update(DraftRow).where(DraftRow.id == draft_id).values(series=stored))
