"""The ends of turns that the database could not take: kept, and stored when it is back.

Kept in memory, in the order in which they came. A process that is killed meanwhile loses them;
its turns are then closed as interrupted, with what was stored of them before. So nobody is told
that an answer is complete before it is stored, for a minute at least: what was written of it stands
on the page meanwhile, as of any answer that is not at its end.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import structlog

from app.observing.logs import trail
from app.observing.turns import KEPT_ENDINGS
from app.records.database.outages import DatabaseAwayError
from assistants.answers import Answer
from feedback.turns import Turn, TurnNotOpenError, TurnOpening, TurnStatus, TurnStore

log = structlog.get_logger()

# An end is some 20 kB, mostly its passages.
MOST = 2_000
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 5.0
# Whoever waits for a complete answer waits so long for it to be stored.
TOLD_AFTER_S = 60.0


@dataclass(frozen=True, slots=True)
class _End:
    turn_id: str
    status: TurnStatus
    answer: Answer
    finished_at: datetime
    error_reference: str | None


class BufferedTurnStore:
    """Implements `feedback.turns.TurnStore` over another one, whose database may be away."""

    def __init__(
        self,
        turns: TurnStore,
        *,
        most: int = MOST,
        first_pause_s: float = _FIRST_PAUSE_S,
        told_after_s: float = TOLD_AFTER_S,
    ) -> None:
        self._turns = turns
        self._most = most
        self._told_after_s = told_after_s
        self._settled: dict[str, asyncio.Event] = {}
        self._waits_no_more = False
        self._first_pause_s = first_pause_s
        self._kept: deque[_End] = deque()
        self._storing: asyncio.Task[None] | None = None
        self._due = asyncio.Event()
        self._closing = False

    @property
    def kept(self) -> int:
        """How many ends wait for the database."""
        return len(self._kept)

    async def begin(self, opening: TurnOpening) -> None:
        """Store the question; nothing begins without the database."""
        await self._turns.begin(opening)

    async def keep_partial(self, turn_id: str, text: str) -> None:
        """Save what was written so far."""
        await self._turns.keep_partial(turn_id, text)

    async def finish(
        self,
        turn_id: str,
        status: TurnStatus,
        answer: Answer,
        finished_at: datetime,
        *,
        error_reference: str | None = None,
    ) -> None:
        """Store the end, or keep it until it can be stored.

        That of a complete answer is waited for: it returns once it is stored, after `TOLD_AFTER_S`,
        or when the service stops. Raises `DatabaseAwayError` only where no more can be kept.
        """
        end = _End(turn_id, status, answer, finished_at, error_reference)
        if not self._kept:
            try:
                await self._store(end)
            except DatabaseAwayError as error:
                log.warning("turn.end_kept", turn=turn_id, reason=error.reason)
            else:
                return
        if len(self._kept) >= self._most:
            raise DatabaseAwayError("too many ends of turns wait for it already")
        self._kept.append(end)
        KEPT_ENDINGS.set(len(self._kept))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_kept(), name="kept-endings")
        else:
            # The question of this one was stored, so the database may be back.
            self._due.set()
        if status is TurnStatus.COMPLETED and not self._waits_no_more:
            settled = self._settled.setdefault(turn_id, asyncio.Event())
            with suppress(TimeoutError):
                await asyncio.wait_for(settled.wait(), self._told_after_s)
            self._settled.pop(turn_id, None)

    def wait_no_more(self) -> None:
        """Let whoever waits for an end to be stored go on: the service stops."""
        self._waits_no_more = True
        self._due.set()
        for settled in self._settled.values():
            settled.set()

    async def get(self, turn_id: str) -> Turn | None:
        """The turn as it is stored."""
        return await self._turns.get(turn_id)

    async def in_thread(self, thread_id: str) -> Sequence[Turn]:
        """The turns of a thread as they are stored."""
        return await self._turns.in_thread(thread_id)

    async def outlined(self, thread_id: str) -> Sequence[Turn]:
        """The same without prompts, and with passages that have no text."""
        return await self._turns.outlined(thread_id)

    async def open_in(self, thread_id: str) -> Sequence[str]:
        """The ids of the turns of a thread that are being written, or whose end waits."""
        return await self._turns.open_in(thread_id)

    async def aclose(self, limit_s: float) -> None:
        """Give the database so long to come back; what is left is told in the log, and lost."""
        self._closing = True
        self.wait_no_more()
        if self._storing is not None:
            await asyncio.wait([self._storing], timeout=limit_s)
            self._storing.cancel()
        if self._kept:
            log.error("turn.ends_lost", turns=[end.turn_id for end in self._kept])

    async def _store_kept(self) -> None:
        pause_s = self._first_pause_s
        while self._kept:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), pause_s)
            self._due.clear()
            try:
                while self._kept:
                    await self._store_again(self._kept[0])
                    stored = self._kept.popleft()
                    if stored.turn_id in self._settled:
                        self._settled[stored.turn_id].set()
                    KEPT_ENDINGS.set(len(self._kept))
            except DatabaseAwayError:
                longer_s = min(pause_s * 2, _LONGEST_PAUSE_S)
                pause_s = self._first_pause_s if self._closing else longer_s
        log.info("turn.ends_stored")

    async def _store_again(self, end: _End) -> None:
        try:
            await self._store(end)
        except DatabaseAwayError:
            raise
        except TurnNotOpenError:
            # Where the database went away in the middle, nobody knew that it had been stored.
            stored = await self._turns.get(end.turn_id)
            if stored is None or stored.status is not end.status:
                log.error("turn.end_came_too_late", turn=end.turn_id)
        except Exception as error:  # noqa: BLE001 - one end that cannot be stored holds up no other
            log.error(
                "turn.end_not_stored",
                turn=end.turn_id,
                error=type(error).__name__,
                trail=trail(error),
            )

    async def _store(self, end: _End) -> None:
        await self._turns.finish(
            end.turn_id,
            end.status,
            end.answer,
            end.finished_at,
            error_reference=end.error_reference,
        )
