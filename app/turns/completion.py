"""The end of a turn: stored once and whole, whatever happens to whoever asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import structlog

from app.observing.turns import ObservedTurn
from assistants.answering import Answering
from assistants.answers import Answer, AnswerKind
from feedback.turns import TurnOpening, TurnStatus, TurnStore

log = structlog.get_logger()

KEEP_PARTIAL_EVERY_S = 2.0


class Ending:
    """Sees to it that a turn ends once, also when whoever asked has gone away."""

    def __init__(self, turns: TurnStore, opening: TurnOpening, observed: ObservedTurn) -> None:
        self._turns = turns
        self._opening = opening
        self._observed = observed
        self._finished = False
        self._kept_at = time.monotonic()

    async def keep_partial(self, answering: Answering) -> None:
        """Save what is there, at most every two seconds.

        An answer goes on where that fails: its end is stored whole, and that has to succeed.
        """
        if time.monotonic() - self._kept_at < KEEP_PARTIAL_EVERY_S:
            return
        self._kept_at = time.monotonic()
        try:
            async with asyncio.timeout(KEEP_PARTIAL_EVERY_S):
                await self._turns.keep_partial(self._opening.id, answering.so_far().text)
        except Exception as error:  # noqa: BLE001 - any store may fail in ways of its own
            log.warning("turn.partial_not_kept", turn=self._opening.id, error=type(error).__name__)

    async def finish(
        self, status: TurnStatus, answer: Answer, error_reference: str | None = None
    ) -> None:
        """Store the end; a cancellation that comes meanwhile waits until it is on the disk."""
        if self._finished:
            return
        if status is TurnStatus.FAILED:
            answer = replace(answer, kind=AnswerKind.FAILED)
        try:
            with self._observed.storing():
                await undisturbed(
                    self._turns.finish(
                        self._opening.id,
                        status,
                        answer,
                        datetime.now(UTC),
                        error_reference=error_reference,
                    )
                )
        except asyncio.CancelledError:
            self._finished = True
            self._observed.ended(status, answer)
            raise
        self._finished = True
        self._observed.ended(status, answer)
        log.info(
            "turn.finished",
            turn=self._opening.id,
            profile=self._opening.profile,
            status=status.value,
            kind=answer.kind.value,
            passages=len(answer.passages),
            citations=len(answer.citations),
            total_ms=answer.timings.total_ms,
        )


async def undisturbed(storing: Coroutine[Any, Any, None]) -> None:
    """Store to the end; a cancellation that comes meanwhile is passed on afterwards."""
    task, cancelled = asyncio.ensure_future(storing), None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            # An answer whose reader is gone is cancelled again and again until it ends.
            cancelled = error
    task.result()
    if cancelled is not None:
        raise cancelled


def status_of(answer: Answer) -> TurnStatus:
    """The status of a turn with an answer that came to its end."""
    return TurnStatus.FAILED if answer.kind is AnswerKind.FAILED else TurnStatus.COMPLETED
