"""Assistants, questions and searches over HTTP."""

from __future__ import annotations

import json

import httpx
import pytest

from app.wiring import Parts
from tests.app.api.conftest import Enter

ALICE, BEN, CHRIS = (f"{name}@cryodyne.example" for name in ("alice", "ben", "chris"))
ASK = "/api/v1/assistants/medical-information/ask"


async def test_a_person_sees_only_their_own_assistants(enter: Enter) -> None:
    listed = {
        email: [a["slug"] for a in (await enter(email).get("/api/v1/assistants")).json()]
        for email in (ALICE, BEN, CHRIS)
    }

    assert listed[ALICE] == ["hr", "it", "medical-information"]
    assert listed[BEN] == ["hr", "it"]
    assert listed[CHRIS] == ["hr", "it", "medical-information", "regulatory"]


async def test_an_answer_cites_a_document_at_its_page(enter: Enter) -> None:
    reply = await enter(ALICE).post(ASK, json={"question": "What is the usual dose of Qavoretin?"})

    answer = reply.json()
    assert reply.status_code == 200
    assert answer["kind"] == "answer"
    assert "30 mg once daily" in answer["answer"]
    cited = answer["citations"][0]
    assert (cited["n"], cited["document"], cited["page"]) == (
        1,
        "qavoretin-prescribing-summary.pdf",
        1,
    )
    assert answer["usage"] is None
    assert answer["price"] is None


async def test_the_same_answer_streams_as_events(enter: Enter) -> None:
    reply = await enter(ALICE).post(
        ASK,
        json={"question": "What is the usual dose of Qavoretin?"},
        headers={"Accept": "text/event-stream"},
    )

    events = [
        (block.split("\n")[0].removeprefix("event: "), json.loads(block.split("data: ", 1)[1]))
        for block in reply.text.strip().split("\n\n")
    ]
    kinds = [kind for kind, _ in events]
    assert kinds[0] == "passages"
    assert kinds[-1] == "done"
    tokens = "".join(data["text"] for kind, data in events if kind == "token")
    assert tokens.strip() == events[-1][1]["answer"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("?!…", "no words"),
        ("a" * 8_001, "8,001 characters"),
        ("dose\x00of", "not text"),
        ("e" + "\u0301" * 7_000 * 3, "accents"),
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused_in_words(
    enter: Enter, question: str, words: str
) -> None:
    reply = await enter(ALICE).post(ASK, json={"question": question})

    assert reply.status_code == 422
    assert words in reply.json()["error"]["message"]


async def test_nobody_is_told_whether_an_assistant_exists_that_is_not_theirs(enter: Enter) -> None:
    ben = enter(BEN)

    foreign = await ben.post(ASK, json={"question": "What is the dose?"})
    missing = await ben.post("/api/v1/assistants/nothing/ask", json={"question": "Why?"})

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


@pytest.mark.parametrize("token", ["", "rubbish", "a.b.c"])
async def test_without_a_valid_token_nothing_answers(enter: Enter, token: str) -> None:
    client = enter("")
    if token:
        client.headers["Authorization"] = f"Bearer {token}"

    for reply in (
        await client.get("/api/v1/assistants"),
        await client.post(ASK, json={"question": "Why?"}),
        await client.post("/api/v1/search", json={"query": "dose", "assistant": "hr"}),
        await client.get("/api/v1/turns/x/receipt"),
        await client.get("/api/v1/documents/x"),
        await client.get("/api/v1/export/turns"),
        await client.post("/api/v1/ingest", json={}),
    ):
        assert reply.status_code == 401
        assert reply.json()["error"]["code"] == "not_signed_in"


async def test_a_search_finds_only_what_the_person_may_read(enter: Enter) -> None:
    body = {"query": "US licence number Qavoretin NDA 219-884", "assistant": "hr", "limit": 50}

    found = (await enter(BEN).post("/api/v1/search", json=body)).json()

    assert {passage["source"] for passage in found} <= {"hr"}


async def test_a_follow_up_belongs_to_its_thread_and_to_nobody_elses(enter: Enter) -> None:
    first = (await enter(ALICE).post(ASK, json={"question": "What is Qavoretin?"})).json()
    body = {"question": "How is it stored?", "thread_id": first["thread_id"]}

    own = await enter(ALICE).post(ASK, json=body)
    foreign = await enter(CHRIS).post(ASK, json=body)

    assert own.json()["thread_id"] == first["thread_id"]
    assert foreign.status_code == 404


async def test_a_turn_is_recorded_before_and_after_its_answer(enter: Enter, parts: Parts) -> None:
    answer = (await enter(ALICE).post(ASK, json={"question": "What is Qavoretin?"})).json()

    turn = await parts.turns.get(answer["turn_id"])

    assert turn is not None
    assert turn.status == "completed"
    assert turn.answer is not None
    assert turn.answer.text == answer["answer"]
    assert (await parts.shipper.backlog()).depth > 0


async def test_a_foreign_page_cannot_use_a_persons_cookie(enter: Enter, parts: Parts) -> None:
    person = await parts.directory.by_email(ALICE)
    assert person is not None
    browser = enter("")
    browser.cookies.set("almanac_session", await parts.sessions.open(person.id))
    own = {"Origin": "http://almanac.test", "Sec-Fetch-Site": "same-origin"}

    async def status(headers: dict[str, str]) -> int:
        reply: httpx.Response = await browser.post(
            ASK, json={"question": "What is Qavoretin?"}, headers=headers
        )
        return reply.status_code

    assert await status(own) == 200
    assert await status({"Origin": "https://evil.example"}) == 403
    assert await status({"Sec-Fetch-Site": "cross-site"}) == 403


async def test_a_conversation_with_one_assistant_is_not_carried_to_another(enter: Enter) -> None:
    alice = enter(ALICE)
    first = await alice.post(ASK, json={"question": "What is the usual dose of Qavoretin?"})
    body = {"question": "And how is it stored?", "thread_id": first.json()["thread_id"]}

    elsewhere = await alice.post("/api/v1/assistants/it/ask", json=body)

    assert elsewhere.status_code == 404
    assert elsewhere.json()["error"]["code"] == "unknown_thread"
    assert (await alice.post(ASK, json=body)).status_code == 200
