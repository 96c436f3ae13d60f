"""Two replicas beside one, in turn: how long forty people wait for the first word of an answer.

Then both are replaced, one after the other, while the same people ask; what was lost is counted.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.chat import quantiles
from tests.benchmarks.replicas import outcome
from tests.benchmarks.replicas.installation import Installation, installed
from tests.benchmarks.replicas.page import Asked
from tests.benchmarks.replicas.people import at_the_chat
from tests.servers.nginx import running_nginx

PEOPLE = 40
_ROUNDS = 2
_MODEL_S = 0.05
_BETWEEN_S = 10.0
# More than an answer takes, as an operator would set it.
_STOP_S = 20.0


def measure(folder: Path, *, seed: int, minutes: float) -> Iterator[dict[str, Any]]:
    """Have people ask one replica, then both, and the same again, for so many minutes in all."""
    with installed(folder, stop_seconds=_STOP_S) as installation:
        found: dict[int, list[Asked]] = {1: [], 2: []}
        for number in range(_ROUNDS * len(found)):
            replicas = 1 + number % len(found)
            place = folder / f"round-{number}"
            place.mkdir()
            urls = [replica.url for replica in installation.replicas[:replicas]]
            with running_nginx(installation.nginx, place, *urls) as url:
                lasts_s = minutes * 60 / (_ROUNDS * len(found))
                found[replicas] += asyncio.run(_asked(installation, url, seed, lasts_s))
        for replicas, asked in found.items():
            yield {"replicas": replicas, "people": PEOPLE, **installation.names, **_figures(asked)}
        yield asyncio.run(_replaced(installation, seed))


async def _asked(installation: Installation, url: str, seed: int, lasts_s: float) -> list[Asked]:
    async with at_the_chat(url, installation.postgres.url, PEOPLE, seed=seed) as people:
        asking = asyncio.create_task(people.ask())
        await asyncio.sleep(lasts_s)
        people.stop()
        await asking
        return people.asked


async def _replaced(installation: Installation, seed: int) -> dict[str, Any]:
    """Stop each replica as an operator does, and start it again, while people ask."""
    database = installation.postgres.url
    async with at_the_chat(installation.url, database, PEOPLE, seed=seed) as people:
        asking = asyncio.create_task(people.ask())
        for replica in installation.replicas:
            await asyncio.sleep(_BETWEEN_S)
            await asyncio.to_thread(replica.stop)
            await asyncio.to_thread(replica.start)
        await asyncio.sleep(_BETWEEN_S)
        people.stop()
        await asking
        asked = {(one.thread, one.text) for one in people.asked}
        stored = await outcome.stored(installation)
        turns = [turn for turn in stored if (turn.thread, turn.question) in asked]
        found = outcome.figures(people.asked, turns, outcome.in_the_lake(installation))
        for wrong in outcome.without_a_good_end(people.asked, turns):
            sys.stderr.write(f"{wrong}\n")
    # What is still on its way to the lake is none of this benchmark's business.
    shown = {name: count for name, count in found.items() if not name.endswith("in_the_lake")}
    return {"replaced": len(installation.replicas), "people": PEOPLE, **shown}


def _figures(asked: list[Asked]) -> dict[str, Any]:
    first = sorted(one.first_s for one in asked if one.first_s is not None and one.turn is not None)
    whole = [one.whole_s for one in asked if one.whole_s is not None]
    return {
        "answers": len(first),
        "failures": len(asked) - len(first),
        "first_token_overhead_ms": quantiles(first, _MODEL_S),
        "whole_answer_s": round(statistics.median(whole), 2) if whole else None,
    }
