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

    Follows "Interpreting an event stream" of the HTML standard; fields other than ``data`` and
    comments are passed over.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._data: list[bytes] = []

    def feed(self, received: bytes) -> list[bytes]:
        """Take the next bytes; raises `EventTooLongError`."""
        received = self._rest + received
        if not self._begun and len(received) >= len(BOM_UTF8):
            self._begun, received = True, received.removeprefix(BOM_UTF8)
        *lines, self._rest = received.split(b"\n")
        events: list[bytes] = []
        for ended in lines:
            line = ended.removesuffix(b"\r")
            if line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data = []
        if len(self._rest) > MOST_BYTES or sum(map(len, self._data)) > MOST_BYTES:
            raise EventTooLongError
        return events
