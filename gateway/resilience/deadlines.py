"""The deadlines of one attempt: the first token, the next one, and the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from gateway.attempts import OutOfTimeError, RouteFailedError, Written
from gateway.configuration.route import Route


async def within_deadlines(
    pieces: AsyncIterator[str | Written], route: Route, end: float
) -> AsyncGenerator[str | Written]:
    """A client's pieces, each in time; ``end`` is the loop's time when all must be over.

    Raises `RouteFailedError`, of which `OutOfTimeError` is one.
    """
    now = asyncio.get_running_loop().time
    last = now() + route.total_timeout_s
    due = now() + route.first_token_timeout_s
    try:
        while True:
            try:
                async with asyncio.timeout_at(min(due, last, end)):
                    piece = await anext(pieces)
            except TimeoutError as error:
                slow = RouteFailedError if min(due, last) <= end else OutOfTimeError
                raise slow("too slow") from error
            except StopAsyncIteration:
                return
            yield piece
            due = now() + route.silence_timeout_s
    finally:
        if isinstance(pieces, AsyncGenerator):
            await pieces.aclose()
