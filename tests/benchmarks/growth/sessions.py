"""People with open sessions: the check of each request, signing in and out, and what is due."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.records.people.backed_sessions import BackedSessions
from app.records.people.people import PeopleStore
from app.records.people.sessions import SessionStore
from tests.benchmarks.growth.copying import copy
from tests.benchmarks.growth.exponents import cost_ms
from tests.benchmarks.growth.records import opened

SIZES = (100, 1_000, 10_000)
LARGE = (1_000, 10_000, 100_000)
RESULTS: dict[str, float] = {}


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Look somebody up among so many people, each with a browser that is signed in."""
    async with opened(folder) as sessions:
        people, browsers = PeopleStore(sessions), SessionStore(sessions)
        backed = BackedSessions(sessions)
        me = await people.put("me@cryodyne.example", "Me", ["employees"], subject="me")
        token = await browsers.open(me.id)
        tokens = [await browsers.open(me.id) for _ in range(100)]
        filled = 1
        for size in sizes:
            _more(folder / "almanac.db", filled, size)
            filled = size
            now = datetime.now(UTC)

            async def in_and_out() -> None:
                await browsers.end(await browsers.open(me.id))

            yield (
                size,
                {
                    "check": await cost_ms(lambda: browsers.person_of(token)),
                    "check of a hundred": await cost_ms(lambda: browsers.people_of(tokens)),
                    "sign in and out": await cost_ms(in_and_out, rounds=50),
                    "list of one's own": await cost_ms(lambda: browsers.of_person(me.id)),
                    "person by subject": await cost_ms(lambda: people.by_subject("me")),
                    "tidying": await cost_ms(partial(backed.tidy, now), rounds=20),
                    "what is due": await cost_ms(partial(backed.take_due, now, now, 10), rounds=20),
                },
            )


def _more(database: Path, first: int, until: int) -> None:
    copy(
        database,
        "people",
        "subject = 'me'",
        first,
        until,
        {
            "id": "'person-' || n.i",
            "email": "'person-' || n.i || '@cryodyne.example'",
            "subject": "'subject-' || n.i",
        },
    )
    copy(
        database,
        "sessions",
        "token_hash = (SELECT min(token_hash) FROM sessions WHERE ended_at IS NULL)",
        first,
        until,
        {"token_hash": "printf('%064d', n.i)", "person_id": "'person-' || n.i"},
    )
