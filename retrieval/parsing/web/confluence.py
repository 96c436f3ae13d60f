"""The storage format of Confluence, turned into the HTML that a reader of the page would see."""

from __future__ import annotations

import html
import re

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ALONE = re.compile(r"<((?:ac|ri|at):[\w-]{1,40})((?:\s[^<>]{0,1000}?)?)/>")
_BODY = re.compile(r"<(/?)ac:plain-text-body\s{0,9}>")
_PARAMETER = re.compile(r"<ac:parameter\b([^<>]{0,500})>(.*?)</ac:parameter\s{0,9}>", re.DOTALL)
_TITLE = re.compile(r"""\bac:name\s{0,9}=\s{0,9}["']title["']""")
_UNREAD = re.compile(
    r"<ac:(task-id|task-status|task-uuid|placeholder)\b[^<>]{0,500}>.*?</ac:\1\s{0,9}>", re.DOTALL
)
_LINK = re.compile(
    r"<ac:link\b[^<>]{0,500}>\s*<ri:page\b[^<>]{0,500}?ri:content-title=\"([^\"<>]{0,500})\""
    r"[^<>]{0,500}>\s*</ri:page>\s*</ac:link>"
)


def is_storage_format(text: str) -> bool:
    """Tell whether a page holds elements of Confluence, or is XML, where CDATA is text."""
    return (
        "<ac:" in text or "<ri:" in text or text[:200].lstrip("\ufeff \n\r\t").startswith("<?xml")
    )


def as_shown(text: str) -> str:
    """Keep what Confluence shows: code and titles of macros, and not their parameters."""
    text = _CDATA.sub(lambda found: html.escape(found[1], quote=False), text)
    # HTML knows no such element that closes itself: all that follows would stand in it.
    text = _ALONE.sub(r"<\1\2></\1>", text)
    text = _UNREAD.sub(" ", text)
    text = _PARAMETER.sub(_shown_parameter, text)
    text = _LINK.sub(r"\1", text)
    return _BODY.sub(r"<\1pre>", text)


def _shown_parameter(found: re.Match[str]) -> str:
    return f"<p>{found[2]}</p>" if _TITLE.search(found[1]) else ""
