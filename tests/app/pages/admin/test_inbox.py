"""The inbox as an admin uses it, by forms alone, and what others get to see of it."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from babel import Locale
from jinja2 import Environment, FileSystemLoader

from app.audit.chain import Entry
from app.audit.trail import EVERYTHING
from app.pages.case_outcomes import replies_to
from app.pages.words.heard import HEARD
from app.pages.words.reader import Reader
from app.pages.words.wording import Wording
from app.settings import ROOT
from tests.app.inbox.reacting import answered, document, reacted, store_documents
from tests.servers.console import DOSE, Console, opened_console

TEMPLATES = ROOT / "app" / "pages" / "templates"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}=HYPERLINK('x')"
OPEN = document("open.md", "medical-information")
CLOSED = document("closed.md", "medinfo-restricted-board")
TURN = "11111111-1111-4111-8111-111111111111"
SECRET = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    """Alice reacted to two answers, one of which rests on what Dana may not read."""
    async with opened_console(tmp_path / "var") as console:
        records = console.records
        alice = await records.people.by_email("alice@cryodyne.example")
        assert alice is not None
        sessions = records.transactions
        await store_documents(sessions, OPEN, CLOSED)
        usual = {
            "person": alice.id,
            "profile": "medical-information",
            "department": "medical-information",
            "question": MARKUP,
        }
        await answered(sessions, TURN, OPEN, **usual)
        await answered(sessions, SECRET, OPEN, CLOSED, **usual | {"question": "And the rest?"})
        for turn in (TURN, SECRET):
            await reacted(sessions, turn, person=alice.id, comment=MARKUP)
        yield console


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


async def step(client: httpx.AsyncClient, action: str, **form: str) -> httpx.Response:
    page = (await client.get(f"/admin/inbox/{TURN}")).text
    return await client.post(
        f"/admin/inbox/{TURN}/{action}", data={"revision": revision(page), **form}
    )


async def heard_by_alice(console: Console) -> str:
    """The part of her account page that departments write to."""
    alice = await console.records.directory.by_email("alice@cryodyne.example")
    assert alice is not None
    reader = Reader("en", Locale("en", "GB"))
    words = Wording(reader, HEARD)
    replies = await replies_to(console.app.state.parts, alice, words)
    template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    return template.get_template("case_outcomes.html").render(replies=replies, w=words, show=reader)


async def trail(console: Console, action: str) -> list[Entry]:
    page = await console.records.audit.page(EVERYTHING, limit=200)
    return [entry for entry in page.entries if entry.action == action]


async def test_from_a_reaction_to_what_its_person_reads(console: Console) -> None:
    dana = await console.browser("dana")
    for action, form in (
        ("class", {"chosen": "outdated"}),
        ("assign", {"me": "yes"}),
        ("link", {"kind": "document", "target": OPEN.id}),
        ("answer", {"text": "We look at it."}),
        ("close", {"outcome": "mended", "text": "It says 30 now."}),
    ):
        reply = await step(dana, action, **form)
        assert reply.status_code == 303, (action, reply.text)

    page = (await dana.get(f"/admin/inbox/{TURN}")).text
    account = await heard_by_alice(console)

    assert "A document is out of date" in page
    assert "Looked after by: dana@cryodyne.example" in page
    for told in ("We look at it.", "It is mended.", "It says 30 now."):
        assert told in account
    assert "out of date" not in account
    listed = (await dana.get("/admin/inbox?state=closed")).text
    assert f"/admin/inbox/{TURN}" in listed
    assert f"/admin/inbox/{TURN}" not in (await dana.get("/admin/inbox")).text


async def test_a_case_shows_no_name_and_nothing_that_its_admin_may_not_read(
    console: Console,
) -> None:
    dana = await console.browser("dana")

    whole = (await dana.get(f"/admin/inbox/{TURN}")).text
    parts = (await dana.get(f"/admin/inbox/{SECRET}")).text

    assert "The text of open.md." in whole
    assert "There are 30 days [1]" in whole
    assert "The text of open.md." in parts
    for hidden in ("closed.md", "There are 30 days [1]"):
        assert hidden not in parts
    assert "1 passage comes from a document that you may not read." in parts
    for page in (whole, parts, (await dana.get("/admin/inbox")).text):
        assert "Alice" not in page
        assert "alice@" not in page


async def test_a_name_is_told_for_a_reason_that_the_trail_keeps(console: Console) -> None:
    dana = await console.browser("dana")

    without = await step(dana, "person", note="I want to know.")
    reply = await step(dana, "person", because="harm", note="She spoke of a rash.")

    assert without.status_code == 422
    assert reply.status_code == 303
    assert "alice@cryodyne.example" in (await dana.get(f"/admin/inbox/{TURN}")).text
    (entry,) = await trail(console, "person.revealed")
    assert (entry.actor_name, entry.facts["because"]) == ("dana@cryodyne.example", "harm")
    assert "rash" not in entry.detail


async def test_the_same_question_is_asked_again_of_what_is_live(console: Console) -> None:
    dana = await console.browser("dana")

    page = await dana.post(f"/admin/inbox/{TURN}/again")

    assert page.status_code == 200
    assert f"{DOSE} [1]" in page.text
    assert "Passages: 0 as then, 1 not found any more, 2 new." in page.text
    (asked,) = console.search.asked
    assert asked[0] == MARKUP
    read = await trail(console, "record.read")
    assert [entry.facts.get("replayed") for entry in read] == [True, None]


async def test_asking_again_lends_no_group_that_the_admin_lacks(console: Console) -> None:
    dana = await console.browser("dana")
    person = await console.records.directory.by_email("dana@cryodyne.example")
    alice = await console.records.people.by_email("alice@cryodyne.example")
    assert person is not None
    assert alice is not None
    both = ("medical-information", "medinfo-restricted-board")
    other = "33333333-3333-4333-8333-333333333333"
    slug = "medical-information"
    usual = {"person": alice.id, "profile": slug, "department": slug, "groups": both}
    await answered(console.records.transactions, other, OPEN, **usual)
    await reacted(console.records.transactions, other, person=alice.id)

    page = (await dana.post(f"/admin/inbox/{other}/again")).text

    assert [one[1].groups for one in console.search.asked] == [frozenset(both) & person.groups]
    assert "The person had groups that you do not have" in page


async def test_reading_it_is_recorded(console: Console) -> None:
    dana = await console.browser("dana")
    await dana.get("/admin/inbox")
    await dana.get(f"/admin/inbox/{TURN}")

    assert [entry.facts["shown"] for entry in await trail(console, "inbox.read")] == [2]
    assert [entry.target for entry in await trail(console, "record.read")] == [f"turn:{TURN}"]


async def test_it_is_closed_with_an_outcome_only(console: Console) -> None:
    dana = await console.browser("dana")

    reply = await step(dana, "close", text="Done.")

    assert reply.status_code == 422
    assert "Choose one of the list first." in reply.text
    assert "Done.</textarea>" in reply.text


async def test_what_a_stale_form_held_is_kept_in_it(console: Console) -> None:
    dana = await console.browser("dana")
    await step(dana, "class", chosen="model")

    stale = await dana.post(
        f"/admin/inbox/{TURN}/answer", data={"revision": "0", "text": "A long answer."}
    )

    assert stale.status_code == 409
    assert "A long answer.</textarea>" in stale.text
    assert revision(stale.text) == "1"


async def test_markup_and_templates_are_text(console: Console) -> None:
    dana = await console.browser("dana")
    await step(dana, "answer", text=MARKUP)
    await step(dana, "note", text=MARKUP)

    listed, case = [(await dana.get(f"/admin/inbox{more}")).text for more in ("", f"/{TURN}")]
    for page in (listed, case, await heard_by_alice(console)):
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("class", {"chosen": "weather"}),
        ("assign", {"email": "alice@cryodyne.example"}),
        ("assign", {"email": "nobody@nowhere.example"}),
        ("answer", {"text": "  "}),
        ("answer", {"text": "x" * 4_001}),
        ("reopen", {}),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    console: Console, action: str, form: dict[str, str]
) -> None:
    dana = await console.browser("dana")

    reply = await step(dana, action, **form)

    assert reply.status_code == 422
    filed = await console.records.inbox.cases.case(TURN)
    assert filed is not None
    assert filed.steps == ()


@pytest.mark.parametrize("target", [CLOSED.id, "x" * 32, "'; DROP TABLE turns"])
async def test_a_case_leads_to_nothing_that_its_admin_may_not_open(
    console: Console, target: str
) -> None:
    dana = await console.browser("dana")

    for kind in ("document", "draft"):
        assert (await step(dana, "link", kind=kind, target=target)).status_code == 404


async def test_who_lost_the_role_a_second_ago_does_nothing_any_more(console: Console) -> None:
    dana = await console.browser("dana")
    page = (await dana.get(f"/admin/inbox/{TURN}")).text
    await console.records.people.put(
        "dana@cryodyne.example", "Dana Derungs", {"employees", "medical-information"}
    )

    reply = await dana.post(
        f"/admin/inbox/{TURN}/class", data={"revision": revision(page), "chosen": "model"}
    )

    assert reply.status_code == 404
    filed = await console.records.inbox.cases.case(TURN)
    assert filed is not None
    assert filed.steps == ()


@pytest.mark.parametrize(
    "query",
    ["version=x", "score=x&state=y&class=z", "after=x", "document=%25%27", "version=9999999"],
)
async def test_a_filter_that_means_nothing_is_no_error(console: Console, query: str) -> None:
    dana = await console.browser("dana")

    assert (await dana.get(f"/admin/inbox?{query}")).status_code == 200


@pytest.mark.parametrize(("language", "says"), [("de", "Alle Reaktionen"), ("fr", "Toutes les")])
async def test_the_pages_speak_the_readers_language(
    console: Console, language: str, says: str
) -> None:
    dana = await console.browser("dana", language)

    assert says in (await dana.get(f"/admin/inbox/{TURN}")).text


async def test_before_the_first_reaction_it_says_what_to_do(tmp_path: Path) -> None:
    async with opened_console(tmp_path / "empty") as console:
        dana = await console.browser("dana")

        page = (await dana.get("/admin/inbox")).text

    assert "Nobody has reacted yet" in page


async def test_the_question_of_a_case_becomes_a_check_by_one_click(console: Console) -> None:
    dana = await console.browser("dana")
    assert f'action="/admin/checks/turns/{TURN}"' in (await dana.get(f"/admin/inbox/{TURN}")).text

    kept = await dana.post(f"/admin/checks/turns/{TURN}")

    assert kept.status_code == 303
    page = (await dana.get(kept.headers["location"])).text
    assert MARKUP in html.unescape(page)
    assert "<img src=x" not in page
