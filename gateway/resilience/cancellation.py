"""Cancelling a call of a blocking HTTP client from outside.

The AWS client blocks a thread, and nothing wakes it but its own socket. So the connections that it
takes and puts back are noted for the thread's call, and cancelling shuts the socket of the call.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

_here = threading.local()


class Connection(Protocol):
    """What is held: a connection with its socket, once it is connected."""

    sock: object

    def close(self) -> None: ...


class CallCancelledError(Exception):
    """The call was cancelled, so no connection serves it any more."""


class Cancellation:
    """Cancels one call by its connection; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._connection: Connection | None = None
        self._sock: object = None

    @property
    def cancelled(self) -> bool:
        """Whether the call was cancelled."""
        return self._cancelled

    def hold(self) -> None:
        """Note the connections of this thread from now on."""
        _here.cancellation = self

    def unless_cancelled(self, then: Callable[[], object]) -> None:
        """Do something short, and be sure that the call is not cancelled meanwhile."""
        with self._lock:
            if not self._cancelled:
                then()

    def cancel(self) -> None:
        """End the call: its socket is shut now, and no other is opened."""
        with self._lock:
            self._cancelled = True
            sock = self._sock or getattr(self._connection, "sock", None)
            if isinstance(sock, socket.socket):
                # By the plain class: the one for TLS takes the thread's own TLS away first.
                with suppress(OSError):  # the other side may have closed it a moment ago
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def take(self, connection: Connection) -> None:
        """A connection serves this call from now on; raises `CallCancelledError`."""
        with self._lock:
            # A connection that ends with its answer forgets the socket of that answer.
            self._connection, self._sock = connection, connection.sock
            if self._cancelled:
                connection.close()
                raise CallCancelledError

    def put_back(self) -> None:
        """The connection may serve another call now, and must not be shut for this one."""
        with self._lock:
            self._connection = self._sock = None


def held() -> Cancellation | None:
    """The cancellation of this thread's call."""
    cancellation: Cancellation | None = getattr(_here, "cancellation", None)
    return cancellation
