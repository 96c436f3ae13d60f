"""What lies between a page and the service: a network that breaks, and a phone that sleeps."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from playwright.sync_api import Page, Route, WebSocketRoute

LIMIT_MS = 60_000
_SESSION = re.compile(r'^40\{.*"sessionId":"([0-9a-f-]{36})"')
Carry = Callable[[str | bytes], None]


class Network:
    """What lies between the page's socket and the service, and can fail.

    It has to be there before the page is opened.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        self._away = False
        self.swallows = self._swallowed = False
        self._ready = self._slow = self._asleep = False
        self._forgotten = False
        self._kept: list[Callable[[], None]] = []
        page.route_web_socket("**/chat/ws/**", self._carry)
        # Where no websocket goes through, the page tries plain requests.
        page.route("**/chat/ws/**", self._carry_request)

    def is_there(self) -> None:
        """Wait until the page has all that there is."""
        self._wait_until(lambda: self._ready)

    def has_swallowed(self) -> None:
        """Wait until a question was lost."""
        self._wait_until(lambda: self._swallowed)

    def goes_away(self) -> None:
        """Break every connection, and let none be opened."""
        self._away = True
        opened, self._open = self._open, []
        for route, server in opened:
            for side in (route, server):
                side.close(code=4000)

    def sleeps(self) -> None:
        """Say nothing more to the page, which is not told so; the service gives it up."""
        self._asleep = True
        opened, self._open = self._open, []
        for _, server in opened:
            server.close(code=4000)

    def wakes(self) -> None:
        """Carry again what the page says next, so late that the service has forgotten it."""
        self._asleep, self._forgotten = False, True

    def is_back(self, *, slowly: bool = False) -> None:
        """Let connections be opened again, and carry all, the history and what follows it later."""
        self._away = self.swallows = False
        self._slow = slowly

    def has_kept_the_history(self) -> None:
        """Wait until the history is on its way."""
        self._wait_until(lambda: bool(self._kept))

    def is_fast(self) -> None:
        """Bring what is on its way."""
        self._slow = False
        kept, self._kept = self._kept, []
        for bring in kept:
            bring()

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        for _ in range(LIMIT_MS // 50):
            if holds():
                return
            self._page.wait_for_timeout(50)
        raise AssertionError("The network never saw it.")

    def _carry(self, route: WebSocketRoute) -> None:
        if self._away:
            route.close(code=4000)
            return
        server = route.connect_to_server()
        self._open.append((route, server))
        # A page that is asleep hears neither what is said nor that nothing more is.
        server.on_close(lambda code, reason: None if self._asleep else route.close(code=code))
        route.on_message(self._unless_lost(self._as_a_stranger(server.send)))
        server.on_message(self._in_its_time(self._unless_lost(route.send)))

    def _carry_request(self, route: Route) -> None:
        if self._away or self._asleep:
            route.abort()
        else:
            route.continue_()

    def _in_its_time(self, carry: Carry) -> Carry:
        def bring(text: str | bytes) -> None:
            if self._slow and (self._kept or '"resume_thread"' in str(text)):
                self._kept.append(lambda: carry(text))
            else:
                carry(text)

        return bring

    def _unless_lost(self, send: Carry) -> Carry:
        def carry(text: str | bytes) -> None:
            self._ready = self._ready or '"ready"' in str(text)
            if self.swallows:
                self._swallowed = self._swallowed or '"client_message"' in str(text)
            else:
                send(text)

        return carry

    def _as_a_stranger(self, send: Carry) -> Carry:
        """To a service that has forgotten a page it is as if it came under another name."""

        def carry(text: str | bytes) -> None:
            if self._forgotten and (found := _SESSION.search(str(text))):
                text = str(text).replace(found[1], str(uuid.uuid4()))
            send(text)

        return carry
