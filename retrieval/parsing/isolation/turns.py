"""Who may run when: requests beside each other, and one that is tried again alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets requests run beside each other, and one that is tried again alone, after them."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._waiting = 0
        self._running = 0
        self._alone = False

    @property
    def others(self) -> bool:
        """Whether a request that runs now runs beside others."""
        return self._running > 1

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count a request from when it is made until it is answered."""
        with self._change:
            self._waiting += 1
        try:
            yield
        finally:
            with self._change:
                self._waiting -= 1
                self._change.notify_all()

    @contextmanager
    def beside(self) -> Iterator[bool]:
        """Run a request; tells whether others run already."""
        with self._change:
            self._change.wait_for(lambda: not self._alone)
            others = self._running > 0
            self._running += 1
        try:
            yield others
        finally:
            with self._change:
                self._running -= 1
                self._change.notify_all()

    @contextmanager
    def alone(self, max_wait_s: float) -> Iterator[None]:
        """Wait until no request is left, or for so long, and keep further ones waiting."""
        with self._change:
            self._change.wait_for(lambda: not self._waiting, max_wait_s)
            self._alone = True
            self._change.wait_for(lambda: not self._running)
        try:
            yield
        finally:
            with self._change:
                self._alone = False
                self._change.notify_all()
