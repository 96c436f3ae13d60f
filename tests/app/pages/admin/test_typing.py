"""A draft that a script saves while somebody types, and what its page is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from app.records.people.session_rows import SessionRow
from tests.app.pages.admin.test_console import asked, begun, form_of
from tests.servers.console import Console

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """A draft, and its form as a browser has it."""
    draft = await begun(client)
    return draft, form_of((await client.get(draft)).text)


async def content_of(console: Console, draft: str) -> tuple[int, str]:
    stored = await console.records.desk.drafts.draft(draft.rpartition("/")[2])
    assert stored is not None
    return stored.revision, stored.content["welcome"]


async def test_what_is_typed_is_saved_and_checked_in_the_readers_language(
    console: Console,
) -> None:
    dana = await console.browser("dana", "de")
    draft, form = await opened(dana)

    typed = form | {"welcome": "Hallo.", "prompt": "Frag {{ownr}}.", "evidence_threshold": "7"}
    reply = (await dana.post(f"{draft}/typed", data=typed)).json()

    assert await content_of(console, draft) == (2, "Hallo.")
    assert (reply["revision"], reply["by"]) == (2, "dana@cryodyne.example")
    assert reply["wrong"] == {"evidence_threshold": "es darf höchstens 1 sein"}
    assert "Eine Variable {{ownr}} gibt es nicht. Meinen Sie {{owner}}?" in reply["variables"]
    assert "Vor der Prüfung zu beheben" in reply["problems"]
    assert "Hallo." in reply["difference"]


async def test_the_name_of_a_variable_is_shown_as_text(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)

    typed = form | {"prompt": "{{<img src=x>}} {{<b", "name": "<i>x</i>"}
    reply = (await dana.post(f"{draft}/check", data=typed)).json()

    assert "{{&lt;img src=x&gt;}}" in reply["variables"]
    assert "<img" not in reply["variables"] + reply["problems"] + reply["difference"]


async def test_a_check_saves_nothing(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)

    reply = await dana.post(f"{draft}/check", data=form | {"prompt": "Ask {{nobody}}."})

    assert reply.json()["invalid"] == ["prompt"]
    assert "There is no variable {{nobody}}." in reply.json()["variables"]
    assert (await content_of(console, draft))[0] == 1


async def test_another_ones_save_is_not_overwritten_and_is_shown_beside_ones_own(
    console: Console,
) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)
    await dana.post(draft, data=form | {"welcome": "Theirs."})

    stale = await dana.post(f"{draft}/typed", data=form | {"welcome": "Mine."})
    beside = await dana.post(f"{draft}/compare", data=form | {"welcome": "Mine."})
    newest = str(stale.json()["revision"])
    over = await dana.post(f"{draft}/typed", data=form | {"welcome": "Mine.", "revision": newest})

    assert (stale.status_code, stale.json()["kind"]) == (409, "changed")
    assert "<del>Theirs.</del>" in beside.json()["html"]
    assert "<ins>Mine.</ins>" in beside.json()["html"]
    assert over.status_code == 200
    assert await content_of(console, draft) == (3, "Mine.")


async def test_without_a_script_the_newer_text_is_beside_ones_own_too(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)
    await dana.post(draft, data=form | {"welcome": "Theirs."})

    stale = await dana.post(draft, data=form | {"welcome": "Mine."})
    over = await dana.post(draft, data=form_of(stale.text) | {"over": "2"})

    assert "<del>Theirs.</del>" in stale.text
    assert 'name="over" value="2"' in stale.text
    assert over.status_code == 303
    assert (await content_of(console, draft))[1].strip() == "Mine."


async def test_typing_does_not_end_a_review(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)
    review = await asked(dana, draft, passages="9")

    reply = await dana.post(f"{draft}/typed", data=form | {"revision": "2", "passages": "8"})

    assert (reply.status_code, reply.json()["code"]) == (409, "in_review")
    assert reply.json()["status"] == "in review"
    assert "waits for an approver" in (await dana.get(review)).text
    await dana.post(f"{review}/withdraw")


async def test_whoever_signed_in_meanwhile_has_no_hand_in_it(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)

    reply = await dana.post(f"{draft}/typed", data=form | {"writer": "x", "welcome": "Hi."})

    assert (reply.status_code, reply.json()["code"]) == (403, "other_person")
    assert (await content_of(console, draft))[0] == 1


@pytest.mark.parametrize("path", ["typed", "check", "compare"])
async def test_a_text_of_200_000_characters_is_refused_in_words(
    console: Console, path: str
) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)

    reply = await dana.post(f"{draft}/{path}", data=form | {"prompt": "x" * 200_000})

    assert reply.status_code == 422
    assert "prompt: 200,000 characters are too many" in reply.json()["why"]


async def test_asking_for_a_review_twice_leads_to_the_one_that_there_is(console: Console) -> None:
    dana = await console.browser("dana")
    draft, form = await opened(dana)
    await dana.post(draft, data=form | {"passages": "9"})
    ask = {"revision": "2", "reason": "Better."}

    first, second = [await dana.post(f"{draft}/review", data=ask) for _ in range(2)]
    other = await dana.post(f"{draft}/review", data=ask | {"reason": "Another."})

    assert second.headers["location"] == first.headers["location"]
    assert other.status_code == 422
    await dana.post(f"{first.headers['location']}/withdraw")


async def test_looking_for_others_saves_keeps_nobody_signed_in(console: Console) -> None:
    dana = await console.browser("dana")
    draft = await begun(dana)
    ago = datetime.now(UTC) - timedelta(minutes=119)
    everyone = update(SessionRow).values(seen_at=ago)
    async with console.records.transactions.begin() as session:
        await session.execute(everyone)

    looked = await dana.get(f"{draft}/state")
    async with console.records.transactions.begin() as session:
        await session.execute(everyone.values(seen_at=ago - timedelta(minutes=2)))
    late = await dana.get(f"{draft}/state")

    assert looked.json()["revision"] == 1
    assert late.status_code == 303
