"""How long the console's pages take with 10,000 turns, 2,000 cases and 5,000 documents."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import insert, text

from app.records.database.upserts import table_of
from app.records.inbox.rows import CaseRow, StepRow
from app.records.turns.passages import PassageRow
from app.records.turns.reactions import ReactionEventRow
from app.records.turns.receipts import pack
from app.records.turns.thread_rows import ThreadRow
from app.records.turns.turn_rows import TurnRow
from assistants.answers import Answer
from retrieval.documents import ChunkRecord, Document, Source, document_id
from tests.app.inbox.reacting import document, store_documents
from tests.benchmarks.chat import quantiles
from tests.feedback.samples import answer, passage
from tests.servers.console import Console, opened_console

TURNS, REACTED, CASES, DOCUMENTS = 10_000, 5_000, 2_000, 5_000
_REPEATS = 30
_SLUG = "medical-information"
_EMOJI = {1: "😡", 2: "🙁", 3: "😐", 4: "🙂", 5: "😍"}
_PROMPT = "Answer from the passages. " * 160


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Measure every page that grows with use."""
    yield from asyncio.run(_pages(folder))


async def _pages(folder: Path) -> list[dict[str, Any]]:
    async with opened_console(folder / "var") as console:
        case = await fill(console)
        client = await console.browser("dana")
        pages = {
            "first": "/admin",
            "inbox": "/admin/inbox",
            "inbox, all": "/admin/inbox?score=",
            "inbox, far back": f"/admin/inbox?score=&after={_long_ago()}",
            "inbox, one document": f"/admin/inbox?score=&document={_document(7).id}",
            "inbox, one reason": "/admin/inbox?score=low&reason=Incomplete",
            "case": f"/admin/inbox/{case}",
            "knowledge": "/admin/knowledge",
            "knowledge, last page": f"/admin/knowledge?page={DOCUMENTS // 50}",
            "knowledge, found": "/admin/knowledge?find=Document+4321",
            "document": f"/admin/knowledge/documents/{_listed(0).id}",
            "questions": f"/admin/knowledge/questions?assistant={_SLUG}",
            "search": "/admin/knowledge/search",
        }
        return [{"page": name, **await _timed(client, path)} for name, path in pages.items()]


