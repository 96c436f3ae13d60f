"""Reactions, receipts, exports and ingestion over HTTP, each to those it belongs to."""

from __future__ import annotations

import io
import json
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from app.wiring import Parts
from tests.app.api.conftest import Enter

ALICE, BEN, CHRIS, DANA, ERIK, FATIMA, GRACE, HUGO = (
    f"{name}@cryodyne.example"
    for name in ("alice", "ben", "chris", "dana", "erik", "fatima", "grace", "hugo")
)


async def ask(
    enter: Enter, question: str = "What is the usual dose of Qavoretin?", email: str = ALICE
) -> str:
    reply = await enter(email).post(
        "/api/v1/assistants/medical-information/ask", json={"question": question}
    )
    turn: str = reply.json()["turn_id"]
    return turn


async def test_a_reaction_is_stored_changed_and_taken_back(enter: Enter) -> None:
    alice, turn = enter(ALICE), await ask(enter)
    path = f"/api/v1/turns/{turn}/reaction"

    good = await alice.put(path, json={"emoji": "🙂"})
    poor = await alice.put(
        path, json={"emoji": "🙁", "reasons": ["Incomplete"], "comment": " <img src=x> "}
    )
    kept = (await alice.get(path)).json()
    gone = await alice.delete(path)

    assert (good.json()["score"], poor.json()["score"]) == (4, 2)
    assert (kept["reasons"], kept["comment"]) == (["Incomplete"], "<img src=x>")
    assert gone.status_code == 204
    assert (await alice.get(path)).json() is None


@pytest.mark.parametrize(
    "body", [{"emoji": "🦄"}, {"emoji": "🙂", "reasons": ["Because"]}, {"emoji": ""}]
)
async def test_a_reaction_outside_the_palette_is_refused(
    enter: Enter, body: dict[str, Any]
) -> None:
    turn = await ask(enter)

    reply = await enter(ALICE).put(f"/api/v1/turns/{turn}/reaction", json=body)

    assert reply.status_code == 422


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_somebody_elses_answer_cannot_be_reacted_to(enter: Enter, method: str) -> None:
    path = f"/api/v1/turns/{await ask(enter)}/reaction"
    body = {"emoji": "🙂"} if method == "PUT" else None

    foreign = await enter(BEN).request(method, path, json=body)
    missing = await enter(BEN).request(method, "/api/v1/turns/nothing/reaction", json=body)

    assert foreign.status_code == missing.status_code == 404
    assert foreign.json() == missing.json()


async def test_a_receipt_tells_what_made_the_answer_and_replays_to_the_same(enter: Enter) -> None:
    turn = await ask(enter)

    reply = await enter(ALICE).get(f"/api/v1/turns/{turn}/receipt?replay=true")

    receipt = reply.json()
    assert receipt["replay"]["reasons"] == []
    assert receipt["replay"]["passages_same"] is True
    assert receipt["replay"]["prompt_same"] is True
    assert receipt["passages"][0]["text"]
    assert receipt["configuration_number"] == 1
    assert ALICE not in reply.text


@pytest.mark.parametrize(
    ("email", "status"), [(FATIMA, 200), (GRACE, 200), (BEN, 404), (HUGO, 404)]
)
async def test_a_receipt_is_read_by_its_person_and_by_those_whose_work_it_is(
    enter: Enter, email: str, status: int
) -> None:
    turn = await ask(enter)

    assert (await enter(email).get(f"/api/v1/turns/{turn}/receipt")).status_code == status


