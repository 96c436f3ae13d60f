"""The places of a route: how many calls go on at once, and who waits for one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator

from gateway.attempts import RouteBusyError

# How often somebody who waits hears how many are still before.
TELL_EVERY_S = 1.0


class Places:
    """The places of one route; whoever comes when all are taken waits in line.

    ``most`` calls go on at once, and ``queue`` wait. A place is given to the next in line, never
    to somebody who comes in between.
    """

    def __init__(self, most: int, queue: int) -> None:
        self._free = most
        self._queue = queue
        self._line: deque[Ticket] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._line)

    @property
    def free(self) -> int:
        """How many places are free."""
        return self._free

    def ticket(self) -> Ticket:
        """Take a place, or a place in line; raises `RouteBusyError` where the line is full.

        Whoever holds a ticket must give it back, also one that only waited.
        """
        ticket = Ticket(self)
        if self._free > 0:
            self._free -= 1
            ticket.grant()
        elif len(self._line) >= self._queue:
            raise RouteBusyError("too many wait already")
        else:
            self._line.append(ticket)
        return ticket

    def ahead_of(self, ticket: Ticket) -> int:
        """How many come before a ticket in line."""
        return self._line.index(ticket)

    def take_back(self, ticket: Ticket) -> None:
        """Give a place to the next in line, or take somebody who waits no longer out of it."""
        if not ticket.granted:
            self._line.remove(ticket)
        elif self._line:
            self._line.popleft().grant()
        else:
            self._free += 1


class Ticket:
    """One call's place, or its place in line."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._granted = asyncio.Event()
        self._given_back = False

    @property
    def granted(self) -> bool:
        """Whether the call may go on."""
        return self._granted.is_set()

    def grant(self) -> None:
        """Let the call go on."""
        self._granted.set()

    async def wait(self, within_s: float) -> AsyncGenerator[int]:
        """Wait for the place; yield how many are before, at once and when it changes.

        Raises `RouteBusyError` when it takes longer than ``within_s`` seconds.
        """
        now = asyncio.get_running_loop().time
        end, told = now() + within_s, -1
        while not self.granted:
            if (ahead := self._places.ahead_of(self)) != told:
                told = ahead
                yield ahead
            try:
                async with asyncio.timeout_at(min(end, now() + TELL_EVERY_S)):
                    await self._granted.wait()
            except TimeoutError:
                if now() >= end and not self.granted:
                    raise RouteBusyError("too long a wait") from None

    def give_back(self) -> None:
        """Leave the place or the line; a second time does nothing."""
        if not self._given_back:
            self._given_back = True
            self._places.take_back(self)
