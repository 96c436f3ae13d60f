"""Sources are brought up to date from a page by platform admins, who can follow how far it is."""

from __future__ import annotations

import asyncio

import pytest

from app.wiring import Parts
from retrieval.ingesting.ingestion import Ledger, Progress
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import entries
from tests.app.api.test_records import ALICE, BEN, GRACE, HUGO
from tests.app.pages.test_auditing import browser

PAGE = "/admin/knowledge/ingestion"
NOBODY_ELSE = [ALICE, BEN, GRACE, "dana@cryodyne.example", "fatima@cryodyne.example"]


class Held:
    """An ingestion that stands still at its third document until it is let go, or breaks."""

    def __init__(self, error: Exception | None = None) -> None:
        self.go = asyncio.Event()
        self.error = error

    async def sync(self, _sources: object, progress: Progress) -> Ledger:
        progress(3, 7, "secret-plan.md")
        await self.go.wait()
        raise self.error or LookupError


@pytest.mark.parametrize("email", NOBODY_ELSE)
async def test_for_others_it_is_not_there(enter: Enter, parts: Parts, email: str) -> None:
    client = await browser(enter, email)

    replies = [
        await client.get(PAGE),
        await client.get(f"{PAGE}/events"),
        await client.post(PAGE, data={"source": "hr"}),
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert parts.ingestions.under is None
    assert PAGE not in (await client.get("/admin/knowledge")).text


async def test_a_source_is_read_and_its_ledger_shown(enter: Enter, parts: Parts) -> None:
    hugo = await browser(enter, HUGO)
    assert PAGE in (await hugo.get("/admin/knowledge")).text

    reply = await hugo.post(PAGE, data={"source": "hr"})
    await parts.ingestions.wait()

    assert (reply.status_code, reply.headers["location"]) == (303, PAGE)
    page = (await hugo.get(PAGE)).text
    assert "unchanged" in page
    assert ">hr</h3>" in page
    assert ">it</h3>" not in page
    (entry,) = [one for one in await entries(parts, "sources.ingested") if one.actor_name == HUGO]
    assert entry.facts["sources"] == ["hr"]


async def test_how_far_it_is_can_be_followed_and_names_no_document(
    enter: Enter, parts: Parts
) -> None:
    hugo = await browser(enter, HUGO)
    parts.ingestions.ingestion = held = Held()  # type: ignore[assignment]
    await hugo.post(PAGE, data={})
    await asyncio.sleep(0)

    page = (await hugo.get(PAGE)).text
    again = await hugo.post(PAGE, data={})
    held.go.set()
    events = (await hugo.get(f"{PAGE}/events")).text

    assert '<progress max="7" value="3"' in page
    assert "secret-plan" not in page
    assert again.status_code == 409
    assert "event: ended" in events


async def test_what_breaks_off_is_told_by_a_reference_alone(enter: Enter, parts: Parts) -> None:
    hugo = await browser(enter, HUGO)
    parts.ingestions.ingestion = held = Held(RuntimeError("postgresql://u:S3cret@db"))  # type: ignore[assignment]
    held.go.set()
    await hugo.post(PAGE, data={})
    await parts.ingestions.wait()

    page = (await hugo.get(PAGE)).text

    assert parts.ingestions.ended is not None
    assert parts.ingestions.ended.reference in page
    assert "S3cret" not in page
    assert "Begin" in page


async def test_a_source_that_there_is_not_is_not_read(enter: Enter, parts: Parts) -> None:
    hugo = await browser(enter, HUGO)

    reply = await hugo.post(PAGE, data={"source": "../etc"})

    assert reply.status_code == 404
    assert parts.ingestions.under is None
