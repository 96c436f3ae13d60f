"""A draft's evidence threshold on questions that people asked, without a model."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.app.inbox.reacting import answered
from tests.app.pages.admin.test_console import begun, form_of
from tests.servers.console import Console, opened_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

MEDICAL = "medical-information"
MARKUP = "Is <img src=x onerror=alert(1)> safe?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def weighed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    """A console where people asked three things, one of them twice."""
    async with opened_console(tmp_path_factory.mktemp("weighed") / "var") as console:
        alice = await console.records.people.by_email("alice@cryodyne.example")
        assert alice is not None
        asked = ("What is the dose?", MARKUP, "Who won in 1954?", "What is the dose?")
        for number, question in enumerate(asked):
            usual = {"person": alice.id, "profile": MEDICAL, "department": MEDICAL}
            turn = f"11111111-1111-4111-8111-{number:012}"
            await answered(console.records.transactions, turn, **usual, question=question)
        console.search.evidence_of = {"What is the dose?": 0.81, MARKUP: 0.4, asked[2]: 0.06}
        yield console


def rows(page: str) -> list[tuple[str, ...]]:
    """Each question with the words of its row."""
    table = page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [
        tuple(text.strip() for text in re.findall(r">([^<>]+)<", row) if text.strip())
        for row in table.split("<tr>")[1:]
    ]


async def page_of(client: httpx.AsyncClient, draft: str, threshold: str = "") -> str:
    wanted = f"?threshold={threshold}" if threshold else ""
    reply = await client.get(f"{draft}/evidence{wanted}")
    assert reply.status_code == 200, reply.text
    return reply.text


async def test_each_question_is_answered_or_refused_at_the_threshold(weighed: Console) -> None:
    dana = await weighed.browser("dana")
    draft = await begun(dana)

    low, high = [rows(await page_of(dana, draft, each)) for each in ("0.1", "1")]

    assert weighed.gateway.calls == []
    assert [(row[0], row[-2]) for row in low] == [
        ("What is the dose?", "answered"),
        ("Is &lt;img src=x onerror=alert(1)&gt; safe?", "answered"),
        ("Who won in 1954?", "answered"),
    ]
    assert [row[-2] for row in high] == ["answered", "answered", "refused"]


async def test_no_question_is_answered_by_quotes_that_lack_what_it_names(
    weighed: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weighed.gateway, "only_quotes", lambda role: True)
    monkeypatch.setattr(weighed.search, "missed_of", {MARKUP: 0.4})
    dana = await weighed.browser("dana")

    found = rows(await page_of(dana, await begun(dana), "0.1"))

    assert [row[-2] for row in found] == ["answered", "refused", "refused"]


async def test_it_is_searched_with_the_rights_of_whoever_looks(weighed: Console) -> None:
    dana = await weighed.browser("dana")
    person = await weighed.records.directory.by_email("dana@cryodyne.example")
    assert person is not None
    weighed.search.asked.clear()

    await page_of(dana, await begun(dana))

    assert len(weighed.search.asked) == 3
    assert {access.groups for _, access, _, _ in weighed.search.asked} == {person.groups}


async def test_a_threshold_that_fits_goes_into_the_draft(weighed: Console) -> None:
    dana = await weighed.browser("dana")
    draft = await begun(dana)
    page = await page_of(dana, draft, "0.77")
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))

    reply = await dana.post(draft, data=form)

    assert reply.status_code == 303
    assert form_of((await dana.get(draft)).text)["evidence_threshold"] == "0.77"


@pytest.mark.parametrize("threshold", ["2", "-1", "nan", "much"])
async def test_what_is_no_threshold_is_refused(weighed: Console, threshold: str) -> None:
    dana = await weighed.browser("dana")

    reply = await dana.get(f"{await begun(dana)}/evidence?threshold={threshold}")

    assert reply.status_code == 422


async def test_a_draft_with_problems_says_what_is_wrong_first(weighed: Console) -> None:
    dana = await weighed.browser("dana")
    draft = await begun(dana)
    await dana.post(draft, data={"revision": "1", "prompt": ""})

    reply = await dana.get(f"{draft}/evidence")

    assert reply.status_code == 422
    assert "it is empty" in reply.text
