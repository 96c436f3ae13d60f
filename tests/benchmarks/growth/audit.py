"""Entries of the audit trail: a page of it, a new entry, and checking the chain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import insert, update

from app.audit.chain import GENESIS, seal
from app.audit.checkpoints import Signer
from app.audit.events import Action, Actor, Event
from app.audit.notary import Notary
from app.audit.trail import EVERYTHING, Wanted
from app.records.audit import AuditEntryRow, AuditHeadRow, SqlAuditTrail
from app.records.database.engine import Sessions
from app.records.database.upserts import table_of
from feedback.lake.opening import open_lake
from tests.benchmarks.growth.exponents import cost_ms
from tests.benchmarks.growth.records import opened

SIZES = (1_000, 10_000, 100_000)
LARGE = (10_000, 100_000, 1_000_000)
RESULTS = {"verify": 1.0}
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
_PEOPLE, _ACTIONS = 500, tuple(Action)[:6]
_AT_ONCE = 10_000


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Read, add and verify in a trail of so many entries."""
    async with opened(folder) as sessions:
        trail = SqlAuditTrail(sessions)
        notary = Notary(
            trail, open_lake(str(folder / "lake")), Signer(SecretStr("of a benchmark" * 4))
        )
        for size in sizes:
            await _fill(sessions, trail, size)
            yield size, await _costs(trail, notary, size)


async def _costs(trail: SqlAuditTrail, notary: Notary, size: int) -> dict[str, float]:
    day = _SINCE + timedelta(minutes=size // 2)
    costs = {
        "newest page": await cost_ms(lambda: trail.page(EVERYTHING)),
        "page in the middle": await cost_ms(lambda: trail.page(EVERYTHING, cursor=size // 2)),
        "page of a day": await cost_ms(
            lambda: trail.page(Wanted(since=day, until=day + timedelta(days=1)))
        ),
        "page of a person": await cost_ms(
            lambda: trail.page(Wanted(actor="person-7@cryodyne.example"))
        ),
        "page of a person's action in a day": await cost_ms(
            lambda: trail.page(
                Wanted(day, day + timedelta(days=1), _ACTIONS[1], "person-7@cryodyne.example")
            )
        ),
        "page of an action that never happened": await cost_ms(
            lambda: trail.page(Wanted(action=tuple(Action)[-1].value))
        ),
        "verify": await cost_ms(notary.check, rounds=1),
    }
    return costs | {"add": await cost_ms(lambda: trail.add(_event(0)), rounds=50)}


async def _fill(sessions: Sessions, trail: SqlAuditTrail, size: int) -> None:
    head = await trail.head()
    number, link = (head.number, head.hash) if head else (0, GENESIS)
    for start in range(number, size, _AT_ONCE):
        rows = list(_entries(start, min(start + _AT_ONCE, size), link))
        link = rows[-1]["hash"]
        async with sessions.begin() as session:
            await session.execute(insert(table_of(AuditEntryRow)), rows)
            await session.execute(
                update(table_of(AuditHeadRow)).values(number=rows[-1]["number"], hash=link)
            )


def _entries(first: int, until: int, link: str) -> Iterator[dict[str, Any]]:
    for number in range(first + 1, until + 1):
        at = _SINCE + timedelta(minutes=number)
        entry = seal(_event(number), at, number=number, previous=link)
        link = entry.hash
        yield {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def _event(number: int) -> Event:
    person = number % _PEOPLE
    actor = Actor(f"id-{person}", f"person-{person}@cryodyne.example", "10.0.0.1")
    return Event(_ACTIONS[number % len(_ACTIONS)], actor, f"turn:{number:032x}", department="hr")
