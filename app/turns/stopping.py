"""How the service stops: answers that are being written end first, or are interrupted.

From the first sign on nothing new is begun here. Whoever sends a question again finds another
process, or this one when it is back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from app.turns.live.turns import LiveTurns
from feedback.turns import TurnStatus

log = structlog.get_logger()

# Storing what was cut short; within the 15 seconds that the manual promises.
LONGEST_END_S = 10.0


class StoppingError(RuntimeError):
    """A question that was not taken, because the service is about to end."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            "The service is being restarted, and this question was not taken. Please ask it again "
            "in a moment."
        )


class TurnInterruptedError(RuntimeError):
    """An answer that the end of the service cut short."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            "The service was restarted before this answer was complete. What there was of it is "
            "kept. Please ask again in a moment."
        )


class Stopping:
    """The answers that are being written in this process, and whether it is about to end.

    ``limit_s`` is how long they may go on from `begin`, ``longest_end_s`` how long it may take to
    store them afterwards. ``when_interrupted`` is called before what is left is ended.
    """

    def __init__(
        self,
        live: LiveTurns,
        *,
        limit_s: float,
        longest_end_s: float = LONGEST_END_S,
        when_interrupted: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._live = live
        self._limit_s = limit_s
        self._longest_end_s = longest_end_s
        self._when_interrupted = when_interrupted
        self._clock = clock
        self._begun_at: float | None = None
        self._interrupted = asyncio.Event()
        self._answers: set[asyncio.Timeout] = set()
        self._left = asyncio.Event()

    @property
    def begun(self) -> bool:
        """Whether nothing new is taken any more."""
        return self._begun_at is not None

    def begin(self) -> None:
        """Take nothing new from now on; a second time changes nothing."""
        if self._begun_at is None:
            self._begun_at = self._clock()
            log.info("service.stopping", answers=self.unfinished, seconds=self._limit_s)

    def require_open(self) -> None:
        """Refuse what would begin now; raises `StoppingError`."""
        if self.begun:
            raise StoppingError

    @property
    def unfinished(self) -> int:
        """How many answers are being written."""
        return len(self._live) + len(self._answers)

    @property
    def is_due(self) -> bool:
        """Whether the service may end: nothing is left to wait for, or no time to wait."""
        if self._begun_at is None:
            return False
        return not self.unfinished or self._clock() - self._begun_at >= self._limit_s

    def ends_as(self) -> TurnStatus:
        """What an answer is that ends now because it was cancelled."""
        return TurnStatus.INTERRUPTED if self._interrupted.is_set() else TurnStatus.STOPPED

    async def wait_until_interrupted(self) -> None:
        """Wait until no answer is written any more because the service ends."""
        await self._interrupted.wait()

    @asynccontextmanager
    async def answering(self) -> AsyncIterator[None]:
        """Have an answer waited for that only this task writes.

        Raises `TurnInterruptedError` in it when the time is over, and `StoppingError` before it.
        """
        self.require_open()
        writer = asyncio.current_task()
        assert writer is not None
        try:
            async with asyncio.timeout(None) as limit:

                def leave(_: object = None) -> None:
                    self._answers.discard(limit)
                    self._left.set()

                self._answers.add(limit)
                # A task that dies outside of this block does not come to its end.
                writer.add_done_callback(leave)
                try:
                    yield
                finally:
                    writer.remove_done_callback(leave)
                    leave()
        except TimeoutError:
            if limit.expired():
                raise TurnInterruptedError from None
            raise

    async def interrupt(self) -> None:
        """End what is still being written; each is stored as interrupted when this returns.

        No single one holds up the end of the service for longer than `LONGEST_END_S`: the next
        process closes what this one could not.
        """
        self._interrupted.set()
        self._when_interrupted()
        if self.unfinished:
            log.warning("turns.cut_short", count=self.unfinished)
        for limit in list(self._answers):
            limit.reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(self._longest_end_s):
                await self._live.aclose()
                while self._answers:
                    self._left.clear()
                    await self._left.wait()
        except TimeoutError:
            log.error("turns.left_behind", count=self.unfinished)
