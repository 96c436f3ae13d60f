"""A leash for the connection of a blocking HTTP client, to end it from outside.

The AWS client blocks a thread, and nothing wakes it but its own socket. So the connections that it
takes and puts back are noted for the thread's call, and whoever leaves shuts the socket of the
call.
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


class LeftError(Exception):
    """The person has left, so no connection serves this call any more."""


class Leash:
    """One call's hold on its connection; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left = False
        self._connection: Connection | None = None
        self._sock: object = None

    @property
    def left(self) -> bool:
        """Whether the person has left."""
        return self._left

    def hold(self) -> None:
        """Note the connections of this thread from now on."""
        _here.leash = self

    def unless_left(self, then: Callable[[], object]) -> None:
        """Do something short, and be sure that the person does not leave meanwhile."""
        with self._lock:
            if not self._left:
                then()

    def leave(self) -> None:
        """End the call: its socket is shut now, and no other is opened."""
        with self._lock:
            self._left = True
            sock = self._sock or getattr(self._connection, "sock", None)
            if isinstance(sock, socket.socket):
                # By the plain class: the one for TLS takes the thread's own TLS away first.
                with suppress(OSError):  # the other side may have closed it a moment ago
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def take(self, connection: Connection) -> None:
        """A connection serves this call from now on; raises `LeftError`."""
        with self._lock:
            # A connection that ends with its answer forgets the socket of that answer.
            self._connection, self._sock = connection, connection.sock
            if self._left:
                connection.close()
                raise LeftError

    def put_back(self) -> None:
        """The connection may serve another call now, and must not be shut for this one."""
        with self._lock:
            self._connection = self._sock = None


def held() -> Leash | None:
    """The leash of this thread."""
    leash: Leash | None = getattr(_here, "leash", None)
    return leash
