"""The page of a document: what somebody may not read is not there, and that they tried is noted."""

from __future__ import annotations

from app.wiring import Parts
from retrieval.documents import document_id
from tests.app.api.conftest import Enter
from tests.app.api.test_auditing import entries
from tests.app.api.test_records import ALICE, BEN
from tests.app.pages.test_auditing import browser

RULES = document_id("medical-information", "sop-mi-002.md")


async def test_a_page_that_somebody_may_not_read_is_denied_and_recorded(
    enter: Enter, parts: Parts
) -> None:
    ben, alice = await browser(enter, BEN), await browser(enter, ALICE)

    theirs = await ben.get(f"/documents/{RULES}/pages/1")
    nobodys = await ben.get("/documents/nothing/pages/1")
    own = await alice.get(f"/documents/{RULES}/pages/1")

    assert (theirs.status_code, nobodys.status_code, own.status_code) == (404, 404, 200)
    assert theirs.text == nobodys.text
    denied = [(entry.actor_name, entry.target) for entry in await entries(parts, "access.denied")]
    assert denied == [(BEN, f"document:{RULES}")]


async def test_the_page_chooser_leads_to_the_page_with_the_same_passage(enter: Enter) -> None:
    alice = await browser(enter, ALICE)

    reply = await alice.get(f"/documents/{RULES}/pages?number=3&chunk=c1&turn=t1")

    assert reply.status_code == 303
    assert reply.headers["location"] == f"/documents/{RULES}/pages/3?chunk=c1&turn=t1"


async def test_the_page_chooser_leads_nowhere_else(enter: Enter) -> None:
    alice = await browser(enter, ALICE)

    reply = await alice.get("/documents/..%5Celsewhere.example/pages?number=3&chunk=%0d%0aX")

    assert reply.status_code == 303
    place = "/documents/..%5Celsewhere.example/pages/3?chunk=%0D%0AX"
    assert reply.headers["location"] == place
    assert "x" not in reply.headers


async def test_a_page_that_an_own_answer_cites_says_that_it_is_gone(
    enter: Enter, parts: Parts
) -> None:
    question = {"question": "May a sales representative answer an off-label question?"}
    reply = await enter(ALICE).post("/api/v1/assistants/medical-information/ask", json=question)
    answer = reply.json()
    cited = answer["citations"][0]
    path = f"/documents/{cited['document_id']}/pages/1"
    cites = {"chunk": cited["chunk_id"], "turn": answer["turn_id"]}
    await parts.documents.remove_documents([cited["document_id"]])

    own = await (await browser(enter, ALICE)).get(path, params=cites)
    foreign = await (await browser(enter, BEN)).get(path, params=cites)

    assert (own.status_code, foreign.status_code) == (404, 404)
    assert "no longer available to you" in own.text
    assert "no longer available to you" not in foreign.text
