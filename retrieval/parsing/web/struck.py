"""Text of a page that is struck through: it no longer holds, and is not read."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

_STRUCK = re.compile(
    r"text-decoration(?:-line)?\s{0,9}:[^;{}\"]{0,80}\bline-through\b", re.IGNORECASE
)
_CELLS = frozenset({"td", "th", "body"})


def without_struck(root: LexborNode) -> int:
    """Take out what is struck through; gives the number of places. Cells stay, but are empty."""
    places = sum(map(_emptied, reversed(root.css("s, del, strike"))))
    # Inner nodes go first, and what is gone is not selected again.
    for node in reversed(root.css("[style]")):
        if _STRUCK.search(node.attributes.get("style") or ""):
            places += _emptied(node)
    return places


def _emptied(node: LexborNode) -> bool:
    """Take a node out; tells whether a word went with it."""
    has_words = any(map(str.isalnum, node.text()))
    if node.tag in _CELLS:
        for child in list(node.iter(include_text=True)):
            child.decompose()
    else:
        node.decompose()
    return has_words


def struck_remark(places: int) -> list[str]:
    """Tell the owner that struck text was left out, where any was."""
    if not places:
        return []
    return [f"Text that is struck through was left out ({counted_places(places)})."]


def counted_places(places: int) -> str:
    """Write ``1 place`` or ``4 places``."""
    return "1 place" if places == 1 else f"{places:,} places"
