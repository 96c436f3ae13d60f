"""A cited document opens at its page, for those who may read it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.identity.directory import COOKIE
from app.wiring import Parts
from tests.app.api.conftest import Enter

ALICE, BEN = "alice@cryodyne.example", "ben@cryodyne.example"


async def cite(enter: Enter, question: str) -> dict[str, Any]:
    reply = await enter(ALICE).post(
        "/api/v1/assistants/medical-information/ask", json={"question": question}
    )
    citation: dict[str, Any] = reply.json()["citations"][0]
    return citation


async def test_a_pdf_opens_as_a_picture_with_the_passage_marked(enter: Enter) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    alice = enter(ALICE)
    path = f"/api/v1/documents/{cited['document_id']}/pages/{cited['page']}"

    page = (await alice.get(path, params={"chunk": cited["chunk_id"]})).json()
    marked = await alice.get(page["image_url"])
    plain = await alice.get(f"{path}/image")

    assert (page["kind"], page["page"], page["pages"]) == ("image", 1, 1)
    assert marked.content.startswith(b"\x89PNG")
    assert marked.content != plain.content


async def test_a_text_opens_with_the_passage_marked(enter: Enter) -> None:
    cited = await cite(enter, "A patient forgot a dose of Qavoretin. What now?")

    reply = await enter(ALICE).get(
        f"/api/v1/documents/{cited['document_id']}/pages/1", params={"chunk": cited["chunk_id"]}
    )

    marked = " ".join(
        block["text"][start:end]
        for block in reply.json()["blocks"]
        for start, end in block["marks"]
    )
    assert reply.json()["kind"] == "text"
    assert "take it as soon as remembered" in marked


async def test_the_original_comes_as_a_download(enter: Enter) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}/original")

    assert reply.content.startswith(b"%PDF")
    assert "attachment" in reply.headers["content-disposition"]


@pytest.mark.parametrize("tail", ["", "/pages/1", "/pages/1/image", "/original"])
async def test_a_document_without_the_right_is_not_there(enter: Enter, tail: str) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")

    foreign = await enter(BEN).get(f"/api/v1/documents/{cited['document_id']}{tail}")
    missing = await enter(BEN).get(f"/api/v1/documents/nothing{tail}")

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


@pytest.mark.parametrize("number", ["0", "2", "999999999999"])
async def test_a_page_that_is_not_there_is_not_found(enter: Enter, number: str) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}/pages/{number}")

    assert reply.status_code == 404


async def test_a_document_that_was_removed_is_not_there(enter: Enter, parts: Parts) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    document = await parts.documents.document(cited["document_id"])
    assert document is not None
    await parts.documents.remove_documents([document.id])

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}/original")

    assert reply.status_code == 404


@pytest.mark.parametrize("tail", ["", "/pages/1", "/pages/1/image", "/original"])
async def test_a_file_that_is_gone_since_is_said_plainly(
    enter: Enter, parts: Parts, tail: str
) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    await move_away(parts)

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}{tail}")

    assert reply.status_code == 503
    assert reply.json()["error"]["code"] == "document_unavailable"
    assert "Errno" not in reply.text


async def test_the_page_of_a_file_that_is_gone_says_what_to_do(enter: Enter, parts: Parts) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    await move_away(parts)
    person = await parts.people.by_email(ALICE)
    assert person is not None
    cookie = f"{COOKIE}={await parts.sessions.open(person.id)}"

    reply = await enter("").get(
        f"/documents/{cited['document_id']}/pages/1", headers={"Cookie": cookie}
    )

    assert reply.status_code == 503
    assert "ask its owner" in reply.text


async def move_away(parts: Parts) -> None:
    """Let the folder of every source be elsewhere, though the indexes do not know yet."""
    for source in await parts.documents.sources():
        await parts.documents.save_source(replace(source, location=f"{source.location}-moved"))


async def test_a_text_has_no_picture(enter: Enter) -> None:
    cited = await cite(enter, "A patient forgot a dose of Qavoretin. What now?")

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}/pages/1/image")

    assert reply.status_code == 404
