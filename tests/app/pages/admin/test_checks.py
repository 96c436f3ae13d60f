"""The pages of checks and runs, by forms alone."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.audit.events import Actor
from app.checks.keeping import Wanted
from app.publishing.desk import Somebody
from gateway.calls import GatewayEvent, ModelCall
from tests.fakes.gateway import QUOTES
from tests.servers.console import DOSE, Console, opened_console

SLUG = "medical-information"
QUESTION = "What is the usual dose of Qavoretin?"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}=HYPERLINK('x')"


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[Console]:
    async with opened_console(tmp_path / "var") as console:
        yield console


async def kept(client: httpx.AsyncClient, **form: str) -> str:
    reply = await client.post(
        "/admin/checks", data={"assistant": SLUG, "question": QUESTION} | form
    )
    assert reply.status_code == 303, reply.text
    return str(reply.headers["location"]).partition("?")[0]


async def drafted(client: httpx.AsyncClient) -> str:
    return str((await client.post("/admin/drafts", data={"slug": SLUG})).headers["location"])


async def ran(console: Console, client: httpx.AsyncClient, draft: str) -> str:
    reply = await client.post(f"{draft}/checks", data={})
    assert reply.status_code == 303, reply.text
    address = str(reply.headers["location"])
    await console.runs.wait(address.rsplit("/", maxsplit=1)[-1])
    return address


def hidden_in(page: str, *, of: str) -> dict[str, str]:
    """The hidden fields of the first form that has ``of`` behind it."""
    form = page.split(of, maxsplit=1)[1].split("</form>", maxsplit=1)[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields}


async def test_a_check_is_kept_shown_and_changed(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    address = await kept(dana, says="20 mg\n\nonce daily", note=MARKUP)

    listed, shown = (await erik.get("/admin/checks")).text, (await erik.get(address)).text
    saved = await erik.post(
        address, data={"question": QUESTION, "never_says": MARKUP, "revision": "1"}
    )

    assert QUESTION in listed
    assert "Must say: 20 mg · once daily" in listed
    assert "<img" not in shown.split("<main", maxsplit=1)[1]
    assert saved.headers["location"] == f"{address}?saved=yes"
    assert "<img" not in (await erik.get("/admin/checks")).text.split("<main", maxsplit=1)[1]


async def test_what_could_not_be_kept_stays_in_the_form(console: Console) -> None:
    dana = await console.browser("dana")
    address = await kept(dana)
    form = {"assistant": SLUG, "question": QUESTION, "says": "Second."}

    twice = await dana.post("/admin/checks", data=form)
    stale = await dana.post(address, data=form | {"revision": "0"})

    assert (twice.status_code, stale.status_code) == (422, 409)
    assert all("Second." in reply.text for reply in (twice, stale))
    assert "kept already" in twice.text
    assert "Yours was not saved" in stale.text


@pytest.mark.parametrize(
    ("language", "says"), [("de", "schon einen Prüffall"), ("fr", "déjà un contrôle")]
)
async def test_what_was_refused_is_said_in_the_language_of_the_reader(
    console: Console, language: str, says: str
) -> None:
    dana = await console.browser("dana", language)
    await kept(dana)

    twice = await dana.post("/admin/checks", data={"assistant": SLUG, "question": QUESTION})

    assert says in twice.text


async def test_a_question_of_the_playground_is_kept_by_one_click_and_once(
    console: Console,
) -> None:
    dana = await console.browser("dana")
    draft = await drafted(dana)
    page = (await dana.post(f"{draft}/try", data={"question": QUESTION})).text
    form = hidden_in(page, of='<form method="post" action="/admin/checks"')

    first = await dana.post("/admin/checks", data=form)
    second = await dana.post("/admin/checks", data=form)

    assert first.headers["location"] == second.headers["location"]
    (check,) = await console.records.checks.store.page(SLUG)
    assert check.question == QUESTION
    assert check.expectation.cites == ("medical-information/file-1.md",)


async def test_a_run_is_shown_and_is_the_evidence_of_its_review(console: Console) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    await kept(dana, says="20 mg once daily")
    draft = await drafted(dana)
    content = (await dana.get(draft)).text
    await dana.post(draft, data=hidden_in(content, of="<form") | {"passages": "9"})
    planned = (await dana.get(f"{draft}/checks")).text

    run = await ran(console, dana, draft)
    asked = await dana.post(f"{draft}/review", data={"revision": "2", "reason": "More."})

    assert "Asking each once costs about:" in planned
    page = (await erik.get(run)).text
    assert page.count(f"{DOSE} [1]") == 2
    assert "All checks together: no difference" in page
    review = (await erik.get(asked.headers["location"])).text
    assert f'<a href="{run}">1 of 1 check passed' in review


async def test_without_checks_a_run_of_nothing_is_not_offered(console: Console) -> None:
    dana = await console.browser("dana")
    draft = await drafted(dana)
    before = (await dana.get(f"{draft}/checks")).text
    await kept(dana, says="20 mg once daily")

    after = (await dana.get(f"{draft}/checks")).text

    assert "<option>0</option>" not in before
    assert "<option>10</option>" in before
    assert "<option>0</option>" in after


async def test_an_answer_is_hidden_from_whoever_may_not_read_what_it_rests_on(
    console: Console,
) -> None:
    dana, erik = await console.browser("dana"), await console.browser("erik")
    await kept(dana, says="30 mg")
    run = await ran(console, dana, await drafted(dana))

    console.search.gone = {"chunk-1"}
    page, body = (await erik.get(run)).text, ""
    async with console.api("erik") as api:
        number = run.rsplit("/", maxsplit=1)[-1]
        body = (await api.get(f"/api/v1/admin/runs/{number}/results")).text

    assert "This answer rests on documents that you may not read." in page
    assert DOSE not in page + body
    assert "file-1.md" not in page + body


async def test_whoever_follows_a_run_is_let_go_when_the_service_stops(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()

    async def stream(_call: ModelCall) -> AsyncIterator[GatewayEvent]:
        await held.wait()
        yield QUOTES

    monkeypatch.setattr(console.gateway, "stream", stream)
    dana = await console.browser("dana")
    await kept(dana)
    run = (await dana.post(f"{await drafted(dana)}/checks", data={})).headers["location"]

    console.runs.stopping.begin()
    followed = await dana.get(f"{run}/events")

    assert (followed.status_code, followed.text) == (200, "")


@pytest.mark.parametrize("form", [{"tries": "900"}, {"sample": "-1"}, {"asked_as": "emperor"}])
async def test_a_run_that_makes_no_sense_does_not_begin(
    console: Console, form: dict[str, str]
) -> None:
    dana = await console.browser("dana")
    await kept(dana)

    refused = await dana.post(f"{await drafted(dana)}/checks", data=form)

    assert refused.status_code == 422
    assert await console.runs.store.of_assistant(SLUG) == []


async def test_two_thousand_checks_come_in_pages_of_bounded_size(console: Console) -> None:
    person = await console.records.directory.by_email("dana@cryodyne.example")
    assert person is not None
    by = Somebody(person, Actor(person.id, person.email))
    wanted = [Wanted(f"Question {n}: " + "<" * 1_000, says=["<" * 490 + "x"]) for n in range(2_000)]
    await console.records.checks.keep(by, SLUG, wanted)
    dana = await console.browser("dana")

    first, last = await dana.get("/admin/checks"), await dana.get("/admin/checks?page=40")

    assert "Kept checks: 2000" in first.text
    assert last.text.count("data-label") == first.text.count("data-label") == 50 * 3
    assert max(len(page.content) for page in (first, last)) < 150_000
