"""Small writes of many tasks in one transaction, so that they wait for the disk once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

_Result = TypeVar("_Result")
_Within = TypeVar("_Within")
_Begun_co = TypeVar("_Begun_co", covariant=True)
Key = tuple[str, ...]
_MOST = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    key: Key
    work: Callable[[Any], Awaitable[Any]]
    done: asyncio.Future[Any]


class Beginning(Protocol[_Begun_co]):
    """Begins transactions; sessions do."""

    def begin(self) -> AbstractAsyncContextManager[_Begun_co]: ...


class GroupCommit(Generic[_Within]):
    """Runs pieces of work one after another, as many as are waiting in one transaction.

    They run ordered by their keys, those of the same key in the order they came, so that no two
    processes wait for each other's rows as long as a key says which rows its work locks.
    """

    def __init__(self, database: Beginning[_Within]) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    def submit(
        self, key: Key, work: Callable[[_Within], Awaitable[_Result]]
    ) -> asyncio.Future[_Result]:
        """Have ``work`` done; the future is done once its result is on the disk.

        It is done also when nobody waits for the future any more. What goes wrong in one piece of
        work is its error alone: the others are done again without it. What goes wrong with the
        transaction is the error of all in it, since nobody knows how it ended.
        """
        done: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(key, work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return done

    async def finish(self) -> None:
        """Wait until nothing is waiting."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._waiting:
            batch: list[_Waiting] = []
            results: list[Any] = []
            try:
                async with self._database.begin() as begun:
                    # Taken only now: whoever came while others held the database comes along.
                    batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                    batch.sort(key=lambda one: one.key)
                    for one in batch:
                        results.append(await one.work(begun))
            except Exception as error:  # noqa: BLE001 - passed on to whoever waits
                self._tell(self._lost(batch, len(results)), error)
            else:
                self._tell(batch, None, results)

    def _lost(self, batch: list[_Waiting], done: int) -> list[_Waiting]:
        """Those whose error it is that a transaction failed after ``done`` of them; the others wait
        again."""
        if not batch:
            lost, self._waiting = self._waiting, []
        elif done < len(batch):
            lost = [batch.pop(done)]
            self._waiting = [*batch, *self._waiting]
        else:
            lost = batch
        return lost

    @staticmethod
    def _tell(batch: list[_Waiting], error: Exception | None, results: Sequence[Any] = ()) -> None:
        for number, one in enumerate(batch):
            if one.done.done():
                continue
            if error is None:
                one.done.set_result(results[number])
            else:
                one.done.set_exception(error)
