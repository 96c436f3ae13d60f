"""Citation markers as links, which lead to the passage even without a script."""

from __future__ import annotations

import re

from app.chat.framework import PATH

_MARKER = re.compile(r"\[(\d{1,3})\]")
_HALF_MARKER = re.compile(r"\[\d{0,3}$")


def linked(text: str, turn_id: str) -> str:
    """Make a link of every citation marker; it leads to the passage even without a script."""
    return _MARKER.sub(rf"[\1]({PATH}/cite/{turn_id}/\1)", text)


class MarkerLinks:
    """Makes links of markers in a stream; holds back what could still grow into one."""

    def __init__(self, turn_id: str) -> None:
        self._turn_id = turn_id
        self._held = ""

    def feed(self, text: str) -> str:
        """Take a piece of the answer; return what may be shown now."""
        text = self._held + text
        half = _HALF_MARKER.search(text)
        cut = half.start() if half else len(text)
        self._held = text[cut:]
        return linked(text[:cut], self._turn_id)

    def close(self) -> str:
        """Return what was held back."""
        held, self._held = self._held, ""
        return held
