"""Server-sent events, cut out of the bytes of a response as they arrive."""

from __future__ import annotations

from codecs import BOM_UTF8

MOST_BYTES = 1_000_000


class EventTooLongError(ValueError):
    """An event does not end within a megabyte."""

    def __init__(self) -> None:
        super().__init__("An event does not end within a megabyte.")


class EventStream:
    """Collects bytes and gives back the ``data`` of every event that is complete.

    Follows "Interpreting an event stream" of the HTML standard, in which a line may also end with a
    carriage return alone; fields other than ``data`` and comments are passed over.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._ended_with_return = False
        self._data: list[bytes] = []

    def feed(self, received: bytes) -> list[bytes]:
        """Take the next bytes; raises `EventTooLongError`."""
        if not received:
            return []
        if self._ended_with_return:
            received = received.removeprefix(b"\n")
        received = self._rest + received
        if not self._begun and len(received) >= len(BOM_UTF8):
            self._begun, received = True, received.removeprefix(BOM_UTF8)
        self._ended_with_return = received.endswith(b"\r")
        lines = received.splitlines()
        whole = received.endswith((b"\n", b"\r"))
        self._rest = b"" if whole or not lines else lines.pop()
        events: list[bytes] = []
        for line in lines:
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data = []
        if len(self._rest) > MOST_BYTES or sum(map(len, self._data)) > MOST_BYTES:
            raise EventTooLongError
        return events
