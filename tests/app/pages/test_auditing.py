"""The page of the audit trail: it tells a compliance officer all, and is not there for others."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import httpx
import pytest

from app.audit.events import Action, Actor, Event
from app.wiring import Parts
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import entries, last
from tests.app.api.test_records import ALICE, BEN, GRACE, HUGO

PAGES = ("/admin/audit", "/admin/audit.csv")


async def browser(enter: Enter, email: str) -> httpx.AsyncClient:
    """A browser in which this person is signed in."""
    client = enter("")
    reply = await client.post("/sign-in/demo", data={"email": email})
    assert reply.status_code == 303
    return client


@pytest.mark.parametrize("email", [ALICE, BEN, HUGO])
async def test_for_anybody_else_the_page_is_not_there(
    enter: Enter, parts: Parts, email: str
) -> None:
    client = await browser(enter, email)

    replies = [await client.get(path) for path in PAGES]
    replies.append(await client.post("/admin/audit/check"))

    assert [reply.status_code for reply in replies] == [404, 404, 404]
    assert "Audit" not in replies[0].text
    denied = await entries(parts, "access.denied")
    assert [(entry.actor_name, entry.target) for entry in denied] == [(email, "audit")] * 3


@pytest.mark.parametrize("path", PAGES)
async def test_whoever_is_not_signed_in_is_led_to_the_sign_in(enter: Enter, path: str) -> None:
    reply = await enter("").get(path)

    assert reply.status_code == 303
    assert reply.headers["location"].startswith("/sign-in?next=/admin/audit")


async def test_an_entry_reads_like_a_sentence(enter: Enter, parts: Parts) -> None:
    await parts.audit.add(
        Event(
            Action.RECORDS_EXPORTED,
            Actor("f-1", "fatima@cryodyne.example", "10.9.8.7"),
            "dataset:turns",
            department="regulatory",
            detail={"rows": 12, "format": "csv"},
        )
    )

    page = await (await browser(enter, GRACE)).get("/admin/audit")

    row = next(row for row in page.text.split("<tr ") if "10.9.8.7" in row)
    words = " ".join(re.sub(r"<[^>]*>", " ", row).split())
    assert "UTC" in words
    assert "fatima@cryodyne.example Exported records dataset turns · regulatory" in words
    assert "format csv · rows 12 Done 10.9.8.7" in words
    assert page.headers["cache-control"] == "private, no-store"


async def test_reading_the_page_is_recorded(enter: Enter, parts: Parts) -> None:
    grace = await browser(enter, GRACE)

    await grace.get("/admin/audit", params={"action": "session.opened", "since": "2026-01-01"})

    entry = await last(parts, "audit.read")
    assert entry.actor_name == GRACE
    assert entry.facts == {
        "action": "session.opened",
        "format": "page",
        "since": "2026-01-01T00:00:00+00:00",
    }


async def test_the_filter_takes_days_an_action_and_a_person(enter: Enter, parts: Parts) -> None:
    await parts.audit.add(Event(Action.SESSION_ENDED, Actor("b-1", BEN)))
    grace = await browser(enter, GRACE)

    by_person = (await grace.get("/admin/audit", params={"person": f" {BEN} "})).text
    by_action = (await grace.get("/admin/audit", params={"action": "session.ended"})).text
    by_day = (await grace.get("/admin/audit", params={"until": "2020-01-01"})).text

    assert by_person.count('<tr role="row"') == by_action.count('<tr role="row"') == 2
    assert f'value="{BEN}"' in by_person
    assert '<option value="session.ended" selected>' in by_action
    assert "Nothing matches" in by_day
    assert 'data-local="second"' in by_person


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"until": "9999-12-31"},
        {"action": "<script>alert(1)</script>"},
        {"person": "'; DROP TABLE audit_entries; --"},
        {"cursor": "-1"},
        {"cursor": "٣"},
        {"cursor": "9" * 30},
    ],
)
async def test_an_odd_filter_is_answered_with_a_page(enter: Enter, query: dict[str, str]) -> None:
    page = await (await browser(enter, GRACE)).get("/admin/audit", params=query)

    assert page.status_code == 200
    assert "<script>" not in page.text
    if query.keys() & {"since", "until", "action"}:
        assert "was left out" in page.text


async def test_a_long_trail_has_pages(enter: Enter, parts: Parts) -> None:
    for _ in range(60):
        await parts.audit.add(Event(Action.SESSION_OPENED, Actor("b-1", BEN)))
    grace = await browser(enter, GRACE)

    first = (await grace.get("/admin/audit", params={"person": BEN})).text
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = (await grace.get(older[1].replace("&amp;", "&"))).text

    assert (first.count("entry "), second.count("entry ")) == (50, 10)
    assert ">Newest</a>" in second
    assert 'rel="next"' not in second


async def test_the_download_holds_all_that_the_filter_takes_and_runs_nothing(
    enter: Enter, parts: Parts
) -> None:
    for _ in range(510):
        await parts.audit.add(Event(Action.SESSION_REFUSED, Actor("nobody", "=cmd|'/c calc'!a@b")))
    grace = await browser(enter, GRACE)

    reply = await grace.get("/admin/audit.csv", params={"action": "session.refused"})

    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 510
    assert {row["actor_name"] for row in rows} == {"'=cmd|'/c calc'!a@b"}
    assert rows[0].keys() >= {"number", "at", "detail", "previous", "hash"}
    assert (await last(parts, "audit.read")).facts["format"] == "csv"


async def test_the_page_says_whether_the_trail_is_whole(enter: Enter, parts: Parts) -> None:
    grace = await browser(enter, GRACE)
    before = (await grace.get("/admin/audit")).text
    await parts.notary.sign()

    reply = await grace.post("/admin/audit/check")
    after = (await grace.get("/admin/audit")).text

    assert "has not been checked" in before
    assert "No checkpoint is signed yet" in before
    assert (reply.status_code, reply.headers["location"]) == (303, "/admin/audit")
    assert ">Whole</span>" in after
    assert re.search(r"last checkpoint signed entry \d+ on <time [^>]+>\d+ \w+ \d+", after)
    assert (await last(parts, "audit.verified")).facts["checkpoints"] == 1


async def test_the_page_warns_when_the_trail_is_not_whole(enter: Enter, parts: Parts) -> None:
    forged = Path(parts.settings.lake) / "audit/v1/dt=2026-01-01/department=all/000000000003.json"
    forged.parent.mkdir(parents=True)
    forged.write_text("{}")
    grace = await browser(enter, GRACE)

    await grace.post("/admin/audit/check")
    page = (await grace.get("/admin/audit")).text

    assert "Not whole" in page
    assert (await last(parts, "audit.verified")).outcome == "failed"


async def test_the_page_holds_no_style_and_no_script_of_its_own(enter: Enter) -> None:
    page = (await (await browser(enter, GRACE)).get("/admin/audit")).text

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|style=|onclick|javascript:", page) == []
