"""Makes whole characters of what a model server cut in half.

A server that counts in UTF-16 may write the two halves of an emoji as JSON escapes in two events.
Neither half is a character, and no text that holds one can be sent or stored.
"""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")
_FIRST_HALF = re.compile("[\ud800-\udbff]")


class WholeCharacters:
    """Joins the halves of characters, also those that came in two pieces of a text."""

    def __init__(self) -> None:
        self._half = ""

    def feed(self, text: str) -> str:
        """The text as far as it is whole; the first half of a character waits for the second."""
        if not text:
            return ""
        text = self._half + text
        self._half = text[-1] if _FIRST_HALF.match(text[-1]) else ""
        return joined(text[:-1] if self._half else text)

    def close(self) -> str:
        """What stands for a half that stayed alone."""
        half, self._half = self._half, ""
        return joined(half)


def joined(text: str) -> str:
    """The text with halves of characters joined, and U+FFFD for each that is alone."""
    if text.isascii() or not _HALF.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
