"""Text of a page that is struck through: it no longer holds, and is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_RULES = 500
MAX_SELECTOR = 200
MAX_STYLES = 500_000

_STRUCK = re.compile(
    r"text-decoration(?:-line)?\s{0,9}:[^;{}\"]{0,80}\bline-through\b", re.IGNORECASE
)
_RULE = re.compile(r"([^{};]{1,1000})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CELLS = frozenset({"td", "th", "body"})


def striking_selectors(page: LexborHTMLParser) -> list[str]:
    """What the page's own style sheets draw a line through, as selectors."""
    styles = "\n".join(node.text() for node in page.css("style"))[:MAX_STYLES]
    if "line-through" not in styles.lower():
        return []
    found: list[str] = []
    for rule in _RULE.finditer(_COMMENT.sub(" ", styles)):
        if _STRUCK.search(rule[2]):
            found.extend(_plain(rule[1]))
    return found[:MAX_RULES]


def _plain(selectors: str) -> Iterator[str]:
    for selector in selectors.split(","):
        text = selector.strip()
        # A line that appears under the mouse is not there for a reader.
        if 0 < len(text) <= MAX_SELECTOR and ":" not in text and not text.startswith("@"):
            yield text


def without_struck(root: LexborNode, selectors: Sequence[str] = ()) -> int:
    """Take out what is struck through; gives the number of places. Cells stay, but are empty."""
    places = sum(map(_emptied, reversed(root.css("s, del, strike"))))
    # Inner nodes go first, and what is gone is not selected again.
    for node in reversed(root.css("[style]")):
        if _STRUCK.search(node.attributes.get("style") or ""):
            places += _emptied(node)
    for selector in selectors:
        try:
            places += sum(map(_emptied, reversed(root.css(selector))))
        except SelectolaxError:
            # A style sheet may hold what this library cannot select.
            continue
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
