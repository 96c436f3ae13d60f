"""The conversations of one person: the list beside the chat, further down in it, and its search."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from app.records.turns.threads import ThreadStore
from tests.benchmarks.growth.copying import copy
from tests.benchmarks.growth.exponents import cost_ms
from tests.benchmarks.growth.records import opened

SIZES = (10, 100, 1_000, 10_000)
LARGE = (100, 1_000, 10_000, 100_000)
# A word that is nowhere is looked for in every conversation.
RESULTS = {"search for what is nowhere": 1.0}
_AT = "strftime('%Y-%m-%d %H:%M:%f000', '2026-01-01', '+' || n.i || ' minutes')"
_QUESTION = "How many days of leave does an employee have who began in the middle of the year?"


async def measure(
    folder: Path, sizes: Sequence[int]
) -> AsyncIterator[tuple[int, dict[str, float]]]:
    """Page and search as one person with so many conversations, beside a thousand of others."""
    async with opened(folder) as sessions:
        threads, database = ThreadStore(sessions), folder / "almanac.db"
        at = datetime(2026, 1, 1, tzinfo=UTC)
        for person in ("me", "other"):
            await threads.touch(person, person, profile="hr", at=at, question=_QUESTION)
        _more(database, "other", 1, 1_000)
        filled = 1
        for size in sizes:
            _more(database, "me", filled, size)
            filled = size
            middle = (await threads.page("me", limit=max(1, size // 2))).cursor
            yield (
                size,
                {
                    "first page": await cost_ms(lambda: threads.page("me")),
                    "page in the middle": await cost_ms(partial(threads.page, "me", cursor=middle)),
                    "search for what is common": await cost_ms(
                        lambda: threads.page("me", search="leave")
                    ),
                    "search for what is nowhere": await cost_ms(
                        lambda: threads.page("me", search="zeppelin")
                    ),
                },
            )


def _more(database: Path, person: str, first: int, until: int) -> None:
    if until <= first:
        return
    copy(
        database,
        "threads",
        f"id = '{person}'",
        first,
        until,
        {
            "id": f"'{person}-' || n.i",
            "updated_at": _AT,
        },
    )
