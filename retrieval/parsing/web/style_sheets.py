"""What the style sheets of a page say about its letters, written at the elements themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

MAX_RULES = 500
MAX_SELECTOR = 200
MAX_STYLES = 500_000
MAX_ELEMENTS = 50_000

# Lines through letters, letters above and below the line, and bold ones.
_SAID = re.compile(
    r"text-decoration(?:-line)?\s{0,9}:[^;{}\"]{0,80}\bline-through\b"
    r"|vertical-align\s{0,9}:\s{0,9}(?:super|sub)\b"
    r"|position\s{0,9}:\s{0,9}relative\b"
    r"|(?<![\w-])(?:top|bottom)\s{0,9}:\s{0,9}-?[\d.]{1,9}(?:em|ex|rem|px|pt|in|%)"
    r"|font-weight\s{0,9}:\s{0,9}(?:bold|[6-9]00)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{};]{1,1000})\{([^{}]{0,5000})\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def with_own_styles(page: LexborHTMLParser, sheets: str = "") -> None:
    """Give each element the style that a sheet gives to its letters.

    ``sheets`` are those that stand outside the page; its own come after them.
    """
    own_sheets = "\n".join(node.text() for node in page.css("style"))
    styles = f"{sheets[:MAX_STYLES]}\n{own_sheets}"[: 2 * MAX_STYLES]
    if _SAID.search(styles) is None:
        return
    count = 0
    for selector, style in _rules(_COMMENT.sub(" ", styles)):
        try:
            nodes = page.css(selector)
        except SelectolaxError:
            # A style sheet may hold what this library cannot select.
            continue
        for node in nodes:
            own = node.attributes.get("style")
            node.attrs["style"] = f"{style};{own}" if own else style
            count += 1
        if count > MAX_ELEMENTS:
            return


def _rules(styles: str) -> Iterator[tuple[str, str]]:
    count = 0
    for rule in _RULE.finditer(styles):
        said = ";".join(found[0] for found in _SAID.finditer(rule[2]))
        for selector in rule[1].split(",") if said else ():
            text = selector.strip()
            # What appears under the mouse is not there for a reader.
            if 0 < len(text) <= MAX_SELECTOR and ":" not in text and not text.startswith("@"):
                count += 1
                if count > MAX_RULES:
                    return
                yield text, said
