"""Work that several people wait for, done a few pieces at a time, nobody's ahead of everybody's."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

_Result = TypeVar("_Result")


@dataclass(slots=True, eq=False)
class _Job:
    """One piece of work, and who waits for it; a person may do so in several windows."""

    key: Hashable
    make: Callable[[], Awaitable[Any]]
    outcome: asyncio.Future[Any]
    waiting: Counter[str] = field(default_factory=Counter)


class FairQueue:
    """Does at most ``size`` pieces of work at once, and ``each`` for one person.

    The same work is done once for all who ask for it. What nobody waits for any more is dropped
    unless it has begun. For the tasks of one event loop.
    """

    def __init__(self, *, size: int, each: int) -> None:
        self._size = size
        self._each = each
        self._jobs: dict[Hashable, _Job] = {}
        self._pending: list[_Job] = []
        self._running: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def pending(self) -> int:
        """How many pieces of work have not begun."""
        return len(self._pending)

    async def do(
        self, key: Hashable, person: str, make: Callable[[], Awaitable[_Result]]
    ) -> _Result:
        """Give what ``make`` gives, or what it raises; work of the same ``key`` is the same.

        A caller that is cancelled leaves the queue.
        """
        job = self._jobs.get(key)
        if job is None:
            job = _Job(key, make, asyncio.get_running_loop().create_future())
            self._jobs[key] = job
            self._pending.append(job)
        job.waiting[person] += 1
        self._begin()
        try:
            return cast(_Result, await asyncio.shield(job.outcome))
        finally:
            self._leave(job, person)

    async def aclose(self) -> None:
        """Drop everything, that which has begun as well."""
        for job in self._pending:
            job.outcome.cancel()
        self._pending.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _leave(self, job: _Job, person: str) -> None:
        job.waiting[person] -= 1
        if not job.waiting[person]:
            del job.waiting[person]
        if not job.waiting and job in self._pending:
            self._pending.remove(job)
            del self._jobs[job.key]
            job.outcome.cancel()

    def _begin(self) -> None:
        """Begin what may begin: the oldest work of somebody who has a place left."""
        for job in [*self._pending]:
            if self._running.total() >= self._size:
                return
            person = next((one for one in job.waiting if self._running[one] < self._each), None)
            if person is not None:
                self._pending.remove(job)
                self._running[person] += 1
                task = asyncio.create_task(self._run(job, person))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _run(self, job: _Job, person: str) -> None:
        try:
            result = await job.make()
        except asyncio.CancelledError:
            job.outcome.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - whoever waits is told of it, whatever it is
            job.outcome.set_exception(error)
            # All who waited may have left.
            job.outcome.exception()
        else:
            job.outcome.set_result(result)
        finally:
            del self._jobs[job.key]
            self._running[person] -= 1
            if not self._running[person]:
                del self._running[person]
            self._begin()
