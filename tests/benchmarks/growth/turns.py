"""Turns in the database: what is done for one of them, and what looks at all."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.records.database.engine import Sessions
from app.records.outbox import SqlOutbox
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.satisfaction import SqlSatisfaction
from app.records.turns.threads import ThreadStore
from app.records.turns.turns import SqlTurnStore
from feedback.turns import TurnStatus
from tests.benchmarks.growth.copying import copy
from tests.benchmarks.growth.exponents import cost_ms
from tests.benchmarks.growth.records import opened
from tests.feedback.samples import answer, opening, passage, reaction

SIZES = (1_000, 10_000, 100_000)
LARGE = (10_000, 100_000, 1_000_000)
# A month of a year has ten times the turns where there are ten times as many.
RESULTS = {"tallies of a month": 1.0}
_IN_A_THREAD, _THREADS_EACH = 5, 40
_NOW = datetime(2026, 6, 1, tzinfo=UTC)


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Ask, react and look back among so many turns of a year, five to a thread."""
    async with opened(folder) as sessions:
        turns = SqlTurnStore(sessions)
        given = answer(passages=(passage(1), passage(2)), citations=(), prompt="Answer. " * 100)
        await turns.begin(opening("0", thread_id="0", person="0", asked_at=_NOW))
        await turns.finish("0", TurnStatus.COMPLETED, given, _NOW)
        filled = 0
        for size in sizes:
            _more(folder / "almanac.db", filled, size)
            filled = size
            yield size, await _costs(sessions, turns, size)


async def _costs(sessions: Sessions, turns: SqlTurnStore, size: int) -> dict[str, float]:
    threads, sweeper = ThreadStore(sessions), TurnSweeper(sessions, turns)
    satisfaction, outbox = SqlSatisfaction(sessions), SqlOutbox(sessions)
    reactions, somebody = SqlReactionStore(sessions), size // _IN_A_THREAD // 2
    given = answer(citations=(), prompt="Answer from these. " * 100)

    async def ask() -> None:
        one = opening(uuid.uuid4().hex, thread_id=uuid.uuid4().hex, asked_at=_NOW)
        await turns.begin(one)
        await turns.finish(one.id, TurnStatus.COMPLETED, given, _NOW)

    async def react() -> None:
        at = datetime.now(UTC)
        turn = f"turn-{size // 2}"
        await reactions.put(
            reaction(turn, person=_person(somebody), reacted_at=at, comment=at.isoformat()),
            pseudonym="p",
        )

    return {
        "ask": await cost_ms(ask, rounds=50),
        "react": await cost_ms(react, rounds=50),
        "history of a thread": await cost_ms(lambda: turns.in_thread(f"thread-{somebody}")),
        "threads of a person": await cost_ms(lambda: threads.page(_person(somebody))),
        "tallies of a month": await cost_ms(
            lambda: satisfaction.since(["hr"], _NOW - timedelta(days=30))
        ),
        "sweep of what is abandoned": await cost_ms(sweeper.sweep),
        "backlog of the outbox": await cost_ms(outbox.backlog),
    }


def _person(thread: int) -> str:
    return f"person-{thread // _THREADS_EACH}"


def _more(database: Path, filled: int, size: int) -> None:
    """Copy the one turn and its thread, spread over a year."""
    minutes = 365 * 24 * 60
    at = "strftime('%Y-%m-%d %H:%M:%f000', '2026-06-01', '-' || ({}) || ' minutes')"
    copy(
        database,
        "threads",
        "id = '0'",
        filled // _IN_A_THREAD,
        size // _IN_A_THREAD,
        {
            "id": "'thread-' || n.i",
            "person": f"'person-' || (n.i / {_THREADS_EACH})",
            "updated_at": at.format(f"n.i * 7919 % {minutes}"),
        },
    )
    copy(
        database,
        "turns",
        "id = '0'",
        filled,
        size,
        {
            "id": "'turn-' || n.i",
            "thread_id": f"'thread-' || (n.i / {_IN_A_THREAD})",
            "person": f"'person-' || (n.i / {_IN_A_THREAD} / {_THREADS_EACH})",
            "asked_at": at.format(f"n.i * 7919 % {minutes}"),
        },
    )
