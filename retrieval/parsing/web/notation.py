"""What stands in the lines of a page beside plain letters: raised and lowered parts, formulas."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from retrieval.parsing.text.superscripts import lowered, noted, raised
from retrieval.parsing.web.formulas import linear

# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "ac:link", "ac:link-body",
    "ac:plain-text-link-body", "ri:page",
))
# fmt: on
_RAISED = re.compile(r"vertical-align\s{0,9}:\s{0,9}(super|sub)\b", re.IGNORECASE)
# So Word and LibreOffice write raised letters: lifted off their line by some part of it.
_LIFTED = re.compile(
    r"(?<![\w-])(top|bottom)\s{0,9}:\s{0,9}(-?)(?!0(?:[^\d.]|$))[\d.]{1,9}(?:em|ex|rem|px|pt|in|%)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"position\s{0,9}:\s{0,9}relative\b", re.IGNORECASE)
# What is lifted and longer is set so for its looks.
MAX_LIFTED = 20
_NOTE = re.compile(r"\b(?:foot|end)?note|\bfn|\breference\b|\bcite_ref", re.IGNORECASE)


def fence(root: LexborNode) -> None:
    """Put fences around what is raised or lowered, and write formulas as one line."""
    for formula in reversed(root.css("math")):
        formula.replace_with(linear(formula))
    # Inner nodes go first, so that they stand as text in the outer ones.
    for node in reversed(root.css("sup, sub")):
        text = inline_text(node)
        if node.tag == "sub":
            node.replace_with(lowered(text))
        else:
            node.replace_with(noted(text) if _is_note(node) else raised(text))
    for node in reversed(root.css("[style]")):
        if node.tag in INLINE and (place := _place(node)):
            text = inline_text(node)
            node.replace_with(raised(text) if place == "super" else lowered(text))


def _place(node: LexborNode) -> str:
    """``super`` or ``sub`` where a style sets letters so."""
    style = node.attributes.get("style") or ""
    if found := _RAISED.search(style):
        return found[1].lower()
    lifted = _LIFTED.search(style) if _RELATIVE.search(style) else None
    if lifted is None or not 0 < len(node.text().strip()) <= MAX_LIFTED:
        return ""
    return "super" if (lifted[1].lower() == "top") == bool(lifted[2]) else "sub"


def _is_note(node: LexborNode) -> bool:
    """A raised part that leads to a note."""
    said = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
    if _NOTE.search(said):
        return True
    link = node.css_first("a[href]")
    return link is not None and "#" in (link.attributes.get("href") or "")


def inline_text(node: LexborNode) -> str:
    """The text of a node as one line."""
    pieces: list[str] = []
    for part in node.traverse(include_text=True):
        if part.is_text_node:
            pieces.append(part.text_content or "")
        elif part.tag not in INLINE:
            pieces.append(" ")
    return "".join(pieces)
