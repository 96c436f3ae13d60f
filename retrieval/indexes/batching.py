"""Answers what is asked at the same time together, for whoever asks costs little beside another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, TypeVar

MOST = 32
# Runs what blocks, in some thread.
Runs = Callable[..., Awaitable[Any]]

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


class Batcher(Generic[Asked, Answered]):
    """Runs a blocking function over whatever has come in while it ran the last time.

    Nobody waits for others to come: one question alone runs at once. ``answer`` gives one answer
    for each thing asked, in their order; what it raises, all of that batch raise. ``run`` runs
    it in a thread.
    """

    def __init__(
        self,
        answer: Callable[[Sequence[Asked]], Sequence[Answered]],
        run: Runs = asyncio.to_thread,
    ) -> None:
        self._answer = answer
        self._run = run
        self._waiting: list[tuple[Asked, asyncio.Future[Answered]]] = []
        self._work: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answered:
        """The answer to ``asked``."""
        future: asyncio.Future[Answered] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            batch = [one for one in self._waiting[:MOST] if not one[1].done()]
            del self._waiting[:MOST]
            if not batch:
                continue
            try:
                answers = await self._run(self._answer, [asked for asked, _ in batch])
            except Exception as error:  # noqa: BLE001 - handed to everyone who waits for it
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
