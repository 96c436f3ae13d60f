"""A cited document opens at its page, for those who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.api.documents.pages import Asked, cited_in, lay_out
from app.identity.directory import COOKIE
from app.middleware.rate_limits import DOWNLOADS_AT_ONCE, Places
from app.wiring import Parts
from retrieval.parsing.documents import Block, ParsedDocument, ParseError
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


async def own_answer(enter: Enter, question: str) -> dict[str, Any]:
    reply = await enter(ALICE).post(
        "/api/v1/assistants/medical-information/ask", json={"question": question}
    )
    answer: dict[str, Any] = reply.json()
    return answer


def marked(page: dict[str, Any], how: str) -> str:
    """The text of a page that is marked in this way."""
    return " ".join(b["text"][start:end] for b in page["blocks"] for start, end in b[how])


async def test_what_the_answer_quoted_is_marked_apart(enter: Enter) -> None:
    answer = await own_answer(enter, "What is the usual dose of Qavoretin?")
    cited = answer["citations"][0]

    reply = await enter(ALICE).get(
        f"/api/v1/documents/{cited['document_id']}/pages/{cited['page']}",
        params={"chunk": cited["chunk_id"], "turn": answer["turn_id"]},
    )

    page = reply.json()
    assert marked(page, "quoted") == "The recommended dose is 30 mg once daily."
    assert len(marked(page, "marks")) > len(marked(page, "quoted"))
    assert 0 < page["marked_at"] < 1


@pytest.mark.parametrize("reader", ["chris@cryodyne.example", ALICE])
async def test_an_answer_that_is_not_theirs_any_more_or_never_was_marks_nothing_apart(
    enter: Enter, parts: Parts, reader: str
) -> None:
    answer = await own_answer(enter, "What is the usual dose of Qavoretin?")
    cited = answer["citations"][0]
    if reader == ALICE:
        turn = await parts.turns.get(answer["turn_id"])
        assert turn is not None
        opening = turn.opening
        assert await parts.threads.delete(opening.thread_id, opening.person, opening.asked_at)

    reply = await enter(reader).get(
        f"/api/v1/documents/{cited['document_id']}/pages/{cited['page']}",
        params={"chunk": cited["chunk_id"], "turn": answer["turn_id"]},
    )

    assert marked(reply.json(), "marks")
    assert marked(reply.json(), "quoted") == ""


async def test_another_page_does_not_say_that_the_passage_is_gone(
    enter: Enter, parts: Parts
) -> None:
    answer = await own_answer(enter, "What is the usual dose of Qavoretin?")
    cited = answer["citations"][0]
    turn = await parts.turns.get(answer["turn_id"])
    document = await parts.documents.document(cited["document_id"])
    assert turn is not None
    assert document is not None
    passage = cited_in(turn, document, cited["chunk_id"])
    parsed = ParsedDocument("t", (Block("paragraph", "Another page.", page=2),), 2, "p/1")

    asked = Asked(2, cited["chunk_id"], answer["turn_id"])
    page = lay_out(document, parsed, asked, passage, is_drawn=True)

    assert page.notice is None


async def test_a_document_that_holds_later_says_so(enter: Enter, parts: Parts) -> None:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    document = await parts.documents.document(cited["document_id"])
    assert document is not None
    later = replace(document, effective_from=datetime(2999, 1, 1, tzinfo=UTC))
    await parts.documents.save_document(later, None)

    reply = await enter(ALICE).get(f"/api/v1/documents/{cited['document_id']}/pages/1")

    assert reply.json()["notice"].startswith("Not yet in effect")


@pytest.mark.parametrize(("start", "first", "names"), [(0, 0, 0), (60, 60, 1), (500, 150, 0)])
async def test_a_part_of_a_table_names_its_columns(
    enter: Enter, parts: Parts, start: int, first: int, names: int
) -> None:
    cited = await cite(enter, "A patient forgot a dose of Qavoretin. What now?")
    document = await parts.documents.document(cited["document_id"])
    assert document is not None
    rows = [Block("heading", "Doses", 1)]
    rows += [Block("table_row", f"Day: {n}; Dose: {n} mg") for n in range(149)]
    parsed = ParsedDocument("t", tuple(rows), None, "p/1")

    page = lay_out(document, parsed, Asked(1, start=start), None, is_drawn=False)

    assert (page.first, page.total) == (first, 150)
    if names:
        assert page.blocks[0].columns == ["Day", "Dose"]
        assert page.blocks[1].columns == []


@pytest.mark.parametrize("chunk", [True, False])
async def test_a_page_that_cannot_be_drawn_can_still_be_read(
    enter: Enter, parts: Parts, monkeypatch: pytest.MonkeyPatch, chunk: bool
) -> None:
    async def fail(*_: object) -> bytes:
        raise ParseError("It takes too long to draw.")

    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    monkeypatch.setattr(parts.viewer, "image", fail)

    reply = await enter(ALICE).get(
        f"/api/v1/documents/{cited['document_id']}/pages/{cited['page']}",
        params={"chunk": cited["chunk_id"]} if chunk else {},
    )

    assert (reply.json()["kind"], reply.json()["image_url"]) == ("text", None)
    assert "30 mg once daily" in " ".join(block["text"] for block in reply.json()["blocks"])
    assert ("30 mg once daily" in marked(reply.json(), "marks")) is chunk


async def original_of(enter: Enter) -> str:
    cited = await cite(enter, "What is the usual dose of Qavoretin?")
    return f"/api/v1/documents/{cited['document_id']}/original"


async def test_the_original_bears_its_version_and_is_not_sent_again(
    enter: Enter, parts: Parts
) -> None:
    path = await original_of(enter)
    first = await enter(ALICE).get(path)

    again = await enter(ALICE).get(path, headers={"If-None-Match": first.headers["etag"]})

    document = await parts.documents.document(path.split("/")[4])
    assert document is not None
    assert first.headers["etag"] == f'"{document.version}"'
    assert (again.status_code, again.content) == (304, b"")


async def test_a_part_of_the_original_is_sent_as_asked(enter: Enter) -> None:
    path = await original_of(enter)
    whole = (await enter(ALICE).get(path)).content

    reply = await enter(ALICE).get(path, headers={"Range": "bytes=5-9"})

    assert (reply.status_code, reply.content) == (206, whole[5:10])
    assert reply.headers["content-range"] == f"bytes 5-9/{len(whole)}"


async def test_a_range_beyond_the_end_is_refused_with_the_size(enter: Enter) -> None:
    path = await original_of(enter)
    size = len((await enter(ALICE).get(path)).content)

    reply = await enter(ALICE).get(path, headers={"Range": f"bytes={size}-"})

    assert reply.status_code == 416
    assert reply.headers["content-range"] == f"bytes */{size}"


async def test_the_head_of_the_original_says_what_a_download_would(enter: Enter) -> None:
    path = await original_of(enter)
    whole = await enter(ALICE).get(path)

    head = await enter(ALICE).head(path, headers={"Range": "bytes=5-9"})
    same = await enter(ALICE).head(path, headers={"If-None-Match": whole.headers["etag"]})
    foreign = await enter(BEN).head(path)

    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "etag", "content-disposition", "content-type", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]
    assert same.status_code == 304
    assert foreign.status_code == 404


async def test_downloads_give_their_places_back(enter: Enter, parts: Parts) -> None:
    path = await original_of(enter)
    replies = [await enter(ALICE).get(path) for _ in range(DOWNLOADS_AT_ONCE + 1)]

    assert {reply.status_code for reply in replies} == {200}


@pytest.mark.parametrize(
    ("places", "tail"), [("downloading", "/original"), ("opening", "/pages/1")]
)
async def test_one_person_has_a_few_places_and_others_have_theirs(
    enter: Enter, parts: Parts, places: str, tail: str
) -> None:
    path = (await original_of(enter)).removesuffix("/original") + tail
    alice = await parts.people.by_email(ALICE)
    assert alice is not None
    taken: Places = getattr(parts.limits, places)
    held = [taken.take(alice.id) for _ in range(taken.most)]

    refused = await enter(ALICE).get(path)
    other = await enter("chris@cryodyne.example").get(path)
    for give_back in held:
        give_back()

    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "more must wait" in refused.json()["error"]["message"]
    assert other.status_code == 200
    assert (await enter(ALICE).get(path)).status_code == 200
