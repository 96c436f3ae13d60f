"""Spells the markers of a model as it was asked to, so that all that reads them finds them."""

from __future__ import annotations

import re

from assistants.output.in_pieces import InPieces

# What models that were trained on other templates write: `［2］`, `[1†source]`, `【1†L3-L5】`.
_OPEN, _CLOSE = r"[\[【［]", r"[\]】］]"
_NOTE = r"†[^\[\]【】［］\n]{0,60}"
_SPELT = re.compile(
    rf"{_OPEN}\s{{0,8}}(\d{{1,3}}(?:[,;\s]{{1,8}}\d{{1,3}}){{0,7}})\s{{0,8}}(?:{_NOTE})?{_CLOSE}"
)
_UNFINISHED = re.compile(rf"{_OPEN}[\s\d,;]{{0,48}}(?:{_NOTE})?$")


class MarkerSpelling(InPieces):
    """Writes each marker as ``[n]``, one piece of a model's text at a time."""

    def __init__(self) -> None:
        super().__init__(_UNFINISHED, lambda text: _SPELT.sub(r"[\1]", text))
