"""Work that goes on beside the requests, and outlives its own failures."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from app.observing.logs import trail

log = structlog.get_logger()

PAUSE_S = 15.0


async def see_through(
    name: str, work: Callable[[], Awaitable[object]], *, pause_s: float = PAUSE_S
) -> None:
    """Do ``work`` until it is done: what goes wrong is logged, and it begins again after a pause.

    Nobody waits for such work, so a failure that ended it would be noticed by nobody.
    """
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - the outermost edge
            log.error(
                "background.failed", work=name, error=type(error).__name__, trail=trail(error)
            )
            await asyncio.sleep(pause_s)
        else:
            return
