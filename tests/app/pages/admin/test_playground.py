"""The page of a trial: whole as a form, in pieces for a script, and text whatever is in it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tests.servers.console import DOSE, Console

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLUG = "medical-information"
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}=HYPERLINK('x')"


async def begun(console: Console) -> str:
    dana = await console.browser("dana")
    reply = await dana.post("/admin/drafts", data={"slug": SLUG})
    return str(reply.headers["location"])


async def test_a_form_without_a_script_gets_both_answers(console: Console) -> None:
    draft, dana = await begun(console), await console.browser("dana")

    page = (await dana.post(f"{draft}/try", data={"question": "What is the dose?"})).text

    assert page.count(f"{DOSE} [1]") == 2
    assert "Keep it in the fridge." in page
    assert "medical-information/file-1.md · score 1.000" in page
    assert "Asked with the groups: medical-information" in page
    assert "What is the dose?" in re.findall(r"<textarea.*?</textarea>", page, re.S)[0]


async def test_a_script_gets_the_answers_as_they_are_written(console: Console) -> None:
    draft, dana = await begun(console), await console.browser("dana")

    reply = await dana.post(
        f"{draft}/try",
        data={"question": "What is the dose?"},
        headers={"Accept": "text/event-stream"},
    )

    events = re.findall(r"event: (\w+)\ndata: (.*)\n", reply.text)
    done = [json.loads(data) for name, data in events if name == "done"]
    assert {one["side"] for one in done} == {"draft", "live"}
    assert all(f"{DOSE} [1]" in one["html"] for one in done)
    written = "".join(json.loads(data)["text"] for name, data in events if name == "token")
    assert DOSE in written


async def test_a_question_of_markup_and_an_answer_of_it_are_text(console: Console) -> None:
    draft, dana = await begun(console), await console.browser("dana")
    before = console.search.found
    hostile = tuple(replace(one, text=MARKUP, title=MARKUP) for one in before.passages)
    console.search.found = replace(before, passages=hostile)
    try:
        page = (await dana.post(f"{draft}/try", data={"question": f"dose {MARKUP}"})).text
    finally:
        console.search.found = before

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"question": "x" * 200_000}, 422, "The question has 32,000 characters or more"),
        ({"question": "?!"}, 422, "The question has no words"),
        ({"question": "dose", "asked_as": "emperor"}, 422, "There is no such role"),
    ],
)
async def test_what_cannot_be_asked_is_said_on_the_page(
    console: Console, form: dict[str, str], status: int, says: str
) -> None:
    draft, dana = await begun(console), await console.browser("dana")

    reply = await dana.post(f"{draft}/try", data=form)

    assert reply.status_code == status
    assert says in reply.text
    assert len(reply.content) < 150_000


async def test_the_api_says_all_that_the_page_shows(console: Console) -> None:
    draft = (await begun(console)).rsplit("/", maxsplit=1)[-1]
    async with console.api("dana") as dana:
        reply = await dana.post(
            f"/api/v1/admin/drafts/{draft}/try", json={"question": "What is the dose?"}
        )

    body = reply.json()
    assert body["draft"]["answer"] == body["live"]["answer"] == f"{DOSE} [1]"
    assert [one["score"] for one in body["draft"]["passages"]] == [1.0, 0.5]
    assert body["draft"]["prompt"][0]["author"] == "system"
    assert (body["asked_as"], body["groups"]) == ("employee", ["medical-information"])
