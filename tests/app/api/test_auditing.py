"""What the API records of those who use it, who may read that, and what is not in it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from app.audit.chain import Entry
from app.identity.people import OPERATOR
from app.wiring import Parts
from tests.app.api.conftest import Enter
from tests.app.api.test_records import ALICE, BEN, FATIMA, GRACE, HUGO, ask

MEDICAL = "medical-information"


async def entries(parts: Parts, action: str = "") -> list[Entry]:
    """What is in the trail, oldest first."""
    head = await parts.audit.head()
    assert head is not None
    found = [entry async for batch in parts.audit.batches(until=head.number) for entry in batch]
    return [entry for entry in found if not action or entry.action == action]


async def last(parts: Parts, action: str) -> Entry:
    return (await entries(parts, action))[-1]


def said_of(entry: Entry) -> tuple[str, str, str, str, str]:
    return entry.actor_name, entry.outcome, entry.target, entry.department, entry.address


async def test_only_a_compliance_officer_reads_the_trail(enter: Enter, parts: Parts) -> None:
    for email in (ALICE, BEN, FATIMA, HUGO):
        reply = await enter(email).get("/api/v1/audit")

        assert reply.status_code == 403
        assert said_of(await last(parts, "access.denied"))[:3] == (email, "denied", "audit")

    assert (await enter("").get("/api/v1/audit")).status_code == 401
    assert len(await entries(parts, "access.denied")) == 4


async def test_the_reader_is_recorded_as_well(enter: Enter, parts: Parts) -> None:
    first = (await enter(GRACE).get("/api/v1/audit", params={"actor": ALICE})).json()
    second = (await enter(GRACE).get("/api/v1/audit")).json()

    newest = second["entries"][0]
    assert first["entries"] == []
    assert (newest["action"], newest["actor_name"]) == ("audit.read", GRACE)
    assert newest["address"] == "127.0.0.1"
    assert newest["detail"] == {"format": "json", "one_actor": True}


async def test_the_trail_is_read_page_by_page_and_filtered(enter: Enter) -> None:
    grace = enter(GRACE)
    first = (await grace.get("/api/v1/audit", params={"limit": 3})).json()
    second = (await grace.get("/api/v1/audit", params={"cursor": first["cursor"]})).json()
    by_action = (
        await grace.get("/api/v1/audit", params={"action": "configuration.published"})
    ).json()
    later = (await grace.get("/api/v1/audit", params={"since": "2999-01-01T00:00:00"})).json()

    numbers = [entry["number"] for page in (first, second) for entry in page["entries"]]
    assert numbers == sorted(set(numbers), reverse=True)
    assert {entry["action"] for entry in by_action["entries"]} == {"configuration.published"}
    assert {entry["target"] for entry in by_action["entries"]} >= {f"profile:{MEDICAL}"}
    assert later == {"entries": [], "cursor": None}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"action": "nothing.done"}, 422),
        ({"cursor": "x"}, 422),
        ({"cursor": "9" * 18}, 200),
        ({"limit": "0"}, 422),
        ({"actor": "\0 ' OR 1=1"}, 400),
        ({"since": "0001-01-01T00:00:00+14:00", "until": "9999-12-31T23:59:59-14:00"}, 200),
    ],
)
async def test_no_odd_request_is_an_error_of_ours(
    enter: Enter, query: dict[str, str], status: int
) -> None:
    assert (await enter(GRACE).get("/api/v1/audit", params=query)).status_code == status


async def test_somebody_elses_receipt_is_recorded_and_an_own_one_is_not(
    enter: Enter, parts: Parts
) -> None:
    turn = await ask(enter)
    await enter(ALICE).get(f"/api/v1/turns/{turn}/receipt")
    assert await entries(parts, "record.read") == []

    await enter(GRACE).get(f"/api/v1/turns/{turn}/receipt")

    entry = await last(parts, "record.read")
    assert said_of(entry) == (GRACE, "ok", f"turn:{turn}", MEDICAL, "127.0.0.1")
    assert entry.facts == {"part": "receipt", "replayed": False}


async def test_an_export_says_who_took_what_and_how_much(enter: Enter, parts: Parts) -> None:
    turn = await ask(enter)

    query = {"format": "csv", "department": MEDICAL, "assistant": MEDICAL, "since": "2026-01-01"}
    query |= {"configuration": "1", "kind": "answer"}
    await enter(FATIMA).get("/api/v1/export/turns", params=query)

    begun, entry = await last(parts, "export.begun"), await last(parts, "records.exported")
    assert turn
    assert said_of(entry)[:4] == (FATIMA, "ok", "dataset:turns", MEDICAL)
    asked = {
        "assistant": MEDICAL,
        "configuration": 1,
        "departments": [MEDICAL],
        "export": begun.facts["export"],
        "format": "csv",
        "kinds": ["answer"],
        "since": "2026-01-01T00:00:00+00:00",
    }
    assert begun.facts == asked
    assert entry.facts == asked | {"rows": 1}
    assert begun.number < entry.number


async def test_an_ingestion_says_who_began_it_and_how_it_ended(enter: Enter, parts: Parts) -> None:
    before = len(await entries(parts, "sources.ingested"))
    await enter(HUGO).post("/api/v1/ingest", json={"sources": ["hr"]})
    await enter(OPERATOR).post(
        "/api/v1/ingest", json={"sources": ["it"]}, headers={"Accept": "text/event-stream"}
    )

    first, second = (await entries(parts, "sources.ingested"))[before:]
    assert (first.actor_name, first.facts["sources"], first.facts["reconciled"]) == (
        HUGO,
        ["hr"],
        True,
    )
    assert (second.actor, second.facts["sources"]) == (OPERATOR, ["it"])
    assert first.facts["seen"] > 0


async def test_a_published_configuration_is_in_the_trail(parts: Parts) -> None:
    entry = await last(parts, "configuration.published")

    assert (entry.actor, entry.outcome) == ("service", "ok")
    assert entry.target.startswith("profile:")
    assert entry.facts["number"] == 1


async def test_what_is_there_and_not_theirs_is_denied_on_record(enter: Enter, parts: Parts) -> None:
    turn = await ask(enter)
    kept = await parts.turns.get(turn)
    assert kept is not None
    document = next(
        one.id
        for one in (await parts.documents.documents(MEDICAL)).values()
        if MEDICAL in one.groups
    )
    question = {"question": "What is the usual dose?"}
    ben = enter(BEN)
    asked = {
        f"turn:{turn}": ben.get(f"/api/v1/turns/{turn}/receipt"),
        f"document:{document}": ben.get(f"/api/v1/documents/{document}"),
        f"assistant:{MEDICAL}": ben.post(f"/api/v1/assistants/{MEDICAL}/ask", json=question),
        f"thread:{kept.opening.thread_id}": ben.post(
            "/api/v1/assistants/hr/ask",
            json=question | {"thread_id": kept.opening.thread_id},
        ),
    }

    for target, request in asked.items():
        reply = await request

        assert reply.status_code == 404, target
        entry = await last(parts, "access.denied")
        assert said_of(entry)[:3] == (BEN, "denied", target)


async def test_what_is_not_there_is_answered_the_same_and_leaves_no_trace(
    enter: Enter, parts: Parts
) -> None:
    turn, ben = await ask(enter), enter(BEN)
    nobody = "00000000-0000-4000-8000-000000000000"
    foreign = await ben.get(f"/api/v1/turns/{turn}/receipt")
    before = len(await entries(parts))

    missing = await ben.get(f"/api/v1/turns/{nobody}/receipt")
    replies = [
        await ben.get("/api/v1/documents/nothing"),
        await ben.post("/api/v1/assistants/nothing/ask", json={"question": "What is it?"}),
        await ben.post(
            "/api/v1/assistants/hr/ask", json={"question": "What is it?", "thread_id": nobody}
        ),
    ]

    assert {reply.status_code for reply in replies} == {404}
    assert (missing.status_code, missing.json()) == (foreign.status_code, foreign.json())
    assert dict(missing.headers) == dict(foreign.headers)
    assert len(await entries(parts)) == before


async def test_what_people_wrote_is_not_in_the_trail(enter: Enter, parts: Parts) -> None:
    question = "Which zanzibarite dose of Qavoretin is usual?"
    turn = await ask(enter, question)
    await enter(ALICE).put(
        f"/api/v1/turns/{turn}/reaction",
        json={"emoji": "🙁", "reasons": ["Incomplete"], "comment": "quite xylophonic"},
    )
    await enter(ALICE).post(
        "/api/v1/search", json={"query": "wolframite tablets", "assistant": MEDICAL}
    )
    await enter(BEN).post("/api/v1/search", json={"query": "yttriumish", "assistant": MEDICAL})
    await enter(BEN).get("/api/v1/turns/vanadiumly/receipt")
    await enter(FATIMA).get("/api/v1/export/turns", params={"assistant": "Uranian words"})
    await enter(FATIMA).get("/api/v1/export/thoriumesque")
    await enter(FATIMA).get("/api/v1/export/turns")
    await enter(GRACE).get("/api/v1/audit", params={"actor": "seleniumwise"})
    await enter(GRACE).get(f"/api/v1/turns/{turn}/receipt?replay=true")

    found = await entries(parts)

    everything = "\n".join(str(entry) for entry in found).casefold()
    for word in (
        "zanzibarite",
        "xylophonic",
        "wolframite",
        "yttriumish",
        "vanadiumly",
        "uranian",
        "thoriumesque",
        "seleniumwise",
        "incomplete",
        "30 mg",
    ):
        assert word not in everything
    assert {"record.read", "records.exported", "access.denied"} <= {e.action for e in found}


async def test_many_at_once_leave_one_chain(enter: Enter, parts: Parts) -> None:
    grace = enter(GRACE)

    replies = await asyncio.gather(*(grace.get("/api/v1/audit?limit=1") for _ in range(50)))

    assert {reply.status_code for reply in replies} == {200}
    # The sample company may be hours old, and a check misses the checkpoints of that time.
    await parts.notary.sign()
    report = await parts.notary.check()
    assert report.flaw is None
    numbers: list[Any] = [entry.number for entry in await entries(parts)]
    assert numbers == list(range(1, report.entries + 1))
