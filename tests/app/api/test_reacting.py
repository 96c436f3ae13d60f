"""What a reaction may be and say: of the version that answered, and what the person may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.chat.answers import answers_of
from app.chat.parts import ChatParts
from app.identity.people import Person
from app.wiring import Parts
from assistants.profiles import PaletteEmoji
from retrieval.documents import Document, document_id
from tests.app.api.conftest import Enter
from tests.app.api.test_records import ALICE, BEN, CHRIS, ask
from tests.fakes.publishing import publish

SOURCE = "medical-information"
BIDI = "\u202egnp.exe\u202c \u2066<script>alert(1)</script>\u2069"


async def republish(parts: Parts, **changes: Any) -> None:
    """Give the assistant a new configuration version."""
    live = await parts.configurations.live(SOURCE)
    assert live is not None
    changed = live.configuration.model_copy(update=changes)
    published = await publish(parts.transactions, changed, datetime.now(UTC))
    assert published.number == live.number + 1


async def a_document(parts: Parts, *, secret: bool = False) -> tuple[str, str]:
    """Title and path of a document that the department reads, or only others do."""
    first, last = sorted((await parts.documents.documents(SOURCE)).values(), key=_path)[::4][:2]
    if secret:
        await parts.documents.save_document(replace(last, groups=("board",)), None)
    document = last if secret else first
    return document.title, document.path


def _path(document: Document) -> str:
    return document.path


async def test_an_answer_keeps_the_palette_of_the_version_that_gave_it(
    enter: Enter, parts: Parts
) -> None:
    alice, old = enter(ALICE), await ask(enter)
    thumbs = (
        PaletteEmoji(emoji="👍", label="Useful", score=5),
        PaletteEmoji(emoji="👎", label="Useless", score=1),
    )
    await republish(parts, palette=thumbs, reasons=("Too long",))
    new = await ask(enter)

    palettes = [(await alice.get(f"/api/v1/turns/{turn}/palette")).json() for turn in (old, new)]
    assert [p["configuration_number"] for p in palettes] == [1, 2]
    assert [[e["emoji"] for e in p["palette"]] for p in palettes] == [
        ["😍", "🙂", "😐", "🙁", "😡"],
        ["👍", "👎"],
    ]
    assert ("Incomplete" in palettes[0]["reasons"], palettes[1]["reasons"]) == (True, ["Too long"])
    given = {
        turn: {
            emoji: (
                await alice.put(
                    f"/api/v1/turns/{turn}/reaction", json={"emoji": emoji, "reasons": [reason]}
                )
            ).status_code
            for emoji, reason in (("🙁", "Incomplete"), ("👎", "Too long"), ("🙁", "Too long"))
        }
        for turn in (old, new)
    }
    assert given == {old: {"🙁": 422, "👎": 422}, new: {"🙁": 422, "👎": 200}}
    kept = (
        await alice.put(
            f"/api/v1/turns/{old}/reaction", json={"emoji": "🙁", "reasons": ["Incomplete"]}
        )
    ).json()
    assert (kept["label"], kept["score"], kept["configuration_number"]) == ("Poor", 2, 1)
    assert kept["configuration_hash"] == palettes[0]["configuration_hash"]


async def test_the_page_shows_an_old_answer_with_its_own_palette(
    enter: Enter, parts: Parts
) -> None:
    turn_id = await ask(enter)
    await republish(parts, palette=(PaletteEmoji(emoji="👍", label="Yes", score=5),))
    person, thread = await _asked(parts, turn_id)

    shown = await answers_of(ChatParts.of(parts), person, thread)

    assert shown is not None
    labels = [entry["label"] for entry in shown["answers"][turn_id]["palette"]]
    assert labels == ["Ready to send", "Good", "Needs editing", "Poor", "Wrong or harmful"]


async def test_the_right_answer_and_document_are_kept_shown_changed_and_taken_back(
    enter: Enter, parts: Parts
) -> None:
    alice, turn = enter(ALICE), await ask(enter)
    path = f"/api/v1/turns/{turn}/reaction"
    title, right = await a_document(parts)
    said = {
        "emoji": "🙁",
        "suggested_answer": f" {BIDI}\x00 ",
        "suggested_source": SOURCE,
        "suggested_document": right,
    }

    given = await alice.put(path, json=said)
    kept = (await alice.get(path)).json()
    assert given.json() == kept
    assert kept["suggested_answer"] == BIDI
    assert (kept["suggested_document"], kept["suggested_title"]) == (right, title)
    person, thread = await _asked(parts, turn)
    shown = await answers_of(ChatParts.of(parts), person, thread)
    assert shown is not None
    reaction = shown["answers"][turn]["reaction"]
    assert {name: kept[name] for name in reaction} == reaction

    await alice.put(path, json={"emoji": "🙁", "suggested_answer": "Less."})
    changed = (await alice.get(path)).json()
    assert (changed["suggested_answer"], changed["suggested_document"]) == ("Less.", None)
    assert changed["suggested_unavailable"] is False
    await alice.put(path, json={"emoji": "🙁"})
    assert (await alice.get(path)).json()["suggested_answer"] == ""


@pytest.mark.parametrize(
    "said",
    [
        {"suggested_answer": "x" * 4001},
        {"suggested_source": SOURCE},
        {"suggested_document": "missed-dose.md"},
        {"suggested_answer": ["no", "text"]},
        {"suggested_source": SOURCE, "suggested_document": "x" * 2001},
    ],
)
async def test_a_suggestion_that_cannot_be_kept_is_refused_and_nothing_changes(
    enter: Enter, said: Mapping[str, Any]
) -> None:
    alice, path = enter(ALICE), f"/api/v1/turns/{await ask(enter)}/reaction"
    before = (await alice.put(path, json={"emoji": "🙂"})).json()

    reply = await alice.put(path, json={"emoji": "🙁"} | dict(said))

    assert reply.status_code == 422
    assert reply.json()["error"]["message"]
    assert (await alice.get(path)).json() == before


async def test_a_document_that_a_person_may_not_read_is_suggested_like_one_that_is_not_there(
    enter: Enter, parts: Parts
) -> None:
    alice, path = enter(ALICE), f"/api/v1/turns/{await ask(enter)}/reaction"
    _, secret = await a_document(parts, secret=True)
    hr = next(iter(await parts.documents.documents("hr")))

    replies = [
        await alice.put(
            path, json={"emoji": "🙁", "suggested_source": source, "suggested_document": document}
        )
        for source, document in (
            (SOURCE, secret),
            (SOURCE, "nothing.md"),
            ("hr", hr),
            ("no-source", "\x00"),
        )
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert len({reply.text for reply in replies}) == 1
    assert (await alice.get(path)).json() is None


async def test_a_suggested_document_is_not_named_any_more_to_whoever_lost_it(
    enter: Enter, parts: Parts
) -> None:
    alice, turn = enter(ALICE), await ask(enter)
    path = f"/api/v1/turns/{turn}/reaction"
    title, right = await a_document(parts)
    said = {"emoji": "🙁", "suggested_source": SOURCE, "suggested_document": right}
    await alice.put(path, json=said)
    await parts.documents.close_source(SOURCE, "closed by the test")

    reply = await alice.get(path)

    assert reply.json()["suggested_unavailable"] is True
    assert title not in reply.text
    assert right not in reply.text
    person, thread = await _asked(parts, turn)
    assert right not in str(await answers_of(ChatParts.of(parts), person, thread))
    assert (await alice.put(path, json=said)).status_code == 404


async def test_documents_to_suggest_are_found_by_name_as_far_as_the_person_may_read(
    enter: Enter, parts: Parts
) -> None:
    path = f"/api/v1/turns/{await ask(enter)}/documents"
    title, secret = await a_document(parts, secret=True)
    known, right = await a_document(parts)

    found = (await enter(ALICE).get(path, params={"query": known})).json()
    assert {
        "document_id": document_id(SOURCE, right),
        "source": SOURCE,
        "document": right,
        "title": known,
    } in found
    for typed in (title, secret):
        documents = (await enter(ALICE).get(path, params={"query": typed})).json()
        assert secret not in [one["document"] for one in documents]
    considered = (await enter(ALICE).get(path)).json()
    assert 0 < len(considered) <= 8
    assert len({one["document_id"] for one in considered}) == len(considered)
    everything = (await enter(ALICE).get(path, params={"query": ".", "limit": 50})).json()
    assert {one["source"] for one in everything} == {SOURCE}
    assert secret not in [one["document"] for one in everything]


@pytest.mark.parametrize("last", ["palette", "documents"])
async def test_somebody_elses_answer_offers_nothing(enter: Enter, last: str) -> None:
    turn = await ask(enter)
    foreign = await enter(BEN).get(f"/api/v1/turns/{turn}/{last}")
    colleague = await enter(CHRIS).get(f"/api/v1/turns/{turn}/{last}")
    missing = await enter(BEN).get(f"/api/v1/turns/nothing/{last}")

    assert foreign.status_code == colleague.status_code == missing.status_code == 404
    assert foreign.json() == colleague.json() == missing.json()


async def _asked(parts: Parts, turn_id: str) -> tuple[Person, str]:
    """Who asked, and in which thread."""
    turn = await parts.turns.get(turn_id)
    person = await parts.directory.by_email(ALICE)
    assert turn is not None
    assert person is not None
    return person, turn.opening.thread_id
