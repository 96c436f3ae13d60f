"""Words in angle brackets that look like elements of HTML and are text: ``<employee-number>``."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]{0,60})((?:\s[^<>]{0,1000})?)>")
# fmt: off
# Elements that need no end, or that people leave open.
_OPEN = frozenset((
    "a", "b", "big", "blockquote", "body", "br", "center", "col", "colgroup", "dd", "del",
    "details", "div", "dl", "dt", "em", "embed", "font", "head", "hr", "html", "i", "img", "input",
    "ins", "li", "meta", "ol", "p", "s", "small", "span", "strike", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "wbr", "mark", "kbd",
))
# Elements that hold something, so that a page closes them.
_CLOSED = frozenset((
    "abbr", "acronym", "address", "article", "aside", "audio", "bdi", "bdo", "button", "canvas",
    "caption", "cite", "code", "data", "datalist", "dfn", "dialog", "fieldset", "figcaption",
    "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "iframe", "label", "legend", "main", "map", "math", "menu", "meter", "nav",
    "noscript", "object", "optgroup", "option", "output", "picture", "pre", "progress", "q", "rp",
    "rt", "ruby", "samp", "script", "search", "section", "select", "slot", "style", "summary",
    "svg", "template", "textarea", "time", "title", "var", "video",
))
# Elements without content, which do something only by what they are told.
_VOID = frozenset(("area", "base", "link", "param", "source", "track"))
# fmt: on


def is_placeholder(tag: str, beside: str) -> bool:
    """Tell whether a tag is text. ``beside`` is the markup that it stands in."""
    found = _TAG.fullmatch(tag)
    if found is None:
        return False
    closing, name, told = found[1], found[2].lower(), found[3]
    if name in _OPEN or told.rstrip().endswith("/"):
        return False
    if name in _VOID:
        return "=" not in told
    if closing:
        return name not in _CLOSED and f"<{name}" not in beside.lower().replace(tag.lower(), "")
    if name in _CLOSED and told:
        return False
    return f"</{name}" not in beside.lower()


def with_placeholders(markup: str) -> str:
    """Write the placeholders in a piece of HTML as text."""
    if len(markup) > MAX_MARKUP:
        return markup
    lowered = markup.lower()
    closed = {found[2].lower() for found in _TAG.finditer(lowered) if found[1]}

    def kept(found: re.Match[str]) -> str:
        name = found[2].lower()
        is_text = not found[1] and name not in closed and is_placeholder(found[0], "")
        return html.escape(found[0], quote=False) if is_text else found[0]

    return _TAG.sub(kept, markup)


MAX_MARKUP = 2_000_000
