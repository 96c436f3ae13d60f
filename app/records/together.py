"""Small writes of many tasks in one transaction, so that they wait for the disk once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from app.records.database import Sessions

_Result = TypeVar("_Result")
_Key = tuple[str, ...]
_MOST = 200


@dataclass(frozen=True, slots=True)
class _Waiting:
    key: _Key
    work: Callable[[AsyncSession], Awaitable[Any]]
    done: asyncio.Future[Any]


class Together:
    """Runs pieces of work one after another, as many as are waiting in one transaction.

    They run ordered by their keys, those of the same key in the order they came, so that no two
    processes wait for each other's rows as long as a key says which rows its work locks.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    def submit(
        self, key: _Key, work: Callable[[AsyncSession], Awaitable[_Result]]
    ) -> asyncio.Future[_Result]:
        """Have ``work`` done; the future is done once its result is on the disk.

        It is done also when nobody waits for the future any more. What goes wrong in one piece of
        work undoes, and is the error of, all that were in the same transaction.
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
            try:
                async with self._sessions.begin() as session:
                    # Taken only now: whoever came while others held the database comes along.
                    batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                    batch.sort(key=lambda one: one.key)
                    results = [await one.work(session) for one in batch]
            except Exception as error:  # noqa: BLE001 - passed on to everybody who waits
                if not batch:
                    batch, self._waiting = self._waiting, []
                for one in batch:
                    if not one.done.done():
                        one.done.set_exception(error)
            else:
                for one, result in zip(batch, results, strict=True):
                    if not one.done.done():
                        one.done.set_result(result)
