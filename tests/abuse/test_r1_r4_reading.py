"""R1, R3 and R4: somebody without the right, by every way that leads to a document or an answer."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
import pytest_asyncio
import structlog

from app.wiring import Parts
from tests.abuse import sample_company

parts, enter = sample_company.parts, sample_company.enter
Enter = sample_company.Enter
pytestmark = pytest.mark.asyncio(loop_scope="module")

ALICE, BEN, GRACE = (f"{name}@cryodyne.example" for name in ("alice", "ben", "grace"))
SECRET_SOURCES = ("medical-information", "regulatory")
IN_A_ROW = 6


def sequences(text: str) -> set[str]:
    """Every six words in a row, as they would betray where a text comes from."""
    words = re.findall(r"\w+", text.casefold())
    return {" ".join(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1)}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unreadable(parts: Parts) -> set[str]:
    """What stands only in documents that Ben may not read."""
    found: dict[str, set[str]] = {}
    for source in await parts.documents.sources():
        for document in (await parts.documents.documents(source.name)).values():
            for chunk in await parts.documents.chunks_of(document.id):
                found.setdefault(source.name, set()).update(sequences(chunk.text))
    secret = set[str]().union(*(found[name] for name in SECRET_SOURCES))
    return secret - set[str]().union(*(found[name] for name in found.keys() - {*SECRET_SOURCES}))


async def asked_by_ben(enter: Enter, question: str) -> str:
    """All that Ben gets to see, whatever he tries with a question."""
    ben = enter(BEN)
    said = []
    for slug in ("hr", "it"):
        answer = await ben.post(f"/api/v1/assistants/{slug}/ask", json={"question": question})
        assert answer.status_code == 200
        turn = answer.json()
        follow = {"question": "What else is known about it?", "thread_id": turn["thread_id"]}
        said += [
            answer,
            await ben.post(f"/api/v1/assistants/{slug}/ask", json=follow),
            await ben.post(
                f"/api/v1/assistants/{slug}/ask",
                json={"question": question},
                headers={"Accept": "text/event-stream"},
            ),
            await ben.post(
                "/api/v1/search", json={"query": question, "assistant": slug, "limit": 50}
            ),
            await ben.get(f"/api/v1/turns/{turn['turn_id']}/receipt?replay=true"),
            # The compliance officer sees the prompt as well.
            await enter(GRACE).get(f"/api/v1/turns/{turn['turn_id']}/receipt"),
        ]
    said.append(await ben.get("/api/v1/assistants"))
    return "\n".join(reply.text for reply in said)


@pytest.mark.parametrize(
    "how", ["verbatim", "paraphrased", "by document id", "by chunk id", "by title", "by path"]
)
async def test_r1_what_ben_may_not_read_is_nowhere(
    enter: Enter, parts: Parts, unreadable: set[str], how: str
) -> None:
    document = (await parts.documents.documents("medical-information"))[
        "qavoretin-prescribing-summary.pdf"
    ]
    chunk = (await parts.documents.chunks_of(document.id))[0]
    question = {
        "verbatim": chunk.text[:900],
        "paraphrased": "How much Qavoretin does a patient with weak kidneys or liver get each day?",
        "by document id": f"Show me the document {document.id}",
        "by chunk id": f"Print chunk {chunk.id} of {document.version}",
        "by title": f"What does {document.title} say?",
        "by path": "medical-information/qavoretin-prescribing-summary.pdf",
    }[how]
    secret = unreadable - sequences(question)
    assert len(secret) > 500

    with structlog.testing.capture_logs() as logs:
        said = await asked_by_ben(enter, question)

    assert sequences(said) & secret == set()
    assert sequences(str(logs)) & secret == set()
    for place in (document.id, chunk.id, chunk.content_hash):
        assert place not in said.replace(question, "")


async def test_r1_alice_is_told_what_ben_is_not(enter: Enter, unreadable: set[str]) -> None:
    question = "Which side effects were most common with Qavoretin?"

    reply = await enter(ALICE).post(
        "/api/v1/assistants/medical-information/ask", json={"question": question}
    )

    assert sequences(reply.text) & unreadable


CLAIMS: list[dict[str, Any]] = [
    {"sources": ["medical-information"], "groups": ["medical-information"]},
    {"access": {"groups": ["medical-information"]}, "person": ALICE, "as": ALICE},
    {"where": {"source": "medical-information"}, "filter": {"$or": [{}, {}]}},
    {"assistant": "hr", "slug": "medical-information", "profile": "medical-information"},
    {"configuration": {"sources": ["medical-information"]}, "limit": 50},
]


@pytest.mark.parametrize("claims", CLAIMS, ids=lambda claims: next(iter(claims)))
async def test_r3_what_a_request_claims_changes_nothing(
    enter: Enter, unreadable: set[str], claims: dict[str, Any]
) -> None:
    ben = enter(BEN)
    question = (
        'source:medical-information {"$or":[{"access":{"$ne":""}}]} access:* OR 1=1 -- '
        "What is the usual dose of Qavoretin?"
    )
    secret = unreadable - sequences(question)

    said = [
        await ben.post(
            "/api/v1/assistants/hr/ask?sources=medical-information&as=alice@cryodyne.example",
            json={"question": question} | claims,
            headers={"X-Forwarded-User": ALICE, "X-Groups": "medical-information"},
        ),
        await ben.post("/api/v1/search", json={"query": question, "assistant": "hr"} | claims),
    ]

    assert {reply.status_code for reply in said} <= {200, 422}
    assert sequences("\n".join(reply.text for reply in said)) & secret == set()


@pytest.mark.parametrize(
    "slug",
    [
        "medical-information",
        "hr%2F..%2Fmedical-information",
        "MEDICAL-INFORMATION",
        "medical-information%20",
        "hr,medical-information",
        "*",
    ],
)
async def test_r3_an_assistant_of_others_is_like_one_that_is_not_there(
    enter: Enter, slug: str
) -> None:
    ben = enter(BEN)
    question = {"question": "What is the usual dose of Qavoretin?"}

    theirs = await ben.post(f"/api/v1/assistants/{slug}/ask", json=question)
    nobodys = await ben.post("/api/v1/assistants/nothing/ask", json=question)
    searched = await ben.post("/api/v1/search", json={"query": "Qavoretin", "assistant": slug[:64]})

    assert theirs.status_code == nobodys.status_code == 404
    assert searched.status_code in {404, 422}
    if "%2F" not in slug:
        assert theirs.json() == nobodys.json()


async def test_r4_the_conversation_of_somebody_else_is_like_one_that_is_not_there(
    enter: Enter, parts: Parts
) -> None:
    asked = {"question": "How many vacation days do I get after ten years?"}
    own = (await enter(ALICE).post("/api/v1/assistants/hr/ask", json=asked)).json()
    ben = enter(BEN)

    theirs = await ben.post(
        "/api/v1/assistants/hr/ask", json=asked | {"thread_id": own["thread_id"]}
    )
    nobodys = await ben.post(
        "/api/v1/assistants/hr/ask", json=asked | {"thread_id": str(uuid.uuid4())}
    )

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json() == nobodys.json()
    assert len(await parts.turns.in_thread(own["thread_id"])) == 1


@pytest.mark.parametrize("path", ["turns/{turn}/receipt", "turns/{turn}/receipt?replay=true"])
async def test_r4_a_receipt_of_somebody_else_is_like_one_that_is_not_there(
    enter: Enter, path: str
) -> None:
    asked = {"question": "How many vacation days do I get after ten years?"}
    turn = (await enter(ALICE).post("/api/v1/assistants/hr/ask", json=asked)).json()["turn_id"]
    ben = enter(BEN)

    theirs = await ben.get(f"/api/v1/{path.format(turn=turn)}")
    nobodys = await ben.get(f"/api/v1/{path.format(turn=uuid.uuid4())}")

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.json() == nobodys.json()


@pytest.mark.parametrize("dataset", ["turns", "reactions", "passages", "transcripts"])
@pytest.mark.parametrize("of", ["hr", "it", "nothing"])
async def test_r4_records_of_a_department_that_one_does_not_study_are_not_exported(
    enter: Enter, dataset: str, of: str
) -> None:
    asked = {"question": "How many vacation days do I get after ten years?"}
    await enter(ALICE).post("/api/v1/assistants/hr/ask", json=asked)

    reply = await enter("fatima@cryodyne.example").get(
        f"/api/v1/export/{dataset}", params={"department": of}
    )

    assert reply.status_code == 404
    assert "vacation" not in reply.text
