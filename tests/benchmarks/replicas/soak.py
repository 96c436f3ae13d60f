"""How the memory of two replicas grows while forty people ask for a long time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.replicas import outcome
from tests.benchmarks.replicas.installation import Installation, installed
from tests.benchmarks.replicas.people import at_the_chat

PEOPLE = 40
_WARM_MINUTES = 5.0
_LOOKS_EVERY_S = 15.0


def measure(folder: Path, *, seed: int, minutes: float) -> Iterator[dict[str, Any]]:
    """Have people ask for so many minutes; growth counts from the fifth on."""
    with installed(folder) as installation:
        yield asyncio.run(_measured(installation, seed, minutes))


async def _measured(installation: Installation, seed: int, minutes: float) -> dict[str, Any]:
    warm: list[int] = []
    async with at_the_chat(
        installation.url, installation.postgres.url, PEOPLE, seed=seed
    ) as people:
        asking = asyncio.create_task(people.ask())
        await asyncio.sleep(min(_WARM_MINUTES, minutes / 2) * 60)
        before = _resident_mb(installation)
        for _ in range(round(max(minutes - _WARM_MINUTES, minutes / 2) * 60 / _LOOKS_EVERY_S)):
            await asyncio.sleep(_LOOKS_EVERY_S)
            warm.append(sum(_resident_mb(installation)))
        after = _resident_mb(installation)
        people.stop()
        await asking
        turns = await outcome.stored(installation)
    return {
        "minutes": minutes,
        "people": PEOPLE,
        "answers": len(turns),
        "refused": sum(one.refused for one in people.asked),
        "unanswered": sum(turn.status != "completed" for turn in turns),
        "told_of_failures": outcome.notices(turns),
        "resident_mb_before": before,
        "resident_mb_after": after,
        "resident_mb_most": max(warm),
        "growth": round(sum(after) / sum(before) - 1, 3),
    }


def _resident_mb(installation: Installation) -> list[int]:
    """The memory of each replica, its helpers included."""
    return [
        sum(each.memory_info().rss for each in (one, *one.children(recursive=True))) // 1_000_000
        for one in (
            psutil.Process(replica.product.process.pid)
            for replica in installation.replicas
            if replica.product is not None
        )
    ]
