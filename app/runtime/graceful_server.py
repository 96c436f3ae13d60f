"""A server that ends once the answers do that it gives, or their time is over."""

from __future__ import annotations

from types import FrameType
from typing import Protocol

import uvicorn


class Stopping(Protocol):
    """Knows what is being written; `app.turns.stopping.Stopping` does."""

    @property
    def is_due(self) -> bool: ...

    def begin(self) -> None: ...

    async def interrupt(self) -> None: ...


class GracefulServer(uvicorn.Server):
    """Listens on after the first signal, so that whoever asks is told that it is not ready.

    A second signal ends the answers at once.
    """

    def __init__(self, config: uvicorn.Config, stopping: Stopping) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._signals = 0
        self._told = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note the signal; it is acted upon by `on_tick`."""
        self._signals += 1
        self._stopping.begin()
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Tell whether to close the doors: the answers have ended by then."""
        if not await super().on_tick(counter):
            return False
        # A limit of requests ends a server without a signal.
        self._stopping.begin()
        if self._signals < 2 and not self._stopping.is_due:
            return False
        if self._told:
            return True
        await self._stopping.interrupt()
        # Until the next tick whoever waits is told how it ended; then connections close.
        self._told = True
        return False
