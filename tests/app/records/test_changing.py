"""What SQLite and PostgreSQL do for changes: saves that share an entry, and turns at a source."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.audit.events import Actor
from app.audit.trail import Wanted
from app.records.audit import SqlAuditTrail
from app.records.database.engine import Sessions
from app.records.documents.changes import SqlDocumentChangeStore
from app.records.documents.documents import SqlDocumentStore
from app.records.publishing.drafts import SqlDraftStore
from app.records.publishing.save_series import LASTS
from assistants.provenance import Participant
from assistants.publishing.drafts import Origin
from retrieval.documents import Source
from tests.app.records.test_abandoned import is_postgresql
from tests.feedback.samples import AT

DANA, ACTOR = Participant("dana", "dana@cryodyne.example"), Actor("dana", "dana@cryodyne.example")


async def test_saves_while_somebody_types_are_told_once_whoever_looks(sessions: Sessions) -> None:
    store = SqlDraftStore(sessions)
    draft = await store.create(
        "hr", "hr", {"prompt": "0."}, DANA, ACTOR, base=None, origin=Origin.PAGE, at=AT
    )
    for number in range(1, 5):
        content = {"prompt": f"{number}."}
        at = AT + timedelta(seconds=number)
        draft = await store.save(draft, content, DANA, ACTOR, at=at, typing=True)

    later = AT + 2 * LASTS
    await asyncio.gather(
        *(SqlDraftStore(sessions).record_saves(until=AT + LASTS, at=later) for _ in range(3))
    )

    page = await SqlAuditTrail(sessions).page(Wanted(action="draft.saved"))
    assert [entry.facts.get("saves") for entry in page.entries] == [3, None]


async def test_replicas_take_turns_at_a_source(sessions: Sessions) -> None:
    if not await is_postgresql(sessions):
        pytest.skip("SQLite has one owner")
    await SqlDocumentStore(sessions).save_source(Source("hr", "/hr", "hr", "x@x.example", ("hr",)))
    store, order = SqlDocumentChangeStore(sessions), list[str]()

    async def other() -> None:
        async with store.alone_with("hr"):
            order.append("second")

    async with store.alone_with("hr"):
        waiting = asyncio.create_task(other())
        while not await _somebody_waits(sessions):
            assert not waiting.done()
        order.append("first")
    await waiting

    assert order == ["first", "second"]


async def _somebody_waits(sessions: Sessions) -> bool:
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with sessions() as session:
        return bool(await session.scalar(query))
