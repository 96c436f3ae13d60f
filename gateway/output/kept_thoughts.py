"""The thoughts of a model, kept for the receipt of its answer."""

from __future__ import annotations

# Reasoning models write long; what is read are the first pages.
MOST_KEPT = 20_000
_MORE = " …"


class KeptThoughts:
    """Collects thoughts, up to `MOST_KEPT` letters."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, text: str) -> None:
        """Note more of them."""
        if text and self._length <= MOST_KEPT:
            self._pieces.append(text)
            self._length += len(text)

    def take_back(self, text: str) -> None:
        """Forget the last of them, which was none; where it was cut, all that is there."""
        whole = "".join(self._pieces)
        self._pieces = [whole.removesuffix(text)] if whole.endswith(text) else []
        self._length = sum(map(len, self._pieces))

    @property
    def text(self) -> str:
        """What was kept; where there was more, it ends so."""
        whole = "".join(self._pieces).strip()
        return whole if len(whole) <= MOST_KEPT else whole[:MOST_KEPT] + _MORE
