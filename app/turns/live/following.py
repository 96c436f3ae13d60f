"""Those who follow a turn while it is written: what each of them has not been told yet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from assistants.answers import AnswerEvent, Piece

# More text is told at most so often: to wake a page for each token costs more than to write it.
LUMP_S = 0.05
Outcome = Literal["finished", "stopped", "interrupted", "failed", "refused", "known"]


@dataclass(frozen=True, slots=True)
class Ended:
    """The last thing that is said of a turn.

    ``refused`` was never stored, and ``known`` was stored before, by the same question.
    """

    outcome: Outcome
    message: str = ""


LiveEvent = AnswerEvent | Ended


class Follower:
    """What one page has not been told yet."""

    def __init__(self, events: list[LiveEvent]) -> None:
        self._events = events
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        # The first words are told at once, however soon they follow what was found.
        self._text_told_at = -LUMP_S

    def tell(self, event: LiveEvent) -> None:
        """Keep what happened until the page takes it."""
        last = self._events[-1] if self._events else None
        if isinstance(event, Piece) and isinstance(last, Piece):
            # Who reads slowly gets more at a time.
            self._events[-1] = Piece(last.text + event.text)
        else:
            self._events.append(event)
        if isinstance(event, Piece):
            self._wake_soon()
        else:
            self._wake()

    def _wake_soon(self) -> None:
        if self._waiter is None or self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        due = self._text_told_at + LUMP_S - loop.time()
        if due <= 0:
            self._wake()
        else:
            self._timer = loop.call_later(due, self._wake)

    def _wake(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self) -> list[LiveEvent]:
        """All that came since the last time, once there is something."""
        if not self._events:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
            self._waiter = None
        events, self._events = self._events, []
        if any(isinstance(event, Piece) for event in events):
            self._text_told_at = asyncio.get_running_loop().time()
        return events
