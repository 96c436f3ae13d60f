"""A process to be killed: it records turns, ships and compacts, and prints what was acknowledged.

For every line on its standard input it forks a child that works until it is killed, and prints the
child's process id. The line names a step at which the child kills itself, or none. Forking spares
the imports, so that many kills fit into a short test.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import count

import structlog
from sqlalchemy import event

from app.records.database.engine import Sessions, open_engine, open_sessions
from app.records.outbox import SqlOutbox
from app.records.turns.abandoned import TurnSweeper
from app.records.turns.reactions import SqlReactionStore
from app.records.turns.turns import SqlTurnStore
from feedback.compaction.compactor import Compactor
from feedback.lake.manifest import is_compacted, is_manifest
from feedback.lake.opening import open_lake
from feedback.lake.stores.object_store import ObjectStore, PutOutcome
from feedback.outbox.shipping import Shipper
from feedback.outbox.store import Batch
from feedback.turns import TurnStatus
from tests.feedback.samples import answer, opening, passage, reaction

STEPS = (
    "before commit",
    "after commit",
    "after seal",
    "before batch",
    "after batch",
    "after mark",
    "before merged",
    "after merged",
    "before manifest",
    "after manifest",
    "before delete",
    "after delete",
)
# It is over, so that it is compacted.
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
# So much is recorded at once, and then so much slower that shipping has something to do.
AT_ONCE, PAUSE_S = 2, 0.05


class Deadly:
    """Kills the process when ``step`` is reached for the time ``times``."""

    def __init__(self, step: str, times: int) -> None:
        self._step = step
        self._left = times

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


class DeadlyStore:
    """The lake, with steps to die at."""

    def __init__(self, store: ObjectStore, deadly: Deadly) -> None:
        self._store = store
        self._deadly = deadly
        self.check = store.check
        self.get = store.get
        self.holds = store.holds
        self.list = store.list

    async def put_new(self, key: str, data: bytes, content_hash: str) -> PutOutcome:
        what = "manifest" if is_manifest(key) else "merged" if is_compacted(key) else "batch"
        self._deadly.reach(f"before {what}")
        outcome = await self._store.put_new(key, data, content_hash)
        self._deadly.reach(f"after {what}")
        return outcome

    async def delete(self, key: str) -> None:
        self._deadly.reach("before delete")
        await self._store.delete(key)
        self._deadly.reach("after delete")


async def work(database_url: str, lake: ObjectStore, step: str, times: int) -> None:
    """Record, ship and compact until this process is killed."""
    deadly = Deadly(step, times)
    engine = open_engine(database_url, inline=True)
    event.listen(engine.sync_engine, "commit", lambda _: deadly.reach("before commit"))
    sessions = open_sessions(engine)
    turns = SqlTurnStore(sessions)
    outbox = DeadlyOutbox(sessions, deadly)
    store = DeadlyStore(lake, deadly)
    await TurnSweeper(sessions, turns).sweep()
    async with asyncio.TaskGroup() as group:
        for person in range(3):
            who = f"person-{person}"
            group.create_task(_ask(turns, SqlReactionStore(sessions), who, deadly))
        group.create_task(_ship(Shipper(outbox, store), Compactor(outbox, store)))


async def _ask(
    turns: SqlTurnStore, reactions: SqlReactionStore, person: str, deadly: Deadly
) -> None:
    for number in count():
        await asyncio.sleep(0 if number < AT_ONCE else PAUSE_S)
        turn_id = uuid.uuid4().hex
        begun = opening(turn_id, thread_id=f"of-{person}", person=person, asked_at=DAY)
        await turns.begin(begun)
        _say("begun", turn_id)
        found = passage(1, content_hash=f"hash-{uuid.uuid4().hex[:1]}")
        given = answer(passages=(found,), citations=())
        await turns.finish(turn_id, TurnStatus.COMPLETED, given, DAY)
        deadly.reach("after commit")
        _say("finished", turn_id)
        await reactions.put(reaction(turn_id, person=person, reacted_at=DAY), pseudonym="p")
        _say("reacted", turn_id)


async def _ship(shipper: Shipper, compactor: Compactor) -> None:
    while True:
        await shipper.ship_once()
        await compactor.compact_once()


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
            step, _, times = line.strip().partition("/")
            asyncio.run(work(database_url, lake, step, int(times)))
            os._exit(1)
        os.write(1, f"child {child}\n".encode())
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        os.write(1, f"{'killed' if killed else 'ended'} {child}\n".encode())


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
