"""An address where nothing is: a page for a browser, one shape of errors for a program."""

from __future__ import annotations

from tests.app.api.conftest import Enter
from tests.app.api.test_records import HUGO
from tests.app.pages.test_auditing import browser


async def test_a_browser_gets_a_page_with_a_way_back(enter: Enter) -> None:
    client = await browser(enter, HUGO)

    reply = await client.get("/admn/knowledge", headers={"Accept": "text/html"})

    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "There is no page at this address" in reply.text
    assert 'href="/chat/"' in reply.text


async def test_where_only_forms_are_sent_to_a_browser_finds_no_page_either(enter: Enter) -> None:
    client = await browser(enter, HUGO)

    reply = await client.get("/sign-out", headers={"Accept": "TEXT/HTML"})

    assert reply.status_code == 405
    assert "POST" in reply.headers["allow"]
    assert "There is no page at this address" in reply.text


async def test_a_program_gets_the_shape_of_every_error(enter: Enter) -> None:
    replies = [
        await enter("").get("/admn", headers={"Accept": "application/json"}),
        await enter("").get("/api/v1/admn", headers={"Accept": "text/html"}),
    ]

    assert [reply.status_code for reply in replies] == [404, 404]
    assert {reply.json()["error"]["code"] for reply in replies} == {"http_404"}


async def test_admin_leads_to_what_a_person_may_administer(enter: Enter) -> None:
    client = await browser(enter, HUGO)

    reply = await client.get("/admin", follow_redirects=True)

    assert reply.status_code == 200
    assert "/admin/knowledge" in reply.text
