"""What of a page a reader does not see, or does not come for: hidden text and navigation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from retrieval.parsing.documents import ParseError
from retrieval.parsing.text.cleaning import clean
from retrieval.parsing.web.panels import Panels

MAX_DEPTH = 150
# A page's main part counts only when it has some text.
MIN_MAIN = 200
# The library takes four times as long for twice the depth.
MAX_NESTED = 3_000

# What is no text, or leads to other pages.
_UNREAD = (
    "script, style, template, noscript, iframe, object, svg, canvas, audio, video, select, "
    "datalist, button, input, textarea, nav, "
    "[role=navigation], [role=search], [role=menu], [role=banner], [role=contentinfo]"
)
# What is not shown, unless a reader opens it.
_CLOSED = "dialog, [hidden], [aria-hidden=true]"
# So many letters of hidden text are worth a word to the owner.
WORTH_TELLING = 20
_HIDING = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|opacity\s{0,9}:\s{0,9}0(?![.\d])|"
    r"font-size\s{0,9}:\s{0,9}(?:0(?![.\d])|1(?:px|pt))|(?:left|top|text-indent)\s{0,9}:\s{0,9}-\d{4}|"
    r"clip\s{0,9}:\s{0,9}rect\(\s{0,9}[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|opacity\s{0,9}:\s{0,9}0(?![.\d])",
    re.IGNORECASE,
)
# White letters, unless something dark is put under them.
_WHITE = re.compile(
    r"(?:^|;)\s{0,9}color\s{0,9}:\s{0,9}(?:#fff(?:fff)?\b|white\b|transparent\b|"
    r"rgba?\(\s{0,9}255\s{0,9},\s{0,9}255\s{0,9},\s{0,9}255)",
    re.IGNORECASE,
)
_HIDDEN_TAG = re.compile(
    r"<[^<>]{0,400}\s(?:hidden|aria-hidden=[\"']?true)[\s>=\"']", re.IGNORECASE
)
_PARTS = frozenset({"article", "section", "main", "blockquote", "figure"})

# Elements that only their end tag closes.
_NESTING = re.compile(
    r"<(/?)(?:div|span|section|article|ul|ol|dl|table|blockquote|form|font|center|details|b|i|em|a)"
    r"(?=[\s/>])",
    re.IGNORECASE,
)


def check_nesting(markup: str) -> None:
    """Raise `ParseError` for a page whose elements stand in each other without end."""
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth += -1 if tag[1] else 1
        if depth > MAX_NESTED:
            raise ParseError(
                f"The page nests more than {MAX_NESTED:,} elements in each other. Export it again."
            )


def without_unseen(page: LexborHTMLParser) -> tuple[LexborNode, int]:
    """Take out of ``page`` what is not read.

    Gives the part that holds its text, and how many hidden texts were taken out. What a control of
    the page opens is read.
    """
    body = page.body
    assert body is not None
    panels = Panels(page)
    panels.keep_controls(page)
    # Inner nodes go first: with an outer one they would be gone already.
    for node in reversed(page.css(_UNREAD)):
        node.decompose()
    hidden = _without_hidden(page, panels)
    mains = page.css("main, [role=main]")
    root = mains[0] if len(mains) == 1 and len(mains[0].text()) > MIN_MAIN else body
    for node in reversed(root.css("footer")):
        if not _is_within(node, _PARTS):
            node.decompose()
    for node in reversed(root.css("ul, ol")):
        if _leads_within(node):
            node.decompose()
    return root, hidden


def _without_hidden(page: LexborHTMLParser, panels: Panels) -> int:
    hidden = 0
    for node in reversed(page.css(_CLOSED)):
        if not panels.opens(node):
            hidden += _is_worth_telling(node)
            node.decompose()
    for node in reversed(page.css("[style]")):
        style = node.attributes.get("style") or ""
        if not _is_hiding(style) or _has_ground(node):
            continue
        if not panels.opens(node) or _is_hiding(_CLOSING.sub("", style)):
            hidden += _is_worth_telling(node)
            node.decompose()
    return hidden


def _is_worth_telling(node: LexborNode) -> bool:
    # Signs and drawings are hidden from those who hear a page, and are no text.
    is_closed = "hidden" in node.attributes or "style" in node.attributes or node.tag == "dialog"
    return is_closed and sum(map(str.isalnum, node.text())) >= WORTH_TELLING


def hides(markup: str) -> bool:
    """Tell whether the first tag of ``markup`` hides what stands in it."""
    tag = markup[:1000].partition(">")[0] + ">"
    return _HIDDEN_TAG.search(tag) is not None or _is_hiding(tag)


def _is_hiding(style: str) -> bool:
    if _HIDING.search(style):
        return True
    return _WHITE.search(style) is not None and "background" not in style.lower()


def _has_ground(node: LexborNode) -> bool:
    """White letters can be read on the colour of what stands around them."""
    if _HIDING.search(node.attributes.get("style") or ""):
        return False
    return any(
        "background" in (around.attributes.get("style") or "").lower()
        or "bgcolor" in around.attributes
        or (around.attributes.get("class") and around.tag not in {"body", "html"})
        for around in _around(node)
    )


def _around(node: LexborNode) -> Iterator[LexborNode]:
    """The node and what it stands in, from the inside, as far as that matters."""
    current: LexborNode | None = node
    for _ in range(MAX_DEPTH):
        if current is None or current.tag is None:
            return
        yield current
        current = current.parent


def _is_within(node: LexborNode, tags: frozenset[str]) -> bool:
    return any(around.tag in tags for around in _around(node))


def _leads_within(node: LexborNode) -> bool:
    """A list of nothing but links to parts of the page: its contents."""
    links = node.css("a[href^='#']")
    if len(links) < 3 or len(links) > 500:
        return False
    return sum(len(clean(link.text())) for link in links) >= 0.95 * len(clean(node.text()))
