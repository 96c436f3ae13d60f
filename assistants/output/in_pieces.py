"""Reads text that comes in pieces, and holds back what the next piece may still change."""

from __future__ import annotations

import re
from collections.abc import Callable


class InPieces:
    """Applies ``read`` to a text. What ``unfinished`` finds at its end waits for what follows."""

    def __init__(self, unfinished: re.Pattern[str], read: Callable[[str], str]) -> None:
        self._unfinished = unfinished
        self._read = read
        self._held = ""

    def feed(self, text: str) -> str:
        """Take a piece; return what is complete."""
        text = self._held + text
        unfinished = self._unfinished.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._held = text[cut:]
        return self._read(text[:cut])

    def close(self) -> str:
        """Return what was held back."""
        rest, self._held = self._held, ""
        return self._read(rest)
