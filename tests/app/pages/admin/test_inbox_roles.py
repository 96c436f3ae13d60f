"""Every page and route of the inbox, tried by everybody: it is for admins of the department."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.app.inbox.reacting import answered, reacted
from tests.servers.console import Console, opened_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYBODY = ("alice", "ben", "chris", "dana", "erik", "fatima", "grace", "hugo", "ivy", "")
ADMINS = {"dana"}
TURN = "11111111-1111-4111-8111-111111111111"
LIST, CASE = "/api/v1/admin/inbox", f"/api/v1/admin/inbox/{TURN}"
READS = (LIST, CASE)
WRITES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("again", {}),
    ("class", {"classed": "model"}),
    ("assignee", {"email": "dana@cryodyne.example"}),
    ("answers", {"text": "x"}),
    ("notes", {"text": "x"}),
    ("links", {"kind": "document", "target": "x"}),
    ("close", {"outcome": "mended"}),
    ("reopen", {}),
    ("person", {"because": "harm"}),
)
PAGE_WRITES: tuple[tuple[str, dict[str, str]], ...] = (
    ("again", {}),
    ("class", {"chosen": "model"}),
    ("assign", {"me": "yes"}),
    ("answer", {"text": "x"}),
    ("note", {"text": "x"}),
    ("link", {"kind": "document", "target": "x"}),
    ("close", {"outcome": "mended"}),
    ("reopen", {}),
    ("person", {"because": "harm"}),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def inbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    """A console with one reaction of Alice."""
    async with opened_console(tmp_path_factory.mktemp("inbox") / "var") as console:
        alice = await console.records.people.by_email("alice@cryodyne.example")
        assert alice is not None
        slug = "medical-information"
        sessions = console.records.transactions
        await answered(sessions, TURN, person=alice.id, profile=slug, department=slug)
        await reacted(sessions, TURN, person=alice.id)
        yield console


@pytest.mark.parametrize("name", EVERYBODY)
async def test_its_pages_are_there_for_admins_of_the_department(inbox: Console, name: str) -> None:
    client = await inbox.browser(name)
    statuses = {
        (await client.get(path)).status_code for path in ("/admin/inbox", f"/admin/inbox/{TURN}")
    }

    assert statuses == {303 if not name else 200 if name in ADMINS else 404}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_the_api_tells_it_to_admins_of_the_department(inbox: Console, name: str) -> None:
    async with inbox.api(name) as client:
        statuses = [(await client.get(path)).status_code for path in READS]

    refused = [401, 401] if not name else [403, 404]
    assert statuses == ([200, 200] if name in ADMINS else refused)


@pytest.mark.parametrize("name", sorted({*EVERYBODY} - ADMINS))
async def test_nobody_else_does_anything_in_a_case(inbox: Console, name: str) -> None:
    client = await inbox.browser(name)
    async with inbox.api(name) as api:
        for action, body in WRITES:
            reply = await api.post(f"{CASE}/{action}", json={"revision": 0, **body})
            assert reply.status_code == (404 if name else 401), (action, reply.text)
    for action, form in PAGE_WRITES:
        reply = await client.post(f"/admin/inbox/{TURN}/{action}", data={"revision": "0", **form})
        assert reply.status_code == (404 if name else 303), (action, reply.text)

    filed = await inbox.records.inbox.cases.case(TURN)
    assert filed is not None
    assert filed.steps == ()


async def test_an_admin_works_on_a_case_by_the_api(inbox: Console) -> None:
    async with inbox.api("dana") as dana:
        listed = (await dana.get(LIST, params={"max_score": 2, "closed": False})).json()
        seen = 0
        for action, body in WRITES:
            reply = await dana.post(f"{CASE}/{action}", json={"revision": seen, **body})
            # There is no such document; everything else is done, in this order.
            assert reply.status_code == (404 if action == "links" else 200), (action, reply.text)
            seen = reply.json().get("revision", seen)
        whole = (await dana.get(CASE)).json()

    assert [entry["turn_id"] for entry in listed["entries"]] == [TURN]
    assert "person" not in listed["entries"][0]
    assert (whole["closed"], whole["person"]) == (False, "alice@cryodyne.example")
    assert [step["kind"] for step in whole["steps"]] == [
        "classed",
        "assigned",
        "answered",
        "noted",
        "closed",
        "reopened",
        "revealed",
    ]


@pytest.mark.parametrize("query", ["cursor=x", "max_score=9", "classed=weather", "version=0"])
async def test_a_filter_that_means_nothing_is_refused(inbox: Console, query: str) -> None:
    async with inbox.api("dana") as dana:
        reply = await dana.get(f"{LIST}?{query}")

    assert reply.status_code == 422
    assert reply.json()["error"]["message"]
