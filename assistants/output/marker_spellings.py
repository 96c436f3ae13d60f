"""Spells the markers of a model as it was asked to, so that all that reads them finds them."""

from __future__ import annotations

import re

# What models that were trained on other templates write: `［2］`, `[1†source]`, `【1†L3-L5】`.
_OPEN, _CLOSE = r"[\[【［]", r"[\]】］]"
_NOTE = r"†[^\[\]【】［］\n]{0,60}"
_SPELT = re.compile(
    rf"{_OPEN}\s{{0,8}}(\d{{1,3}}(?:[,;\s]{{1,8}}\d{{1,3}}){{0,7}})\s{{0,8}}(?:{_NOTE})?{_CLOSE}"
)
_UNFINISHED = re.compile(rf"{_OPEN}[\s\d,;]{{0,48}}(?:{_NOTE})?$")


class MarkerSpelling:
    """Writes each marker as ``[n]``, one piece of text at a time."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """Take a piece of the model's text; return what is complete."""
        text = self._held + text
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        self._held = text[cut:]
        return _SPELT.sub(r"[\1]", text[:cut])

    def close(self) -> str:
        """Return what was held back."""
        rest, self._held = self._held, ""
        return rest
