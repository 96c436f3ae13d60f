"""What SQLite and PostgreSQL do for changes: saves that share an entry, and one mover of files."""

from __future__ import annotations

import asyncio
from datetime import timedelta

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


async def test_one_replica_moves_the_files_of_a_source_and_nobody_waits_for_it(
    sessions: Sessions,
) -> None:
    documents = SqlDocumentStore(sessions)
    source = Source("hr", "/hr", "hr", "x@x.example", ("hr",))
    await documents.save_source(source)
    store = SqlDocumentChangeStore(sessions)

    async with (
        store.alone_with("hr") as first,
        store.alone_with("hr") as second,
        store.alone_with("it") as elsewhere,
    ):
        # Whoever decides about its documents, or closes it, writes here.
        await asyncio.wait_for(documents.save_source(source), 10)
    async with store.alone_with("hr") as afterwards:
        pass

    # SQLite has one owner, which takes its own turns.
    taken = await is_postgresql(sessions)
    assert (first, second, elsewhere, afterwards) == (True, not taken, True, True)
