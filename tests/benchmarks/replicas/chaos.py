"""Parts fail while forty people ask, by a seeded schedule; what was lost is counted.

``python -m tests.benchmarks chaos --seed 7 --minutes 10``
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from tests.benchmarks.replicas import outcome
from tests.benchmarks.replicas.installation import Installation, installed
from tests.benchmarks.replicas.people import LONGEST_S, People, at_the_chat
from tests.benchmarks.replicas.schedule import Fault, Happening, happenings
from tests.benchmarks.replicas.watching import (
    PARTS,
    named_by_doctor,
    named_by_readyz,
    stops_being_ready,
)

PEOPLE = 40
# Health is looked at every five seconds, with five for each part; the lake when it is written to.
_NAMED_WITHIN_S = {Fault.LAKE_AWAY: 75.0}
_SETTLES_S = LONGEST_S


def measure(folder: Path, *, seed: int, minutes: float) -> Iterator[dict[str, Any]]:
    """Have everything fail in turn for so long, wait until all has settled, and count."""
    with installed(folder) as installation:
        yield asyncio.run(_measured(installation, seed, minutes))


async def _measured(installation: Installation, seed: int, minutes: float) -> dict[str, Any]:
    database = installation.postgres.url
    happened: list[str] = []
    unnamed: list[str] = []
    async with at_the_chat(installation.url, database, PEOPLE, seed=seed) as people:
        asking = asyncio.create_task(people.ask())
        ends = time.monotonic() + minutes * 60
        coming = happenings(seed, PEOPLE, len(installation.replicas))
        for one in takewhile(lambda _: time.monotonic() < ends, coming):
            await asyncio.sleep(one.after_s)
            _tell(f"{one.fault} for {one.lasts_s:.0f} s")
            happened.append(one.fault)
            unnamed += await _happen(installation, people, one)
        people.stop()
        await asking
        open_s = await _settled(installation)
        turns = await outcome.stored(installation)
        lake = await asyncio.to_thread(outcome.in_the_lake, installation)
        found = outcome.figures(people.asked, turns, lake)
        for wrong in outcome.without_a_good_end(people.asked, turns):
            _tell(wrong)
        for replica in installation.replicas:
            for line in await asyncio.to_thread(replica.said_of_turns):
                _tell(f"{replica.var.name}: {line}")
    return {
        "seed": seed,
        "minutes": minutes,
        "people": PEOPLE,
        **installation.names,
        "faults": happened,
        **found,
        "settled_after_s": round(open_s),
        "not_named": unnamed,
    }


async def _happen(installation: Installation, people: People, one: Happening) -> list[str]:
    """Let it happen, see whether it is named, and mend it; gives the states that were not."""
    replica = installation.replicas[one.replica]
    match one.fault:
        case Fault.NETWORK_CUT:
            await people.cut(one.pages)
            return []
        case Fault.REPLICA_KILLED:
            await asyncio.to_thread(replica.kill)
            named = await asyncio.to_thread(stops_being_ready, replica, 5.0)
            await asyncio.sleep(one.lasts_s)
            await asyncio.to_thread(replica.start)
            return [] if named else [f"{one.fault}: /readyz"]
        case Fault.REPLICA_STOPPED:
            stopping = asyncio.create_task(asyncio.to_thread(replica.stop))
            named = await asyncio.to_thread(stops_being_ready, replica, 5.0)
            await stopping
            await asyncio.sleep(one.lasts_s)
            await asyncio.to_thread(replica.start)
            return [] if named else [f"{one.fault}: /readyz"]
        case _:
            return await _part_fails(installation, one)


async def _part_fails(installation: Installation, one: Happening) -> list[str]:
    part, limit_s = PARTS[one.fault], _NAMED_WITHIN_S.get(one.fault, 30.0)
    began = time.monotonic()
    await asyncio.to_thread(_break, installation, one.fault)
    try:
        looks = [
            asyncio.to_thread(named_by_readyz, replica, part, limit_s)
            for replica in installation.replicas
        ]
        doctor = asyncio.to_thread(named_by_doctor, installation.replicas[one.replica], part)
        *ready, told = await asyncio.gather(*looks, doctor)
        await asyncio.sleep(max(0.0, began + one.lasts_s - time.monotonic()))
    finally:
        await asyncio.to_thread(_mend, installation, one.fault)
    unnamed = [f"{one.fault}: /readyz of replica {n + 1}" for n, it in enumerate(ready) if not it]
    return unnamed + ([] if told else [f"{one.fault}: doctor"])


def _break(installation: Installation, fault: Fault) -> None:
    match fault:
        case Fault.DATABASE_RESTARTED:
            installation.postgres.stop()
        case Fault.VECTORS_STOPPED:
            installation.chroma.stop()
        case Fault.VECTORS_SLOW:
            installation.chroma.hang()
        case Fault.LAKE_AWAY:
            installation.s3.away = True


def _mend(installation: Installation, fault: Fault) -> None:
    match fault:
        case Fault.DATABASE_RESTARTED:
            installation.postgres.start()
        case Fault.VECTORS_STOPPED:
            installation.chroma.start()
        case Fault.VECTORS_SLOW:
            installation.chroma.go_on()
        case Fault.LAKE_AWAY:
            installation.s3.away = False


async def _settled(installation: Installation) -> float:
    """Wait until no turn is open and all is in the lake, or for too long; gives the seconds."""
    began = time.monotonic()
    while time.monotonic() - began < _SETTLES_S:
        turns = await outcome.stored(installation)
        lake = await asyncio.to_thread(outcome.in_the_lake, installation)
        if all(turn.status != "streaming" and lake[turn.id] for turn in turns):
            break
        await asyncio.sleep(5)
    return time.monotonic() - began


def _tell(what: str) -> None:
    sys.stderr.write(f"chaos: {what}\n")
    sys.stderr.flush()
