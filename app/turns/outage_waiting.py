"""A question that was taken waits for the database, where that goes away before there is an answer.

Nothing was shown of it yet, so nothing is lost by asking again. A question that comes meanwhile is
refused: it was not stored, and whoever asked may do so again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from typing import TypeVar

import structlog

from app.records.database.outages import DatabaseAwayError
from gateway.calls import Gateway, GatewayEvent, ModelCall, Role
from retrieval.access import Access
from retrieval.passages import Found, PassageSearch, SourceState

log = structlog.get_logger()

# As long as a managed database takes to move to its standby.
WAITS_S = 60.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 2.0
_Result = TypeVar("_Result")


class PatientSearch:
    """Implements `retrieval.passages.PassageSearch` over one whose database may be away."""

    def __init__(
        self,
        search: PassageSearch,
        *,
        first_pause_s: float = _FIRST_PAUSE_S,
        most_s: float = WAITS_S,
    ) -> None:
        self._search = search
        self._first_pause_s = first_pause_s
        self._most_s = most_s

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
        return await self._patiently(
            lambda: self._search.search(
                query, access, sources, limit=limit, table_letters=table_letters
            )
        )

    async def readable(self, chunks: Collection[str], access: Access) -> frozenset[str]:
        """Ask, once the database is there."""
        return await self._patiently(lambda: self._search.readable(chunks, access))

    async def answered_elsewhere(
        self, query: str, access: Access, sources: Sequence[str], *, threshold: float
    ) -> tuple[SourceState, ...]:
        """Ask, once the database is there."""
        return await self._patiently(
            lambda: self._search.answered_elsewhere(query, access, sources, threshold=threshold)
        )

    async def _patiently(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        for pause_s in _pauses(self._first_pause_s, self._most_s):
            try:
                return await work()
            except DatabaseAwayError as error:
                log.info("turn.waits_for_database", reason=error.reason)
            await asyncio.sleep(pause_s)
        return await work()


class PatientGateway:
    """Implements `gateway.calls.Gateway` over another one, which books what a call costs."""

    def __init__(
        self, gateway: Gateway, *, first_pause_s: float = _FIRST_PAUSE_S, most_s: float = WAITS_S
    ) -> None:
        self._gateway = gateway
        self._first_pause_s = first_pause_s
        self._most_s = most_s

    def prompt_tokens(self, role: Role) -> int | None:
        """How many tokens a prompt of the role may have."""
        return self._gateway.prompt_tokens(role)

    def only_quotes(self, role: Role) -> bool:
        """Tell whether the route that would be asked now quotes."""
        return self._gateway.only_quotes(role)

    async def stream(self, call: ModelCall) -> AsyncGenerator[GatewayEvent]:
        """Stream one answer, once the database is there; what has begun is not begun again."""
        pauses = _pauses(self._first_pause_s, self._most_s)
        while True:
            begun = False
            try:
                async with aclosing(self._gateway.stream(call)) as events:
                    async for event in events:
                        begun = True
                        yield event
                return
            except DatabaseAwayError as error:
                pause_s = next(pauses, None)
                if begun or pause_s is None:
                    raise
                log.info("turn.waits_for_database", reason=error.reason)
            await asyncio.sleep(pause_s)


def _pauses(first_s: float, most_s: float) -> Iterator[float]:
    """Pauses that grow, until they come to so much in all."""
    pause_s, waited_s = first_s, 0.0
    while waited_s < most_s:
        yield pause_s
        waited_s += pause_s
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
