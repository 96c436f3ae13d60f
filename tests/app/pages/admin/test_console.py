"""The console as people use it: a change from a draft to a version, by forms alone."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.servers.console import Console, opened_console

MEDICAL = "medical-information"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}{% raw %}=HYPERLINK('x')"


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    async with opened_console(tmp_path / "var") as console:
        yield console


def form_of(page: str) -> dict[str, str]:
    """The form of a draft as a browser would send it."""
    page = page.split('<h2 id="difference">', maxsplit=1)[0]
    form = dict(
        re.findall(r'<textarea id="f-[^"]*" name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    )
    form |= dict(
        re.findall(r'<input type="text" id="f-[^"]*" name="([^"]+)" value="([^"]*)"', page)
    )
    for name, options in re.findall(r'<select id="f-[^"]*" name="([^"]+)">(.*?)</select>', page):
        form[name] = re.findall(r"<option selected>(.*?)</option>", options)[0]
    form |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in form.items()}


async def begun(client: httpx.AsyncClient) -> str:
    reply = await client.post("/admin/drafts", data={"slug": MEDICAL})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


async def asked(client: httpx.AsyncClient, draft: str, **changes: str) -> str:
    form = form_of((await client.get(draft)).text) | changes
    saved = await client.post(draft, data=form)
    assert saved.status_code == 303, saved.text
    revision = form_of((await client.get(draft)).text)["revision"]
    reply = await client.post(f"{draft}/review", data={"revision": revision, "reason": "Better."})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"])


def hash_on(page: str) -> str:
    found = re.search(r'name="hash" value="(\w{64})"', page)
    assert found is not None
    return found[1]


async def test_a_change_goes_from_a_draft_to_a_version_by_two_people(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    review = await asked(dana, await begun(dana), passages="9")

    waits = await erik.get("/admin")
    page = await erik.get(review)
    approved = await erik.post(
        f"{review}/approve", data={"hash": hash_on(page.text), "replaces": "1"}
    )

    assert review in waits.text.split('id="name-1"')[0]
    assert "Version 1" in page.text
    assert approved.headers["location"] == f"/admin/assistants/{MEDICAL}"
    history = (await dana.get(approved.headers["location"])).text
    assert "by dana@cryodyne.example, approved by erik@cryodyne.example" in history
    live = await console.records.configurations.live(MEDICAL)
    assert live is not None
    assert (live.number, live.configuration.passages) == (2, 9)


async def test_a_form_that_is_saved_as_it_came_changes_nothing(console: Console) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)

    await dana.post(draft, data=form_of((await dana.get(draft)).text))

    page = (await dana.get(draft)).text
    assert "There is no difference to what is live." in page
    assert "It can be reviewed as it stands." in page


async def test_an_author_does_not_find_the_button_and_is_refused(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    review = await asked(dana, await begun(dana), passages="9")
    seen = hash_on((await erik.get(review)).text)

    page = (await dana.get(review)).text
    reply = await dana.post(f"{review}/approve", data={"hash": seen, "replaces": "1"})

    assert f"{review}/approve" not in page
    assert reply.status_code == 403
    assert "another approver has to approve it" in reply.text


async def test_what_could_not_be_saved_stays_in_the_form_and_is_not_saved_over_others(
    console: Console,
) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)
    form = form_of((await dana.get(draft)).text)
    await dana.post(draft, data=form | {"welcome": "First."})

    stale = await dana.post(draft, data=form | {"welcome": "Second."})
    again = await dana.post(draft, data=form_of(stale.text))

    assert (stale.status_code, again.status_code) == (409, 409)
    assert "Second." in stale.text
    assert "Yours was not saved" in stale.text
    assert form_of((await dana.get(draft)).text)["welcome"].strip() == "First."


async def test_markup_and_templates_in_every_field_are_text(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    draft = await begun(dana)
    form = form_of((await dana.get(draft)).text)
    for name in form:
        if name not in {"revision", "tells_not_permitted-shown", "judges_meaning-shown"}:
            form[name] = MARKUP

    await dana.post(draft, data=form)

    for client in (dana, erik):
        page = (await client.get(draft)).text
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page
        assert "{{7*7}}" in page
    assert "<img src=x" not in (await dana.get("/admin")).text


async def test_a_prompt_of_200_000_characters_is_refused_and_kept_in_the_form(
    console: Console,
) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)
    form = form_of((await dana.get(draft)).text)

    reply = await dana.post(draft, data=form | {"prompt": "x" * 200_000})

    assert reply.status_code == 422
    assert "prompt: 200,000 characters are too many" in reply.text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("prompt", "Ask {{nobody}}.", "there is no variable {{nobody}}"),
        ("sources", "medical-information\nmoon", "there is no source &#39;moon&#39;"),
        ("audience", "martians", "there is no group &#39;martians&#39;"),
        ("icon", "rocket", "there is no icon &#39;rocket&#39;"),
        ("passages", "many", "it must be a whole number"),
        ("evidence_threshold", "7", "it must be at most 1"),
        ("palette", "🙂 | Good | 4\n🙂 | Better | 5", "twice in the palette"),
        ("name", "", "it is empty"),
    ],
)
async def test_the_page_says_what_is_wrong_and_no_review_begins(
    console: Console, field: str, value: str, says: str
) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)
    form = form_of((await dana.get(draft)).text)
    await dana.post(draft, data=form | {field: value})

    page = (await dana.get(draft)).text
    reply = await dana.post(f"{draft}/review", data={"revision": "2", "reason": "x"})

    assert says in page
    assert reply.status_code == 422


async def test_a_refusal_speaks_the_language_of_whoever_meets_it(console: Console) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)
    form = form_of((await dana.get(draft)).text) | {"prompt": "Ask {{nobody}}."}
    german = {"Accept-Language": "de"}
    await dana.post(draft, data=form)

    stale = await dana.post(draft, data=form | {"welcome": "Hi."}, headers=german)
    page = (await dana.get(draft, headers=german)).text
    asking = {"revision": "2", "reason": "x"}
    refused = await dana.post(f"{draft}/review", data=asking, headers=german)

    assert "hat diesen Entwurf inzwischen gespeichert" in stale.text
    assert "eine Variable {{nobody}} gibt es nicht" in page
    assert "eine Variable {{nobody}} gibt es nicht" in refused.text


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"slug": "New One"}, 422, "An address has 2 to 63 small letters"),
        ({"slug": MEDICAL}, 422, f"There is an assistant {MEDICAL} already"),
        ({"slug": "new-one", "department": "hr"}, 403, "Only an admin of the department hr"),
        ({"slug": "new-one", "like": "template:magic"}, 404, "Not found"),
    ],
)
async def test_a_template_does_not_begin_what_could_not_go_on(
    console: Console, form: dict[str, str], status: int, says: str
) -> None:
    dana = await console.browser("dana")
    usual = {"like": "template:plain", "department": MEDICAL}

    reply = await dana.post("/admin/drafts", data=usual | form)

    assert reply.status_code == status
    assert says in reply.text


async def test_a_new_assistant_begins_from_a_template_in_the_readers_language(
    console: Console,
) -> None:
    dana = await console.browser("dana", "de")
    page = (await dana.get("/admin")).text
    department = re.findall(r'name="department" value="([^"]+)"', page)[0]

    form = {"slug": "new-one", "like": "template:exact", "department": department}
    reply = await dana.post("/admin/drafts", data=form)

    shown = form_of((await dana.get(reply.headers["location"])).text)
    assert "Genaue Antworten" in page
    assert shown["prompt"].startswith("Du bist {{assistant}}")
    assert shown["unverified"] == "withdraw"


async def test_an_emergency_is_marked_and_waits_for_others(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    review = await asked(dana, await begun(dana), passages="9")
    seen = hash_on((await erik.get(review)).text)
    await erik.post(f"{review}/approve", data={"hash": seen, "replaces": "1"})

    form = {"number": "1", "replaces": "2", "reason": "Wrong dose."}
    reply = await dana.post(f"/admin/assistants/{MEDICAL}/emergency", data=form)

    assert reply.status_code == 303
    history = (await dana.get(f"/admin/assistants/{MEDICAL}")).text
    assert "Emergency: live by one person" in history
    for name, waits in (("erik", True), ("grace", True), ("dana", False)):
        client = await console.browser(name)
        top = (await client.get("/admin")).text.split('id="name-1"')[0]
        assert ("Look at it afterwards" in top) is waits, name


@pytest.mark.parametrize(
    ("language", "says"), [("de", "Assistenten"), ("fr", "Vous attend"), ("en", "Waits for you")]
)
async def test_the_pages_speak_the_readers_language(
    console: Console, language: str, says: str
) -> None:
    erik = await console.browser("erik", language)

    page = await erik.get("/admin")

    assert says in page.text
    assert page.headers["content-language"] == language


async def test_the_page_of_people_explains_those_of_ones_own_departments(console: Console) -> None:
    dana, grace = await console.browser("dana"), await console.browser("grace")

    own = (await dana.get("/admin/people?email=alice@cryodyne.example")).text
    foreign = (await dana.get("/admin/people?email=ben@cryodyne.example")).text
    overseen = (await grace.get("/admin/people?email=ben@cryodyne.example")).text
    german = (
        await dana.get(
            "/admin/people?email=alice@cryodyne.example", headers={"Accept-Language": "de"}
        )
    ).text

    assert "darf den Assistenten Medical Information benutzen (in medical-information)" in german
    assert "Mitglied der Abteilung: Medical Information (in medical-information)" in german
    assert "may use the assistant Medical Information (in medical-information)" in own
    assert ">Uses the assistant Medical Information</td>" in own
    assert ">medical-information</td>" in own  # a group, by its own name
    assert "Nobody with this address" in foreign
    assert "Ben Baumann" not in foreign
    assert "Ben Baumann" in overseen


@pytest.mark.parametrize(
    ("reason", "says"),
    [("x" * 20_001, "Ein Feld enthält mehr als 20.000 Zeichen"), (None, "laden")],
)
async def test_a_form_that_no_page_sends_is_answered_by_a_page(
    console: Console, reason: str | None, says: str
) -> None:
    client = await console.browser("dana", "de")
    sent = {"revision": "1", "reason": reason} if reason else {"revision": "one"}

    reply = await client.post(f"/admin/drafts/{uuid.uuid4()}/review", data=sent)

    assert (reply.status_code, reply.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert says in reply.text
