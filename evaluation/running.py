"""Asking every question of a run, a few at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from evaluation.outcomes import Outcome
from evaluation.runs import Item, Result, Side

# Asks one side one question, once.
Ask = Callable[[Side, str], Awaitable[Outcome]]


class _Places:
    """So many answers at a time, and none once one of them raised."""

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._raised = False

    async def ask(self, ask: Ask, side: Side, question: str) -> Outcome:
        """Ask as soon as there is a place."""
        async with self._free:
            if self._raised:
                # It has a place before it is cancelled, and is not to ask for that.
                await asyncio.Event().wait()
            try:
                return await ask(side, question)
            except BaseException:
                self._raised = True
                raise


async def results_of(
    items: Sequence[Item], ask: Ask, *, sides: Sequence[Side], tries: int, at_once: int
) -> AsyncGenerator[Result]:
    """Ask all, ``at_once`` answers at the same time; a result comes when it is complete.

    What ``ask`` raises ends it. Whoever stops listening stops all.
    """
    places = _Places(at_once)
    waiting = iter(items)
    going: set[asyncio.Task[Result]] = set()

    async def whole(item: Item) -> Result:
        tasks = {
            side: [asyncio.create_task(places.ask(ask, side, item.question)) for _ in range(tries)]
            for side in sides
        }
        every = [task for some in tasks.values() for task in some]
        try:
            await asyncio.gather(*every)
        finally:
            for task in every:
                task.cancel()
            await asyncio.gather(*every, return_exceptions=True)
        found = {side: tuple(task.result() for task in some) for side, some in tasks.items()}
        return Result(item, found.get("after", ()), found.get("before", ()))

    def begin() -> None:
        # No more items than places: what is not begun can still be left.
        while len(going) < at_once and (item := next(waiting, None)) is not None:
            going.add(asyncio.create_task(whole(item)))

    try:
        begin()
        while going:
            done, _ = await asyncio.wait(going, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                going.discard(task)
                yield task.result()
            begin()
    finally:
        for task in going:
            task.cancel()
        await asyncio.gather(*going, return_exceptions=True)
