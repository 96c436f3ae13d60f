"""What it costs to record a turn, what the disk allows, and how soon a reaction is in the lake."""

from __future__ import annotations

import asyncio
import sqlite3
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.database.migration import upgrade
from app.records.outbox import OutboxRow, SqlOutbox
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.turns import SqlTurnStore
from feedback.lake.opening import open_lake
from feedback.outbox.shipping import INTERVAL, Shipper
from feedback.turns import TurnStatus
from tests.feedback.samples import answer, opening, passage, reaction

_WRITERS = (1, 32)
_COMMITS = 320
_TURNS = 200
_LAG_S = 60.0


def measure(folder: Path) -> Iterator[dict[str, Any]]:
    """Commits a second beside bare SQLite, the cost of a turn, and the lag of reactions."""
    bare = _bare_commits(folder)
    for writers in _WRITERS:
        rate = asyncio.run(_with_records(folder, lambda s, n=writers: _commits(s, n)))  # type: ignore[misc]
        yield {
            "what": "commits",
            "writers": writers,
            "commits_per_s": round(rate),
            "bare_sqlite_per_s": round(bare),
        }
    yield {"what": "turn", **asyncio.run(_with_records(folder, _turn))}
    lags = asyncio.run(_with_records(folder, lambda s: _lags(s, folder)))
    yield {"what": "reaction to lake", "interval_s": INTERVAL.total_seconds(), **_spread(lags, 1)}


async def _with_records(folder: Path, work: Callable[[Sessions], Awaitable[Any]]) -> Any:
    url = f"sqlite:///{folder / uuid.uuid4().hex}.db"
    await upgrade(url)
    engine = open_engine(url, inline=True)
    try:
        return await work(open_sessions(engine))
    finally:
        await engine.dispose()


def _bare_commits(folder: Path) -> float:
    with closing(sqlite3.connect(folder / "bare.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE records (id TEXT PRIMARY KEY, text TEXT)")
        began = time.perf_counter()
        for _ in range(_COMMITS):
            database.execute("INSERT INTO records VALUES (?, ?)", (uuid.uuid4().hex, "x" * 400))
            database.commit()
        return _COMMITS / (time.perf_counter() - began)


async def _commits(sessions: Sessions, writers: int) -> float:
    turns = SqlTurnStore(sessions)

    async def write(person: int) -> None:
        for _ in range(_COMMITS // writers):
            await turns.begin(_opening(f"person-{person}"))

    began = time.perf_counter()
    await asyncio.gather(*(write(person) for person in range(writers)))
    return _COMMITS / (time.perf_counter() - began)


async def _turn(sessions: Sessions) -> dict[str, Any]:
    """Begin a turn and finish it with a receipt of eight passages, half of them new."""
    turns = SqlTurnStore(sessions)
    walls, cpu_s = [], 0.0
    for number in range(_TURNS):
        begun = _opening("person-1")
        found = tuple(
            passage(
                rank,
                content_hash=f"{rank}-{number if rank % 2 else 0}",
                text="All about leave. " * 60,
            )
            for rank in range(1, 9)
        )
        given = answer(passages=found, citations=(), prompt="Answer from these. " * 500)
        wall, cpu = time.perf_counter(), time.process_time()
        await turns.begin(begun)
        await turns.finish(begun.id, TurnStatus.COMPLETED, given, datetime.now(UTC))
        walls.append((time.perf_counter() - wall) * 1000)
        cpu_s += time.process_time() - cpu
    return {"turns": _TURNS, "cpu_ms": round(cpu_s * 1000 / _TURNS, 2), "ms": _spread(walls, 2)}


async def _lags(sessions: Sessions, folder: Path) -> list[float]:
    """React twice a second for a minute, while the shipping of the product goes on."""
    turns, reactions = SqlTurnStore(sessions), SqlReactionStore(sessions)
    begun = _opening("person-1")
    await turns.begin(begun)
    await turns.finish(begun.id, TurnStatus.COMPLETED, answer(), datetime.now(UTC))
    shipper = Shipper(SqlOutbox(sessions), open_lake(str(folder / "lake")))
    shipping = asyncio.create_task(shipper.run_forever())
    until = time.monotonic() + _LAG_S
    while time.monotonic() < until:
        now = datetime.now(UTC)
        # Another comment each time, since a reaction that changes nothing is not recorded.
        given = reaction(begun.id, reacted_at=now, comment=now.isoformat())
        await reactions.put(given, pseudonym="p")
        await asyncio.sleep(0.5)
    while (await shipper.backlog()).depth:
        await asyncio.sleep(0.5)
    shipping.cancel()
    await asyncio.gather(shipping, return_exceptions=True)
    query = select(OutboxRow.created_at, OutboxRow.shipped_at).where(
        OutboxRow.dataset == "reactions", OutboxRow.shipped_at.is_not(None)
    )
    async with sessions() as session:
        rows = (await session.execute(query)).all()
    return [(shipped - created).total_seconds() for created, shipped in rows if shipped]


def _opening(person: str) -> Any:
    turn_id = uuid.uuid4().hex
    return opening(turn_id, thread_id=turn_id, person=person, asked_at=datetime.now(UTC))


def _spread(values: Sequence[float], digits: int) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(ordered[len(ordered) // 2], digits),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], digits),
        "max": round(ordered[-1], digits),
    }
