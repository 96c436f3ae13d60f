"""A question that was taken waits for the database, where that goes away before there is an answer.

Nothing was shown of it yet, so nothing is lost by asking again. A question that comes meanwhile is
refused: it was not stored, and whoever asked may do so again. A database that is there and has too
much to do is not asked again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

import structlog

from app.records.database.outages import DatabaseAwayError, DatabaseBusyError
from gateway.calls import Elsewhere, Gateway, GatewayEvent, ModelCall, Role, Waiting
from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState

log = structlog.get_logger()

_LONGEST_PAUSE_S = 2.0
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class RetryLimits:
    """For how long something is tried again, by ``clock``; the tries themselves count.

    A minute is what a managed database takes to move to its standby.
    """

    most_s: float = 60.0
    first_pause_s: float = 0.25
    clock: Callable[[], float] = time.monotonic


class _Retries:
    """The tries of one thing; the first that fails begins its time."""

    def __init__(self, limits: RetryLimits) -> None:
        self._limits = limits
        self._pause_s = limits.first_pause_s
        self._ends_at: float | None = None

    async def wait(self, error: DatabaseAwayError) -> None:
        """Wait before the next try; raises ``error`` where there is none."""
        now = self._limits.clock()
        if self._ends_at is None:
            self._ends_at = now + self._limits.most_s
        if isinstance(error, DatabaseBusyError) or now + self._pause_s > self._ends_at:
            raise error
        log.info("turn.waits_for_database", reason=error.reason)
        await asyncio.sleep(self._pause_s)
        self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)


class RetryingSearch:
    """Implements `retrieval.passages.PassageSearch` over one whose database may be away."""

    def __init__(self, search: PassageSearch, limits: RetryLimits | None = None) -> None:
        self._search = search
        self._limits = limits or RetryLimits()

    async def search(
        self,
        query: str,
        access: Access,
        sources: Sequence[str],
        *,
        limit: int,
        table_letters: int = 0,
    ) -> Found:
        """Search, once the database is there."""
        return await self._retry(
            lambda: self._search.search(
                query, access, sources, limit=limit, table_letters=table_letters
            )
        )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Ask, once the database is there."""
        return await self._retry(lambda: self._search.readable(chunks, access))

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """Ask once. It only adds to an answer, which nobody is to wait for, nor to lose, for it."""
        try:
            return await self._search.answered_elsewhere(
                query, access, sources, threshold=threshold
            )
        except DatabaseAwayError as error:
            log.info("turn.pointer_left_out", reason=error.reason)
            return ()

    async def _retry(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        retries = _Retries(self._limits)
        while True:
            try:
                return await work()
            except DatabaseAwayError as error:
                await retries.wait(error)


class RetryingGateway:
    """Implements `gateway.calls.Gateway` over another one, which books what a call costs."""

    def __init__(self, gateway: Gateway, limits: RetryLimits | None = None) -> None:
        self._gateway = gateway
        self._limits = limits or RetryLimits()

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt of the role may have."""
        return self._gateway.prompt_tokens(role)

    def only_quotes(self, role: Role) -> bool:
        """Tell whether the route that would be asked now quotes."""
        return self._gateway.only_quotes(role)

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        """Stream one answer, once the database is there; what has begun is not begun again."""
        retries = _Retries(self._limits)
        while True:
            begun = False
            try:
                async with aclosing(self._gateway.stream(call)) as events:
                    async for event in events:
                        # Who waits for a model has nothing of an answer yet.
                        begun = begun or not isinstance(event, Waiting | Elsewhere)
                        yield event
                return
            except DatabaseAwayError as error:
                if begun:
                    raise
                await retries.wait(error)