@pytest.mark.parametrize(
    ("asks", "reads", "sees"),
    [
        (ALICE, ALICE, False),
        (CHRIS, CHRIS, False),
        (DANA, DANA, True),
        (ERIK, ERIK, True),
        (ALICE, FATIMA, True),
        (ALICE, GRACE, True),
    ],
)
async def test_l1_instructions_are_shown_to_those_who_study_or_administer_the_department(
    enter: Enter, parts: Parts, asks: str, reads: str, sees: bool
) -> None:
    turn = await ask(enter, email=asks)
    stored = await parts.turns.get(turn)
    assert stored is not None
    assert stored.answer is not None

    reply = await enter(reads).get(f"/api/v1/turns/{turn}/receipt?replay=true")

    receipt = reply.json()
    assert receipt["prompt"] == (stored.answer.prompt if sees else None)
    assert ("staff preparing answers for doctors" in reply.text) is sees
    assert receipt["prompt_hash"] == stored.answer.prompt_hash


async def test_a_data_scientist_exports_own_departments_only(enter: Enter) -> None:
    turn = await ask(enter)
    await enter(ALICE).put(f"/api/v1/turns/{turn}/reaction", json={"emoji": "😍"})
    fatima = enter(FATIMA)

    turns = await fatima.get("/api/v1/export/turns", params={"format": "jsonl"})
    reactions = await fatima.get("/api/v1/export/reactions", params={"format": "parquet"})
    foreign = await fatima.get("/api/v1/export/turns", params={"department": "hr"})
    nobody = await enter(ALICE).get("/api/v1/export/turns")

    rows = [json.loads(line) for line in turns.text.splitlines()]
    assert [row["id"] for row in rows] == [turn]
    assert pq.read_table(io.BytesIO(reactions.content)).column("score").to_pylist() == [5]
    assert (foreign.status_code, nobody.status_code) == (404, 403)


@pytest.mark.parametrize("query", ["format=xml", "format=exe"])
async def test_an_export_that_cannot_be_made_says_what_can(enter: Enter, query: str) -> None:
    reply = await enter(FATIMA).get(f"/api/v1/export/turns?{query}")

    assert reply.status_code == 422
    assert "parquet" in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("since=0001-01-01T00:00:00%2B14:00", 1),
        ("until=9999-12-31T23:59:59-14:00", 1),
        ("until=0001-01-01T00:00:00%2B14:00", 0),
        ("since=9999-12-31T23:59:59-14:00", 0),
    ],
)
async def test_an_instant_at_the_end_of_the_calendar_means_all_or_nothing(
    enter: Enter, query: str, rows: int
) -> None:
    await ask(enter)

    reply = await enter(FATIMA).get(f"/api/v1/export/turns?{query}")

    assert reply.status_code == 200
    assert len(reply.text.splitlines()) == rows


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("min-score=4", 422, "'min-score'"),
        ("since=2026-02-01&until=2026-01-01", 422, "No time lies between"),
        ("assistant=hr", 404, "no such assistant"),
        ("assistant=nothing", 404, "no such assistant"),
    ],
)
async def test_a_filter_that_can_find_nothing_or_is_mistyped_is_refused(
    enter: Enter, query: str, status: int, says: str
) -> None:
    reply = await enter(FATIMA).get(f"/api/v1/export/turns?{query}")

    assert (reply.status_code, says in reply.json()["error"]["message"]) == (status, True)


async def test_duckdb_reads_the_lake_as_it_lies(enter: Enter, parts: Parts) -> None:
    turn = await ask(enter)
    await parts.shipper.ship_once()

    found = (
        duckdb.connect()
        .execute(
            "select id, kind, department from "
            f"read_parquet('{parts.settings.lake}/turns/v1/**/*.parquet', hive_partitioning = true)"
        )
        .fetchall()
    )

    assert found == [(turn, "answer", "medical-information")]


async def test_only_a_platform_admin_starts_an_ingestion(enter: Enter) -> None:
    refused = await enter(ALICE).post("/api/v1/ingest", json={})
    allowed = await enter(HUGO).post("/api/v1/ingest", json={})
    streamed = await enter(HUGO).post(
        "/api/v1/ingest", json={}, headers={"Accept": "text/event-stream"}
    )

    assert refused.status_code == 403
    assert allowed.json()["reconciled"] is True
    assert streamed.text.rstrip().split("\n\n")[-1].startswith("event: ledger")
