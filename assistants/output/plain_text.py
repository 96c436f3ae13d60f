"""A model's text without what a page or a terminal would read as something else."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from assistants.output.in_pieces import InPieces

# What could still grow into a character reference such as `&#84;`.
_UNFINISHED = re.compile(r"&[#\w]{0,31}$")
_KEPT = frozenset("\n\t")
_DEEPEST = 8


class PlainText(InPieces):
    """Reads character references as the page would, and drops control characters; in pieces.

    Everything that looks at the text afterwards then sees what the person will see.
    """

    def __init__(self) -> None:
        super().__init__(_UNFINISHED, _plain)


def _plain(text: str) -> str:
    for _ in range(_DEEPEST):
        if "&" not in text or (read := unescape(text)) == text:
            break
        text = read
    if text.isprintable():
        return text
    return "".join(c for c in text if c in _KEPT or unicodedata.category(c) != "Cc")
