"""What fails when, as a seed decides it: every kind once in each round, in an order of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What happens to a part."""

    DATABASE_RESTARTED = "database restarted"
    VECTORS_STOPPED = "Chroma stopped"
    VECTORS_SLOW = "Chroma answers late"
    LAKE_AWAY = "S3 away"
    REPLICA_KILLED = "replica killed"
    REPLICA_STOPPED = "replica stopped"
    NETWORK_CUT = "network of pages cut"


# For how long, in seconds: from and to. The lake is looked at less often than the others.
LASTS: dict[Fault, tuple[float, float]] = {
    Fault.DATABASE_RESTARTED: (14.0, 20.0),
    Fault.VECTORS_STOPPED: (14.0, 20.0),
    Fault.VECTORS_SLOW: (14.0, 20.0),
    Fault.LAKE_AWAY: (30.0, 40.0),
    Fault.REPLICA_KILLED: (3.0, 8.0),
    Fault.REPLICA_STOPPED: (1.0, 3.0),
    Fault.NETWORK_CUT: (0.0, 0.0),
}
_GAP_S = (3.0, 8.0)


@dataclass(frozen=True, slots=True)
class Happening:
    """One fault: after how many seconds of quiet, for how long, and which replica or pages."""

    fault: Fault
    after_s: float
    lasts_s: float
    replica: int
    pages: tuple[int, ...] = ()


def happenings(seed: int, people: int, replicas: int) -> Iterator[Happening]:
    """What happens, without end."""
    random = Random(seed)
    while True:
        for fault in random.sample(list(Fault), len(Fault)):
            after, lasts = random.uniform(*_GAP_S), random.uniform(*LASTS[fault])
            replica = random.randrange(replicas)
            pages = tuple(random.sample(range(people), people // 4))
            yield Happening(
                fault, after, lasts, replica, pages if fault is Fault.NETWORK_CUT else ()
            )
