"""A person takes their own conversation along, and nobody else's."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from app.audit.events import Action
from app.audit.trail import Wanted
from app.wiring import Parts
from retrieval.documents import DocumentStore
from tests.app.api.conftest import Enter
from tests.app.api.test_records import ALICE, BEN, FATIMA

QUESTION = "What is the usual dose of Qavoretin?"


async def ask(enter: Enter, question: str = QUESTION, thread: str | None = None) -> dict[str, str]:
    reply = await enter(ALICE).post(
        "/api/v1/assistants/medical-information/ask",
        json={"question": question, "thread_id": thread},
    )
    assert reply.status_code == 200
    return {"turn": reply.json()["turn_id"], "thread": reply.json()["thread_id"]}


async def move(documents: DocumentStore, document: str, *groups: str) -> None:
    """Give a document to others, as an ingestion would."""
    for path, found in (await documents.documents("medical-information")).items():
        if path == document:
            await documents.save_document(replace(found, groups=groups), None)


async def test_a_conversation_comes_with_citations_and_the_reaction_as_it_was_given(
    enter: Enter,
) -> None:
    first = await ask(enter)
    await ask(enter, "# Who won the <b>world cup</b> in 1954?", first["thread"])
    alice = enter(ALICE)
    given = {
        "emoji": "🙁",
        "reasons": ["Incomplete"],
        "comment": "# Where?",
        "suggested_answer": "30 mg\n# a day",
        "suggested_source": "medical-information",
        "suggested_document": "qavoretin-prescribing-summary.pdf",
    }
    await alice.put(f"/api/v1/turns/{first['turn']}/reaction", json=given)

    path = f"/api/v1/threads/{first['thread']}/transcript"
    data = await alice.get(path)
    text = await alice.get(f"{path}?format=markdown")

    said = data.json()
    assert (said["title"], said["assistant"]) == (QUESTION, "Medical Information")
    answered, refused = said["turns"]
    assert answered["turn_id"] == first["turn"]
    assert answered["citations"][0]["document"] == "qavoretin-prescribing-summary.pdf"
    assert answered["citations"][0]["page"] == 1
    title = "Qavoretin prescribing summary"
    assert answered["reaction"] == given | {"label": "Poor", "suggested_title": title}
    assert (refused["kind"], refused["citations"]) == ("not_found", [])
    assert data.headers["content-disposition"].endswith('what-is-the-usual-dose-of-qavoretin.json"')
    assert text.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "- [1] Qavoretin prescribing summary, page 1" in text.text
    assert "> \\# Who won the \\<b>world cup\\</b> in 1954?" in text.text
    assert "**Reaction:** 🙁 Poor, Incomplete\n\n> \\# Where?" in text.text
    assert "**Suggested answer**\n\n> 30 mg  \n> \\# a day" in text.text
    assert f"**Suggested document:** {title} (medical-information/qavoretin-" in text.text
    assert all(reply.headers["cache-control"] == "private, no-store" for reply in (data, text))


@pytest.mark.parametrize("form", ["json", "markdown"])
async def test_r2_what_is_no_longer_for_the_person_is_not_in_a_transcript(
    enter: Enter, parts: Parts, form: str
) -> None:
    asked = await ask(enter)
    thread = asked["thread"]
    suggested = {
        "emoji": "🙁",
        "suggested_source": "medical-information",
        "suggested_document": "qavoretin-prescribing-summary.pdf",
    }
    await enter(ALICE).put(f"/api/v1/turns/{asked['turn']}/reaction", json=suggested)
    path = f"/api/v1/threads/{thread}/transcript?format={form}"
    before = (await enter(ALICE).get(path)).text
    await move(parts.documents, "qavoretin-prescribing-summary.pdf", "somebody-else")

    after = (await enter(ALICE).get(path)).text

    for secret in ("30 mg once daily", "prescribing"):
        assert secret in before
        assert secret not in after
    assert ('"n":1' in after) if form == "json" else ("- [1] A source that is no longer" in after)


async def test_r2_what_is_no_longer_for_the_person_is_not_named_by_a_receipt(
    enter: Enter, parts: Parts
) -> None:
    turn = (await ask(enter))["turn"]
    path = f"/api/v1/turns/{turn}/receipt?replay=true"
    before = await enter(ALICE).get(path)
    await move(parts.documents, "qavoretin-prescribing-summary.pdf", "somebody-else")

    own, studied = await enter(ALICE).get(path), await enter(FATIMA).get(path)

    # Other documents speak of it too.
    for name in ("qavoretin-prescribing-summary", "30 mg once daily"):
        assert name in before.text
        assert name not in own.text
    pairs = zip(before.json()["passages"], own.json()["passages"], strict=True)
    (was, gone) = next(
        pair for pair in pairs if pair[0]["document"] == "qavoretin-prescribing-summary.pdf"
    )
    assert (gone["standing"], gone["title"], gone["document"]) == ("unavailable", None, None)
    assert (gone["cited"], gone["chunk_id"]) == (True, was["chunk_id"])
    causes = {difference["cause"] for difference in own.json()["replay"]["differences"]}
    assert "document_unavailable" in causes
    found = studied.json()["replay"]
    assert found["same"] is False
    assert any("for other groups now" in reason for reason in found["reasons"])


async def test_r2_a_question_made_to_stand_alone_goes_with_what_it_was_made_of(
    enter: Enter, parts: Parts
) -> None:
    thread = (await ask(enter))["thread"]
    turn = (await ask(enter, "And for children?", thread))["turn"]
    path = f"/api/v1/turns/{turn}/receipt"
    before = (await enter(ALICE).get(path)).json()
    await move(parts.documents, "qavoretin-prescribing-summary.pdf", "somebody-else")

    own, studied = await enter(ALICE).get(path), await enter(FATIMA).get(path)

    assert before["standalone_question"] not in {None, before["question"]}
    assert (own.json()["question"], own.json()["standalone_question"]) == (before["question"], None)
    assert studied.json()["standalone_question"] == before["standalone_question"]


async def test_r4_somebody_elses_conversation_is_as_unknown_as_one_that_is_not(
    enter: Enter, parts: Parts
) -> None:
    thread = (await ask(enter))["thread"]

    for email in (BEN, FATIMA):
        foreign = await enter(email).get(f"/api/v1/threads/{thread}/transcript")
        missing = await enter(email).get(f"/api/v1/threads/{uuid.uuid4()}/transcript")
        assert foreign.status_code == missing.status_code == 404
        assert foreign.json() == missing.json()

    entries = (await parts.audit.page(Wanted(action=Action.ACCESS_DENIED.value))).entries
    assert {entry.target for entry in entries} == {f"thread:{thread}"}


async def test_a_deleted_conversation_is_unknown(enter: Enter, parts: Parts) -> None:
    thread = (await ask(enter))["thread"]
    stored = await parts.turns.in_thread(thread)
    await parts.threads.delete(thread, stored[0].opening.person, stored[0].opening.asked_at)

    reply = await enter(ALICE).get(f"/api/v1/threads/{thread}/transcript")

    assert reply.status_code == 404


async def test_the_answers_of_a_deleted_conversation_are_unknown_but_to_those_who_study_them(
    enter: Enter, parts: Parts
) -> None:
    asked = await ask(enter)
    turn = f"/api/v1/turns/{asked['turn']}"
    stored = await parts.turns.get(asked["turn"])
    assert stored is not None
    ways = ("receipt", "answer?format=text", "reaction", "palette", "documents")
    before = [(await enter(ALICE).get(f"{turn}/{way}")).status_code for way in ways]
    await parts.threads.delete(asked["thread"], stored.opening.person, stored.opening.asked_at)

    after = [(await enter(ALICE).get(f"{turn}/{way}")).status_code for way in ways]
    reaction = await enter(ALICE).put(f"{turn}/reaction", json={"emoji": "🙂"})

    assert (before, after) == ([200] * len(ways), [404] * len(ways))
    assert reaction.status_code == 404
    assert (await enter(FATIMA).get(f"{turn}/receipt")).status_code == 200


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../etc/passwd\r\nX: y", "etc-passwd-x-y"),
        ("Fläche – 50 % “größer”", "flache-50-grosser"),
        ("日本語", "conversation"),
    ],
)
async def test_a_name_is_made_safe_for_a_file(
    enter: Enter, parts: Parts, name: str, file: str
) -> None:
    thread = (await ask(enter))["thread"]
    person = (await parts.turns.in_thread(thread))[0].opening.person
    await parts.threads.rename(thread, person, name)

    reply = await enter(ALICE).get(f"/api/v1/threads/{thread}/transcript")

    said = reply.headers["content-disposition"]
    assert said.startswith('attachment; filename="almanac-20')
    assert said.endswith(f'-{file}.json"')