async def _timed(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    took = []
    size = 0
    for _ in range(_REPEATS):
        begun = time.perf_counter()
        reply = await client.get(path)
        took.append(time.perf_counter() - begun)
        assert reply.status_code == 200, reply.text
        size = len(reply.content)
    return {"turns": TURNS, "kB": round(size / 1000, 1), **quantiles(sorted(took), 0)}


def _long_ago() -> str:
    return quote(f"{(datetime.now(UTC) - timedelta(days=25)).isoformat()}|z")


async def fill(console: Console) -> str:
    """Turns of ninety days, half of them reacted to; gives the id of one with a case."""
    sessions = console.records.transactions
    now = datetime.now(UTC)
    made = [_answer(number) for number in range(50)]
    packed = [pack(one) for one in made]
    turns = [_turn(number, now, packed[number % 50]) for number in range(TURNS)]
    reactions = [_reaction(turn, number) for number, turn in enumerate(turns[:REACTED])]
    cases = [_case(turn, number, now) for number, turn in enumerate(turns[:CASES])]
    steps = [_step(case) for case in cases]
    threads = [*{turn["thread_id"]: _thread(turn) for turn in turns}.values()]
    passages = [
        {
            "department": _SLUG,
            "content_hash": one.content_hash,
            "text": one.text,
            "first_used_at": now,
        }
        for one in {p.content_hash: p for a in made for p in a.passages}.values()
    ]
    for table, rows in (
        (ThreadRow, threads),
        (TurnRow, turns),
        (PassageRow, passages),
        (ReactionEventRow, reactions),
        (CaseRow, cases),
        (StepRow, steps),
    ):
        async with sessions.begin() as session:
            await session.execute(insert(table_of(table)), rows)
    await store_documents(sessions, *(_document(number) for number in range(10)))
    await _store_library(console)
    async with sessions.begin() as session:
        await session.execute(text("ANALYZE"))
    return str(cases[0]["turn_id"])


async def _store_library(console: Console) -> None:
    """One source of many documents, the first of them of many chunks."""
    store = console.records.documents
    await store.save_source(Source(_SLUG, "/nowhere", _SLUG, "o@x.example", (_SLUG,)))
    documents = [_listed(number) for number in range(DOCUMENTS)]
    chunks = [
        (one, [_chunk(one, n) for n in range(400 if not i else 4)])
        for i, one in enumerate(documents)
    ]
    await store.save_documents(chunks)


def _listed(number: int) -> Document:
    path = f"folder-{number % 50}/document-{number}.md"
    found = replace(document(path, _SLUG), id=document_id(_SLUG, path), source=_SLUG)
    remarks = ("Page 3 holds only pictures.",) if number % 20 == 0 else ()
    return replace(found, title=f"Document {number}", remarks=remarks)


def _chunk(of: Document, ordinal: int) -> ChunkRecord:
    text = f"Piece {ordinal} of {of.title}. " * 40
    key = f"{of.id}-{ordinal}"
    return ChunkRecord(key, of.id, of.source, ordinal, of.title, "Dosing", None, text, "h")


def _answer(number: int) -> Answer:
    passages = tuple(
        passage(
            rank,
            chunk_id=f"chunk-{number}-{rank}",
            content_hash=f"hash-{number}-{rank}",
            document_id=_document(number % 10).id,
            text=f"Passage {rank} of {number}. " * 40,
        )
        for rank in range(1, 9)
    )
    return answer(passages=passages, citations=(), prompt=_PROMPT)


def _document(number: int) -> Document:
    return document(f"{number}.md", _SLUG)


def _turn(number: int, now: datetime, receipt: dict[str, Any]) -> dict[str, Any]:
    at = now - timedelta(minutes=13 * number)
    kind = "not_found" if number % 9 == 0 else "answer"
    return {
        "id": str(uuid.UUID(int=number + 1)),
        "thread_id": f"thread-{number // 4}",
        "person": f"person-{number // 4 % 200}",
        "pseudonym": f"p-{number // 4 % 200}",
        "profile": _SLUG,
        "department": _SLUG,
        "configuration_number": 1,
        "configuration_hash": "c0ffee",
        "groups": ["medical-information"],
        "question": f"What is the usual dose of medicine number {number % 500}?",
        "asked_at": at,
        "origin": "chat",
        "app_version": "1",
        "status": "completed",
        "touched_at": at,
        "kind": kind,
        "answer": "It is 5 mg a day. " * 30,
        "prompt": _PROMPT,
        "receipt": receipt,
        "finished_at": at,
    }


def _thread(turn: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": turn["thread_id"],
        "person": turn["person"],
        "profile": _SLUG,
        "name": "n",
        "folded_name": "n",
        "folded_questions": "n",
        "created_at": turn["asked_at"],
        "updated_at": turn["asked_at"],
        "origin": "chat",
    }


def _reaction(turn: dict[str, Any], number: int) -> dict[str, Any]:
    score = 1 + number % 5
    return {
        "id": uuid.uuid4().hex,
        "turn_id": turn["id"],
        "person": turn["person"],
        "emoji": _EMOJI[score],
        "label": "Label",
        "score": score,
        "reasons": ["Incomplete"] if score < 3 else [],
        "comment": "Where is the rest?" if score < 3 else "",
        "reacted_at": turn["asked_at"] + timedelta(minutes=1),
    }


def _case(turn: dict[str, Any], number: int, now: datetime) -> dict[str, Any]:
    return {
        "turn_id": turn["id"],
        "department": _SLUG,
        "person": turn["person"],
        "revision": 1,
        "closed_at": now if number % 2 else None,
        "outcome": "mended" if number % 2 else None,
        "links": [],
        "changed_at": now,
    }


def _step(case: dict[str, Any]) -> dict[str, Any]:
    closed = case["closed_at"] is not None
    return {
        "turn_id": case["turn_id"],
        "number": 1,
        "kind": "closed" if closed else "answered",
        "by": {"id": "d", "name": "dana@cryodyne.example", "kind": "person"},
        "at": case["changed_at"],
        "detail": {"outcome": "mended", "text": ""} if closed else {"text": "Thanks."},
    }
