"""A process to be killed: it records turns and ships them, and prints what was acknowledged.

For every line on its standard input it forks a child that works until it is killed, and prints the
child's process id. The line names a step of shipping at which the child kills itself, or none.
Forking spares the imports, so that many kills fit into a short test.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import structlog

from app.records.database import Sessions, open_engine, open_sessions
from app.records.outbox import SqlOutbox
from app.records.reactions import SqlReactionStore
from app.records.turns import SqlTurnStore
from feedback.lake import ObjectStore, PutOutcome, open_lake
from feedback.outbox import Batch
from feedback.shipping import Shipper
from feedback.turns import TurnStatus
from tests.feedback.samples import answer, opening, passage, reaction

STEPS = ("after seal", "before put", "after put", "after mark")


class Deadly:
    """Kills the process when ``step`` is reached for the second time."""

    def __init__(self, step: str) -> None:
        self._step = step
        self._left = 2

    def reach(self, step: str) -> None:
        """Note a step; does not return from the last one."""
        if step == self._step:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class DeadlyOutbox(SqlOutbox):
    """The outbox, with steps to die at."""

    def __init__(self, sessions: Sessions, deadly: Deadly) -> None:
        super().__init__(sessions)
        self._deadly = deadly

    async def seal(self, limit_bytes: int, *, without: Collection[str] = ()) -> Sequence[Batch]:
        batches = await super().seal(limit_bytes, without=without)
        if batches:
            self._deadly.reach("after seal")
        return batches

    async def mark_shipped(self, batch: Batch, at: datetime) -> None:
        await super().mark_shipped(batch, at)
        self._deadly.reach("after mark")


def with_steps(store: ObjectStore, deadly: Deadly) -> ObjectStore:
    """Give the store steps to die at."""
    put_new = store.put_new

    async def put(key: str, data: bytes, content_hash: str) -> PutOutcome:
        deadly.reach("before put")
        outcome = await put_new(key, data, content_hash)
        deadly.reach("after put")
        return outcome

    store.put_new = put  # type: ignore[method-assign]
    return store


async def work(database_url: str, lake: ObjectStore, step: str) -> None:
    """Record and ship until this process is killed."""
    deadly = Deadly(step)
    engine = open_engine(database_url)
    sessions = open_sessions(engine)
    turns = SqlTurnStore(sessions)
    await turns.interrupt_abandoned()
    async with asyncio.TaskGroup() as group:
        for person in range(3):
            group.create_task(_ask(turns, SqlReactionStore(sessions), f"person-{person}"))
        outbox = DeadlyOutbox(sessions, deadly)
        group.create_task(_ship(Shipper(outbox, with_steps(lake, deadly))))


async def _ask(turns: SqlTurnStore, reactions: SqlReactionStore, person: str) -> None:
    while True:
        turn_id = uuid.uuid4().hex
        now = datetime.now(UTC)
        begun = opening(turn_id, thread_id=f"of-{person}", person=person, asked_at=now)
        await turns.begin(begun)
        _say("begun", turn_id)
        found = passage(1, content_hash=f"hash-{uuid.uuid4().hex[:2]}")
        given = answer(passages=(found,), citations=())
        await turns.finish(turn_id, TurnStatus.COMPLETED, given, now)
        _say("finished", turn_id)
        await reactions.put(reaction(turn_id, person=person, reacted_at=now), pseudonym="p")
        _say("reacted", turn_id)


async def _ship(shipper: Shipper) -> None:
    while True:
        await shipper.ship_once()


def _say(what: str, turn_id: str) -> None:
    # One write is whole or not at all; a buffered print could lose what was acknowledged.
    os.write(1, f"{what} {turn_id}\n".encode())


def serve(database_url: str, lake_url: str) -> None:
    """Fork a working child for each line, wait for its end, and tell of it."""
    # Standard output is for what was acknowledged.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    lake = open_lake(lake_url)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(work(database_url, lake, line.strip()))
            os._exit(1)
        os.write(1, f"child {child}\n".encode())
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        os.write(1, f"{'killed' if killed else 'ended'} {child}\n".encode())


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
