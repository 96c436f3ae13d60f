"""The pages that look into the documents: the retrieval test, and a document with its chunks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from assistants.answers import AnswerKind
from feedback.turns import TurnStatus
from retrieval.documents import ChunkRecord, Document, Source, document_id
from retrieval.searching.evidence import Signs
from tests.feedback.samples import answer, opening
from tests.retrieval.test_originals import described
from tests.servers.console import DOSE, Console, opened_console

pytestmark = pytest.mark.asyncio(loop_scope="module")

SLUG = "medical-information"
MISSED = Signs(cosine=0.8, margin=0.1, covered=0.5, foreign=0.1, missed=1.0)
MARKUP = "<img src=x onerror=alert(1)>{{7*7}}"
SEARCH = "/admin/knowledge/search"
CHUNKS = 45


def document(path: str, source: str, **changes: Any) -> Document:
    """A document of a source, which its department reads."""
    one = described(path, b"x")
    named = {"id": document_id(source, path), "source": source, "groups": (source,)}
    return replace(one, **{**named, **changes})


OPEN = document("open.md", SLUG, remarks=("Page 3 holds only pictures.",))
DUE = document("due.md", SLUG, review_by=datetime(2026, 1, 1, tzinfo=UTC), owner="desk@x.example")
CLOSED = document("closed.md", SLUG, groups=("heads",))
ELSEWHERE = document("elsewhere.md", "regulatory")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Console]:
    """A console with documents for everybody of the department, for few, and of another."""
    async with opened_console(tmp_path_factory.mktemp("library") / "var") as console:
        store = console.records.documents
        for name in (SLUG, "regulatory"):
            owner = f"{name}@cryodyne.example"
            await store.save_source(Source(name, "/nowhere", name, owner, (name,)))
        for one in (OPEN, DUE, CLOSED, ELSEWHERE):
            await store.save_document(one, [_chunk(one, number) for number in range(CHUNKS)])
        yield console


def _chunk(of: Document, number: int) -> ChunkRecord:
    text = f"{MARKUP} Piece {number} of it. " + "x" * (9_000 if number == 1 else 0)
    key = f"{of.id}-{number}"
    return ChunkRecord(key, of.id, of.source, number, of.title, "Dosing", None, text, "h", 0.75)


def page_of(one: Document) -> str:
    return f"/admin/knowledge/documents/{one.id}"


async def test_a_question_shows_the_ranked_passages_and_what_follows(library: Console) -> None:
    dana = await library.browser("dana")

    page = (await dana.post(SEARCH, data={"assistant": SLUG, "question": "What is the dose?"})).text

    assert page.index(DOSE) < page.index("Keep it in the fridge.")
    assert "medical-information › file-1.md" in page
    assert "score 1.000" in page
    assert "An answer is tried" in page
    assert "0.90" in page
    assert "What is the dose?" in re.findall(r"<textarea.*?</textarea>", page, re.S)[0]
    assert library.gateway.calls == []


async def test_a_no_says_why(library: Console) -> None:
    dana, before = await library.browser("dana"), library.search.found
    library.search.found = replace(before, evidence=0.0, signs=asdict(MISSED))
    try:
        page = (
            await dana.post(SEARCH, data={"assistant": SLUG, "question": "Is Drovelimab for cats?"})
        ).text
    finally:
        library.search.found = before

    assert "Not in these documents" in page
    assert "lack a name, a number or an identifier" in page


async def test_passages_and_questions_of_markup_are_text(library: Console) -> None:
    dana, before = await library.browser("dana"), library.search.found
    hostile = tuple(replace(one, text=MARKUP, title=MARKUP) for one in before.passages)
    library.search.found = replace(before, passages=hostile)
    try:
        asked = {"assistant": SLUG, "question": f"dose {MARKUP}"}
        page = (await dana.post(SEARCH, data=asked)).text
    finally:
        library.search.found = before

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"question": "x" * 200_000}, 422, "The question has 32,000 characters or more"),
        ({"question": "?!"}, 422, "The question has no words"),
        ({"question": "dose", "asked_as": "emperor"}, 422, "There is no such role"),
        ({"question": "dose", "assistant": "regulatory"}, 404, ""),
        ({"question": "dose", "assistant": "nothing"}, 404, ""),
    ],
)
async def test_what_cannot_be_searched_is_said_on_the_page(
    library: Console, form: dict[str, str], status: int, says: str
) -> None:
    dana = await library.browser("dana")

    reply = await dana.post(SEARCH, data={"assistant": SLUG} | form)

    assert reply.status_code == status
    assert says in reply.text
    assert len(reply.content) < 150_000


async def test_the_api_says_all_that_the_page_shows(library: Console) -> None:
    async with library.api("dana") as dana:
        path = f"/api/v1/admin/assistants/{SLUG}/search"
        body = (await dana.post(path, json={"question": "What is the dose?"})).json()

    assert (body["kind"], body["evidence"], body["searched"]) == ("answer", 0.9, True)
    assert body["passages"][0]["text"] == DOSE
    assert (body["asked_as"], body["groups"]) == ("employee", [SLUG])


@pytest.mark.parametrize("name", ["alice", "ben", "erik", "fatima", "grace", "hugo", ""])
async def test_a_document_is_there_for_admins_of_its_department(
    library: Console, name: str
) -> None:
    client = await library.browser(name)

    assert (await client.get(page_of(OPEN))).status_code == (404 if name else 303)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (page_of(OPEN), 200),
        (page_of(CLOSED), 404),
        (page_of(ELSEWHERE), 404),
        ("/admin/knowledge/documents/nothing", 404),
        (f"{page_of(OPEN)}?page=0", 422),
        (f"{page_of(OPEN)}?page=999999", 200),
    ],
)
async def test_an_admin_looks_into_what_they_may_read(
    library: Console, path: str, status: int
) -> None:
    dana = await library.browser("dana")

    assert (await dana.get(path)).status_code == status


async def test_a_document_shows_its_ledger_and_its_chunks_a_page_at_a_time(
    library: Console,
) -> None:
    dana = await library.browser("dana")

    first = await dana.get(page_of(OPEN))
    last = await dana.get(f"{page_of(OPEN)}?page=3")

    assert "Page 3 holds only pictures." in first.text
    assert OPEN.version in first.text
    assert "medical-information@cryodyne.example" in first.text
    assert "1 to 20 of 45" in first.text
    assert "read by machine, 75 % sure" in first.text
    assert "Only the beginning is shown." in first.text
    assert "<img src=x" not in first.text
    assert "41 to 45 of 45" in last.text
    assert "Piece 44 of it." in last.text
    assert len(first.content) < 150_000


async def test_a_document_that_is_due_for_review_names_its_owner(library: Console) -> None:
    dana = await library.browser("dana")

    due = (await dana.get("/admin/knowledge", params={"only": "ageing"})).text

    assert "Due for review since" in due
    assert "desk@x.example" in due
    assert "Due for review since" in (await dana.get(page_of(DUE))).text
    assert page_of(OPEN) not in due


async def test_the_list_leads_to_the_page_of_a_document(library: Console) -> None:
    dana, grace = await library.browser("dana"), await library.browser("grace")

    assert page_of(OPEN) in (await dana.get("/admin/knowledge")).text
    assert "/admin/knowledge/documents/" not in (await grace.get("/admin/knowledge")).text


async def asked_in_vain(library: Console, turn_id: str, question: str) -> None:
    """A question of Alice to which there was no answer."""
    alice = await library.records.people.by_email("alice@cryodyne.example")
    assert alice is not None
    begun = opening(
        turn_id,
        thread_id=turn_id,
        person=alice.id,
        profile=SLUG,
        department=SLUG,
        question=question,
        asked_at=library.records.desk.clock(),
    )
    await library.records.turns.begin(begun)
    made = answer(
        kind=AnswerKind.NOT_FOUND, question=question, standalone_question=question, citations=()
    )
    await library.records.turns.finish(turn_id, TurnStatus.COMPLETED, made, begun.asked_at)


async def test_what_was_asked_in_vain_is_worked_on_without_a_name(library: Console) -> None:
    await asked_in_vain(library, "turn-1", f"Is {MARKUP} good for horses?")
    await asked_in_vain(library, "turn-2", f"Is {MARKUP} good for horses")
    dana = await library.browser("dana")

    page = (await dana.get(f"/admin/knowledge/questions?assistant={SLUG}")).text
    form = {"assistant": SLUG, "revision": "0", "me": "yes"}
    assigned = await dana.post("/admin/knowledge/questions/turn-1/assign", data=form)
    again = await dana.post("/admin/knowledge/questions/turn-1/assign", data=form)
    kept = await dana.post("/admin/knowledge/questions/turn-1/check", data={"revision": "1"})

    assert "asked 2 times" in page
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert "alice" not in page
    assert assigned.headers["location"].endswith("#group-turn-1")
    assert again.status_code == 409
    assert "Somebody did something in this case meanwhile" in again.text
    assert kept.headers["location"].startswith("/admin/checks/")
    after = (await dana.get("/admin/knowledge/questions")).text
    assert "dana@cryodyne.example" in after
    assert kept.headers["location"] in after


@pytest.mark.parametrize("assistant", ["regulatory", "nothing", "x" * 5_000])
async def test_questions_of_another_department_are_not_there(
    library: Console, assistant: str
) -> None:
    dana = await library.browser("dana")
    reply = await dana.get("/admin/knowledge/questions", params={"assistant": assistant})

    assert reply.status_code == 404
