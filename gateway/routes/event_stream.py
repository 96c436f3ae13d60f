"""Server-sent events, cut out of the bytes of a response as they arrive."""

from __future__ import annotations

from codecs import BOM_UTF8

import orjson

MOST_BYTES = 1_000_000
_ERRORS = (b"error", b"exception")


class EventTooLongError(ValueError):
    """An event does not end within a megabyte."""

    def __init__(self) -> None:
        super().__init__("An event does not end within a megabyte.")


class EventStream:
    """Collects bytes and gives back the ``data`` of every event that is complete.

    Follows "Interpreting an event stream" of the HTML standard, in which a line may also end with a
    carriage return alone; fields other than these and comments are passed over. What servers add to
    it tells of errors: an event named so, a field of that name, or JSON that stands in no field. It
    comes back as an event with an ``error``.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False
        self._ended_with_return = False
        self._name = b""
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
            # Of nearly all events, one line of data and an empty one, the shortest way.
            if not line and len(self._data) == 1 and not self._name:
                events.append(self._data.pop())
            elif line.startswith(b"data:"):
                self._data.append(line[5:].removeprefix(b" "))
            else:
                events += self._take(line)
        if len(self._rest) > MOST_BYTES or sum(map(len, self._data)) > MOST_BYTES:
            raise EventTooLongError
        return events

    def close(self) -> list[bytes]:
        """Take the end of the response, which stands for the line end and the empty line after it.

        What is only half an event is none.
        """
        rest, self._rest = self._rest, b""
        events = [*self._take(rest), *self._take(b"")]
        return [event for event in events if _is_whole(event)]

    def _take(self, line: bytes) -> list[bytes]:
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        elif line.startswith(b"event:"):
            self._name = line[6:].strip()
        elif line.startswith(b"error:"):
            return [_error(line[6:])]
        elif line.startswith(b"{") and _is_whole(line):
            return [line]
        elif not line:
            data, self._data = self._data, []
            name, self._name = self._name.lower(), b""
            if data:
                return [_error(b"\n".join(data))] if name.endswith(_ERRORS) else _parted(data)
            if name.endswith(_ERRORS):
                return [_error(b"")]
        return []


def _parted(data: list[bytes]) -> list[bytes]:
    """The lines of one event, or as many events where a server leaves out the lines between."""
    return data if len(data) > 1 and all(map(_is_whole, data)) else [b"\n".join(data)]


def _is_whole(event: bytes) -> bool:
    try:
        return event.strip() == b"[DONE]" or isinstance(orjson.loads(event), dict)
    except orjson.JSONDecodeError:
        return False


def _error(said: bytes) -> bytes:
    """An error as an event of the data has it."""
    try:
        told = orjson.loads(said)
    except orjson.JSONDecodeError:
        told = said.decode("utf-8", "replace")
    if isinstance(told, dict) and told.get("error"):
        return said
    return orjson.dumps({"error": told or True})
